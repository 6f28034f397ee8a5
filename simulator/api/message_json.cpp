#include "simulator/api/message_json.hpp"

#include "core/api/json_writer.hpp"
#include "simulator/delivery_codes.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

void member_or_null(JsonWriter& json, std::string_view name, std::string_view value) {
  json.key(name);
  value.empty() ? json.null() : json.string(value);
}

// Five decimals of a dollar, negative; what has been sent is billed, each segment by itself. What comes in is free
// here.
std::string price_of(const MessageRecord& message, const Prices& prices) {
  if (!message.sent || message.direction == Direction::inbound) return {};
  const int price = message.num_media == 0 ? message.segments * prices.segment : prices.media_message;
  return fmt::format("-{}.{:05}", price / 100'000, price % 100'000);
}

// The API's counts are strings.
void count(JsonWriter& json, std::string_view name, std::size_t value) {
  json.member(name, std::string_view(std::to_string(value)));
}

void write_error(JsonWriter& json, int code) {
  const DeliveryCode* known = code == 0 ? nullptr : find_delivery_code(code);
  member_or_null(json, "error_message", known ? known->message : std::string_view{});
}

}  // namespace

void write_message(JsonWriter& json, const MessageRecord& message, const WorldConfig& config) {
  const std::string_view account_sid = config.account_sid;
  std::string path = "/2010-04-01/Accounts/";
  path.append(account_sid).append("/Messages/").append(message.sid);
  const std::string uri = path + ".json";
  const std::string created = format_rfc2822(message.created);
  const bool untouched = floor<std::chrono::seconds>(message.updated) == floor<std::chrono::seconds>(message.created);

  json.begin_object();
  json.member("body", std::string_view(message.body));
  count(json, "num_segments", static_cast<std::size_t>(message.segments));
  json.member("direction", to_string(message.direction));
  member_or_null(json, "from", message.from);
  json.member("date_updated", std::string_view(untouched ? created : format_rfc2822(message.updated)));
  member_or_null(json, "price", price_of(message, config.prices));
  write_error(json, message.error_code);
  json.member("uri", std::string_view(uri));
  json.member("account_sid", account_sid);
  count(json, "num_media", message.num_media);
  json.member("to", std::string_view(message.to));
  json.member("date_created", std::string_view(created));
  json.member("status", to_string(message.status));
  json.member("sid", std::string_view(message.sid));
  member_or_null(json, "date_sent", message.sent ? format_rfc2822(*message.sent) : std::string());
  member_or_null(json, "messaging_service_sid", message.service_sid);
  json.key("error_code");
  message.error_code == 0 ? json.null() : json.integer(message.error_code);
  json.member("price_unit", "USD");
  json.member("api_version", "2010-04-01");
  json.key("subresource_uris").begin_object();
  json.member("media", std::string_view(path + "/Media.json"));
  json.end_object();
  json.end_object();
}

std::string message_json(const MessageRecord& message, const WorldConfig& config) {
  std::string text;
  text.reserve(900 + message.body.view().size());
  JsonWriter json(text);
  write_message(json, message, config);
  return text;
}

}  // namespace understudy::simulator
