#include "simulator/control_webhooks.hpp"

#include "core/api/json_writer.hpp"
#include "core/http/form.hpp"
#include "core/http/url.hpp"
#include "simulator/control_answer.hpp"
#include "simulator/fault_json.hpp"
#include "simulator/form_json.hpp"
#include "simulator/simulated_twilio.hpp"
#include "simulator/webhook_log.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

template <class T, class Write>
Response list(std::string_view name, const NewestOf<T>& entries, const Request& request, Write write) {
  const Form query = decode_form(query_of(request.url));
  const auto message = query.find("message");
  return json_object([&](JsonWriter& json) {
    json.key(name).begin_array();
    std::uint64_t n = entries.dropped();
    for (const T* entry = entries.find(n); entry; entry = entries.find(++n)) {
      if (message && entry->message_sid != *message) continue;
      json.begin_object();
      write(json, *entry);
      json.end_object();
    }
    json.end_array();
    json.member("dropped", static_cast<std::int64_t>(entries.dropped()));
  });
}

template <class T, class Write>
void member_or_null(JsonWriter& json, std::string_view name, const std::optional<T>& value, Write write) {
  json.key(name);
  value ? write(*value) : void(json.null());
}

void write_webhook(JsonWriter& json, const WebhookRecord& webhook) {
  json.member("id", static_cast<std::int64_t>(webhook.id));
  json.member("on", to_string(webhook.on));
  json.member("message", std::string_view(webhook.message_sid));
  json.member("method", std::string_view(webhook.method));
  json.member("url", std::string_view(webhook.url));
  json.member("attempts", webhook.attempts);
  member(json, "planned", webhook.planned);
  member_or_null(json, "answered", webhook.answered,
                 [&](TimePoint at) { json.string(std::string_view(format_timestamp(at))); });
  member_or_null(json, "status", webhook.status, [&](int status) { json.integer(status); });
  member_or_null(json, "error", webhook.absence, [&](ErrorCode code) { json.string(to_string(code)); });
  if (webhook.error_code != 0) json.member("error_code", webhook.error_code);
  if (webhook.strikes.empty()) return;
  json.key("faults").begin_array();
  for (const Strike& strike : webhook.strikes) {
    json.begin_object();
    write_strike(json, strike);
    json.end_object();
  }
  json.end_array();
}

// Of …/webhooks/3/explain; nullptr when there is none.
const WebhookRecord* webhook_in(const Request& request, const World& world) {
  const std::string_view path = path_of(request.url);
  const auto id = read_id(path.substr(0, path.rfind('/')));
  return id ? world.find_webhook(*id) : nullptr;
}

Response no_webhook(const Request& request) {
  return problem(404, fmt::format("There is no webhook of that number at {}; GET webhooks lists those that are kept",
                                  path_of(request.url)));
}

}  // namespace

Response list_alerts(SimulatedTwilio& twilio, const Request& request) {
  return list("alerts", twilio.world().alerts(), request, [](JsonWriter& json, const Alert& alert) {
    member(json, "at", alert.at);
    json.member("code", alert.code);
    json.member("text", std::string_view(alert.text));
    json.member("message", std::string_view(alert.message_sid));
  });
}

Response list_webhooks(SimulatedTwilio& twilio, const Request& request) {
  return list("webhooks", twilio.world().webhooks(), request, write_webhook);
}

Response explain_webhook(SimulatedTwilio& twilio, const Request& request) {
  const WebhookRecord* webhook = webhook_in(request, twilio.world());
  if (!webhook) return no_webhook(request);
  const SignatureExplanation explanation = twilio.world().explain_signature(*webhook);
  return json_object([&](JsonWriter& json) {
    write_webhook(json, *webhook);
    json.member("signed", std::string_view(explanation.signed_string));
    json.member("signature", std::string_view(webhook->signature));
    write_form(json, "parameters", explanation.webhook.parameters);
    json.key("mistakes").begin_array();
    for (const Mistake& mistake : explanation.mistakes) {
      json.begin_object();
      json.member("mistake", mistake.name);
      json.member("explanation", mistake.explanation);
      json.member("signed", std::string_view(mistake.signed_string));
      json.member("signature", std::string_view(mistake.signature));
      json.end_object();
    }
    json.end_array();
  });
}

Response redeliver_webhook(SimulatedTwilio& twilio, const Request& request) {
  const WebhookRecord* webhook = webhook_in(request, twilio.world());
  if (!webhook) return no_webhook(request);
  const std::uint64_t id = webhook->id;
  const auto posted = twilio.world().redeliver(id, twilio.now());
  twilio.pursue();
  if (!posted) return problem(409, posted.error().message);
  webhook = twilio.world().find_webhook(id);
  Response response = json_object([&](JsonWriter& json) { write_webhook(json, *webhook); });
  response.status = 202;
  return response;
}

}  // namespace understudy::simulator
