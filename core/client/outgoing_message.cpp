#include "core/client/outgoing_message.hpp"

#include <nlohmann/json.hpp>

namespace understudy {
namespace {

using std::chrono::seconds;

// "2026-01-01T09:00:00Z": the form that Twilio's pages show.
std::string whole_seconds(TimePoint at) {
  std::string text = format_timestamp(at);
  return text.substr(0, text.find('.')) + "Z";
}

std::string json_object(const std::map<std::string, std::string>& values) {
  nlohmann::json object = nlohmann::json::object();
  for (const auto& [name, value] : values) object[name] = value;
  return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Error wrong(int provider_code, std::string message) {
  Error error(ErrorCode::invalid_input, std::move(message));
  error.provider_code = provider_code;
  return error;
}

std::optional<Error> schedule_problem(const OutgoingMessage& message, TimePoint now, ScheduleWindow window) {
  const TimePoint at = std::chrono::floor<seconds>(*message.send_at);  // as it is posted
  if (message.messaging_service_sid.empty() && !message.from.starts_with("MG"))
    return wrong(35118, "a scheduled message wants a messaging service; without one it would go out at once");
  if (at < now + window.least || at > now + window.most) {
    return wrong(35114, "a scheduled message should go out " + format_duration(window.least) + " to " +
                            format_duration(window.most) + " from now, between " + whole_seconds(now + window.least) +
                            " and " + whole_seconds(now + window.most) + ", but is to go out at " + whole_seconds(at));
  }
  return std::nullopt;
}

}  // namespace

Form to_form(const OutgoingMessage& message) {
  Form form;
  auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) form.add(name, value);
  };
  auto add_flag = [&](const char* name, std::optional<bool> value) {
    if (value) form.add(name, *value ? "true" : "false");
  };
  add("To", message.to);
  add("From", message.from);
  add("FallbackFrom", message.fallback_from);
  add("MessagingServiceSid", message.messaging_service_sid);
  add("Body", message.body);
  for (const auto& url : message.media_urls) add("MediaUrl", url);
  add("ContentSid", message.content_sid);
  if (!message.content_variables.empty()) add("ContentVariables", json_object(message.content_variables));
  add("StatusCallback", message.status_callback);
  add("ApplicationSid", message.application_sid);
  if (message.max_price) add("MaxPrice", *message.max_price);
  add_flag("ProvideFeedback", message.provide_feedback);
  if (message.attempt) add("Attempt", std::to_string(*message.attempt));
  if (message.validity)
    add("ValidityPeriod", std::to_string(std::chrono::duration_cast<seconds>(*message.validity).count()));
  add_flag("ForceDelivery", message.force_delivery);
  if (message.content_retention)
    add("ContentRetention", *message.content_retention == ContentRetention::retain ? "retain" : "discard");
  if (message.address_retention)
    add("AddressRetention", *message.address_retention == AddressRetention::retain ? "retain" : "obfuscate");
  add_flag("SmartEncoded", message.smart_encoded);
  for (const auto& action : message.persistent_actions) add("PersistentAction", action);
  add("TrafficType", message.traffic_type);
  add_flag("ShortenUrls", message.shorten_urls);
  if (message.send_at) {
    add("ScheduleType", "fixed");
    add("SendAt", whole_seconds(*message.send_at));
  }
  add_flag("SendAsMms", message.send_as_mms);
  if (message.risk_check) add("RiskCheck", *message.risk_check == RiskCheck::enable ? "enable" : "disable");
  if (!message.tags.empty()) add("Tags", json_object(message.tags));
  return form;
}

std::optional<Error> problem_of(const OutgoingMessage& message, TimePoint now, ScheduleWindow window) {
  if (message.validity && *message.validity % seconds(1) != Duration(0)) {
    return wrong(21624,
                 "the validity should be whole seconds, but is " + format_duration(*message.validity) + "; try 4h");
  }
  if (message.send_at) return schedule_problem(message, now, window);
  return std::nullopt;
}

}  // namespace understudy
