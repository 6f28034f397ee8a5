#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/message/sid.hpp"
#include "core/message/status.hpp"
#include "core/runtime/result.hpp"

namespace understudy {

// A message as the API shows it. https://www.twilio.com/docs/messaging/api/message-resource
struct Message {
  explicit Message(MessageSid s) : sid(std::move(s)) {}
  MessageSid sid;
  MessageStatus status = MessageStatus::queued;
  std::string account_sid;
  std::string to;
  std::optional<std::string> from;  // nothing until a messaging service has chosen a sender
  std::optional<std::string> messaging_service_sid;
  std::string body;
  std::string direction;
  int num_segments = 0;
  int num_media = 0;
  std::optional<std::string> price;  // decimal text such as "-0.00750"; nothing until billed
  std::optional<std::string> price_unit;
  std::optional<int> error_code;
  std::optional<std::string> error_message;
  std::optional<TimePoint> date_created;
  std::optional<TimePoint> date_updated;
  std::optional<TimePoint> date_sent;  // nothing until it went to the carrier
  bool operator==(const Message&) const = default;
};

// Reads the JSON of one message; `bad_response` says which field is missing or of another type.
Result<Message> parse_message(std::string_view json);

// A page of the list of messages. https://www.twilio.com/docs/usage/twilios-response#pagination
struct MessagePage {
  std::vector<Message> messages;
  std::optional<std::string> next_page_uri;  // a path, joined to the base URL; nothing on the last page
};
Result<MessagePage> parse_message_page(std::string_view json);

// What the API says in the body of a refusal: {"code": …, "message": …, "more_info": …, "status": …}.
struct ApiError {
  int code = 0;
  std::string message;
};
// Nothing when the body is not such JSON.
std::optional<ApiError> parse_api_error(std::string_view json);

}  // namespace understudy
