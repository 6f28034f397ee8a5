#include "core/webhook/receiver.hpp"

#include <algorithm>
#include <utility>

#include "core/http/url.hpp"
#include "core/webhook/mark.hpp"
#include "core/webhook/twiml.hpp"

namespace understudy {
namespace {

bool is_json(const Request& request) {
  std::string_view type = request.headers.get("Content-Type");
  constexpr std::string_view json = "application/json";
  return equal_ignoring_case(type.substr(0, json.size()), json);
}

tl::unexpected<Error> refused(ErrorCode code, int status, std::string why) {
  Error error(code, std::move(why));
  error.http_status = status;
  return tl::unexpected(std::move(error));
}

Response text(int status, const std::string& why) { return Response(status, "text/plain", why + "\n"); }

Response refusal(const Error& error) {
  Response response = text(error.http_status, error.message);
  if (response.status == 405) response.headers.add("Allow", "GET, POST");
  return response;
}

bool succeeded(const Response& response) { return response.status >= 200 && response.status < 300; }

std::string lowered(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) { return 'A' <= c && c <= 'Z' ? char(c - 'A' + 'a') : c; });
  return text;
}

// The same for all ways to write where a webhook goes, whatever its query.
std::string place_of(std::string_view url) {
  const auto parsed = Url::parse(url.substr(0, url.find_first_of("?#")));
  if (!parsed) return std::string(url);
  const std::string path = parsed->path.empty() ? "/" : parsed->path;
  return lowered(parsed->scheme + "://" + parsed->host) + ":" + std::to_string(parsed->effective_port()) + path;
}

std::set<std::string> places_of(const std::vector<std::string>& urls) {
  std::set<std::string> places;
  for (const std::string& url : urls) places.insert(place_of(url));
  return places;
}

// Only a text asks for a document.
Response nothing_to_say(const WebhookEvent& event) {
  return std::holds_alternative<InboundMessage>(event) ? Twiml().response() : WebhookReceiver::no_reply();
}

}  // namespace

Result<WebhookEvent> read_webhook(const Request& request, const Signer& signer) {
  auto signature = request.headers.find(signature_header);
  if (!signature) return refused(ErrorCode::bad_signature, 400, "no X-Twilio-Signature header");
  bool get = request.method == "GET";
  bool json = is_json(request);
  Form body = get || json ? Form{} : decode_form(request.body);
  bool genuine =
      json ? signer.verify_json(*signature, request.url, request.body) : signer.verify(*signature, request.url, body);
  if (!genuine) {
    return refused(ErrorCode::bad_signature, 403,
                   "X-Twilio-Signature does not match " + request.url +
                       "; the URL checked must be the one Twilio called, and the token the account's primary auth "
                       "token");
  }
  auto event = parse_webhook(get ? decode_form(query_of(request.url)) : std::move(body),
                             std::string(request.headers.get("I-Twilio-Idempotency-Token")));
  if (!event) return refused(event.error().code, 400, event.error().message);
  if (auto* update = std::get_if<StatusUpdate>(&*event)) update->mark = mark_of(request.url);
  return event;
}

bool is_webhook(const Request& request) {
  if (request.method != "GET") return request.method == "POST";
  return decode_form(query_of(request.url)).find("MessageSid").has_value();
}

WebhookReceiver::WebhookReceiver(Executor& executor, Options options, Handler handler)
    : executor_(executor),
      options_(std::move(options)),
      allowed_(places_of(options_.allowed_urls)),
      signer_(options_.auth_token),
      handler_(std::move(handler)) {
  if (options_.replay_window) guard_.emplace(*options_.replay_window);
}

WebhookReceiver::WebhookReceiver(Executor& executor, Options options, Later later)
    : WebhookReceiver(executor, std::move(options), Handler([this](const WebhookEvent& event) {
                        return later_->offer(event) ? nothing_to_say(event) : text(503, "too many webhooks wait");
                      })) {
  later_ = std::make_unique<LaterWork>(executor, options_.later, std::move(later));
}

WebhookReceiver::~WebhookReceiver() {
  if (later_) executor_.exclusively([this] { later_.reset(); });
}

Task<> WebhookReceiver::drain() {
  if (later_) co_await later_->drain();
}

Task<Result<Response>> WebhookReceiver::handle(Request request) {
  Response response = answer(std::move(request));
  co_return response;
}

Response WebhookReceiver::answer(Request request) {
  WebhookTaken taken{};
  taken.began = executor_.now();
  taken.trace = TraceContext::parse(request.headers.get("traceparent")).value_or(TraceContext{});
  request.url = public_url(std::move(request.url));
  auto event = read(request);
  if (!event) {
    tell_failure(taken, event.error());
    return refusal(event.error());
  }
  try {
    Response response = take(*event, request, taken);
    if (response.status < 500) {
      tell(taken);
    } else {
      tell_failure(taken, Error(ErrorCode::webhook_failed, "the handler answered " + std::to_string(response.status)));
    }
    return response;
  } catch (...) {
    tell_failure(taken, Error(ErrorCode::webhook_failed, "the handler threw an exception"));
    throw;
  }
}

void WebhookReceiver::tell(WebhookTaken taken) const {
  if (!options_.observer) return;
  taken.ended = executor_.now();
  options_.observer->on(taken);
}

void WebhookReceiver::tell_failure(WebhookTaken taken, const Error& error) const {
  taken.update = nullptr;
  taken.message = nullptr;
  taken.error = &error;
  tell(taken);
}

Response WebhookReceiver::take(WebhookEvent& event, const Request& request, WebhookTaken& taken) {
  taken.message = std::get_if<InboundMessage>(&event);
  auto* update = std::get_if<StatusUpdate>(&event);
  taken.update = update;
  if (update) update->stale = !statuses_.is_news(update->message, update->status);
  const WebhookIdentity identity = identity_of(event, request);
  const Response* before = guard_ ? guard_->answer_to(identity, taken.began) : nullptr;
  taken.repeated = before != nullptr;
  if (before) return *before;

  Response response = handler_(event);
  if (!succeeded(response)) return response;
  if (guard_) guard_->keep(identity, response, taken.began);
  if (update) (void)statuses_.advance(update->message, update->status);
  return response;
}

Result<WebhookEvent> WebhookReceiver::read(const Request& request) const {
  if (!allowed_.empty() && !allowed_.contains(place_of(request.url))) {
    return refused(ErrorCode::not_found, 404, "no webhook is expected here");
  }
  if (request.method != "POST" && request.method != "GET") {
    return refused(ErrorCode::invalid_input, 405, "webhooks come by POST or GET");
  }
  return read_webhook(request, signer_);
}

std::string WebhookReceiver::public_url(std::string url) const {
  if (!options_.public_origin && options_.public_path_prefix.empty()) return url;
  const auto parsed = Url::parse(url);
  const std::string origin = options_.public_origin.value_or(parsed ? parsed->origin() : "");
  return origin + options_.public_path_prefix + std::string(target_of(url));
}

}  // namespace understudy
