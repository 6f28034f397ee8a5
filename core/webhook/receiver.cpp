#include "core/webhook/receiver.hpp"

#include "core/http/url.hpp"
#include "core/webhook/mark.hpp"

namespace understudy {
namespace {

bool is_json(const Request& request) {
  std::string_view type = request.headers.get("Content-Type");
  constexpr std::string_view json = "application/json";
  return equal_ignoring_case(type.substr(0, json.size()), json);
}

Response text(int status, std::string why) { return Response(status, "text/plain", std::move(why) + "\n"); }

}  // namespace

Result<WebhookEvent> read_webhook(const Request& request, const Signer& signer) {
  auto signature = request.headers.find(signature_header);
  if (!signature) return failure(ErrorCode::bad_signature, "no X-Twilio-Signature header");
  bool get = request.method == "GET";
  bool json = is_json(request);
  Form body = get || json ? Form{} : decode_form(request.body);
  bool genuine =
      json ? signer.verify_json(*signature, request.url, request.body) : signer.verify(*signature, request.url, body);
  if (!genuine) {
    return failure(ErrorCode::bad_signature, "X-Twilio-Signature does not match " + request.url +
                                                 "; the URL checked must be the one Twilio called, and the token the "
                                                 "account's primary auth token");
  }
  auto event = parse_webhook(get ? decode_form(query_of(request.url)) : std::move(body),
                             std::string(request.headers.get("I-Twilio-Idempotency-Token")));
  if (auto* update = event ? std::get_if<StatusUpdate>(&*event) : nullptr) update->mark = mark_of(request.url);
  return event;
}

bool is_webhook(const Request& request) {
  if (request.method != "GET") return request.method == "POST";
  return decode_form(query_of(request.url)).find("MessageSid").has_value();
}

WebhookReceiver::WebhookReceiver(Options options, Handler handler)
    : signer_(options.auth_token), public_origin_(std::move(options.public_origin)), handler_(std::move(handler)) {}

Task<Result<Response>> WebhookReceiver::handle(Request request) {
  Response response = answer(std::move(request));
  co_return response;
}

Response WebhookReceiver::answer(Request request) const {
  if (request.method != "POST" && request.method != "GET") {
    Response refusal = text(405, "webhooks come by POST or GET");
    refusal.headers.add("Allow", "GET, POST");
    return refusal;
  }
  if (public_origin_) request.url = *public_origin_ + std::string(target_of(request.url));
  auto event = read_webhook(request, signer_);
  if (event) return handler_(*event);
  if (event.error().code != ErrorCode::bad_signature) return text(400, event.error().message);
  return text(request.headers.find(signature_header) ? 403 : 400, event.error().message);
}

}  // namespace understudy
