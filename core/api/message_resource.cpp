#include "core/api/message_resource.hpp"

#include "core/api/json_reading.hpp"

namespace understudy {
namespace {

Message read(const json::Object& object) {
  Message message(json::known(MessageSid::parse(json::text(object, "sid")), object, "sid", "a message SID"));
  message.status =
      json::known(parse_message_status(json::text(object, "status")), object, "status", "a message status");
  message.account_sid = json::text(object, "account_sid");
  message.to = json::text(object, "to");
  message.from = json::text_or_null(object, "from");
  message.messaging_service_sid = json::text_or_null(object, "messaging_service_sid");
  message.body = json::text_or_null(object, "body").value_or("");
  message.direction = json::text(object, "direction");
  message.num_segments = json::count(object, "num_segments");
  message.num_media = json::count(object, "num_media");
  message.price = json::text_or_null(object, "price");
  message.price_unit = json::text_or_null(object, "price_unit");
  const json::Field error_code = json::member(object, "error_code");
  message.error_code = json::integer(error_code);
  if (error_code && !message.error_code) throw json::Broken("error_code", "an integer or null", error_code);
  message.error_message = json::text_or_null(object, "error_message");
  message.date_created = json::date(object, "date_created");
  message.date_updated = json::date(object, "date_updated");
  message.date_sent = json::date(object, "date_sent");
  return message;
}

}  // namespace

Result<Message> parse_message(std::string_view text) { return json::read_object<Message>(text, read); }

Result<MessagePage> parse_message_page(std::string_view text) {
  return json::read_object<MessagePage>(text, [](const json::Object& object) {
    MessagePage page;
    page.messages = json::list<Message>(object, "messages", read);
    page.next_page_uri = json::text_or_null(object, "next_page_uri");
    return page;
  });
}

std::optional<ApiError> parse_api_error(std::string_view text) {
  std::optional<ApiError> error;
  json::with_object(text, [&](const json::Object& object) {
    const auto code = json::integer(json::member(object, "code"));
    const json::Field message = json::member(object, "message");
    std::string_view said;
    if (code && message && message->get(said) == simdjson::SUCCESS) error = ApiError{*code, std::string(said)};
  });
  return error;
}

}  // namespace understudy
