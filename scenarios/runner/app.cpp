#include "scenarios/runner/app.hpp"

#include "core/api/json_writer.hpp"
#include "core/http/url.hpp"
#include "scenarios/runner/witness.hpp"
#include "simulator/media_types.hpp"

namespace understudy::scenarios {
namespace {

void write_webhook(JsonWriter& json, const Request& request, const Form& form, const Result<Response>& reply) {
  json.member("method", std::string_view(request.method));
  json.member("path", path_of(request.url));
  write_form(json, form);
  json.member("reply", reply ? reply->status : 0);
}

Response picture(const Request& request) {
  const std::string_view type = simulator::type_by_ending(request.url);
  return Response(200, std::string(type), simulator::placeholder_image(type));
}

}  // namespace

App::App(Executor& executor, Journal& journal, Secret auth_token)
    : executor_(executor),
      journal_(journal),
      receiver_(executor, {.auth_token = std::move(auth_token), .replay_window = std::nullopt},
                [this](const WebhookEvent& event) { return answer(event); }),
      arrived_(executor) {}

Task<Result<Response>> App::handle(Request request) {
  if (!is_webhook(request)) co_return picture(request);
  Request copy = request;
  std::size_t known = callbacks_.size();
  auto reply = co_await receiver_.handle(std::move(copy));
  Form form = decode_form(request.method == "GET" ? query_of(request.url) : std::string_view(request.body));
  // Only a status callback has MessageStatus.
  std::string_view kind = form.find("MessageStatus") ? "callback" : "inbound";
  journal_.append(executor_.now(), kind, [&](JsonWriter& json) { write_webhook(json, request, form, reply); });
  if (callbacks_.size() > known) arrived_.ring();
  co_return reply;
}

Response App::answer(const WebhookEvent& event) {
  const auto* update = std::get_if<StatusUpdate>(&event);
  if (!update) return Response(200, "text/xml", "<Response/>");
  callbacks_.push_back({executor_.now(), *update});
  return WebhookReceiver::no_reply();
}

Task<bool> App::next_callback() {
  co_await arrived_.wait();
  co_return true;
}

}  // namespace understudy::scenarios
