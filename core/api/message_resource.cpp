#include "core/api/message_resource.hpp"

#include <charconv>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include <simdjson.h>

namespace understudy {
namespace {

using Json = simdjson::dom::element;
using Object = simdjson::dom::object;

// A field of an object, or nothing where it is null or left out: the API means the same by both.
using Field = std::optional<Json>;

// Thrown and caught in this file only: the first field that is not as promised.
struct Broken : std::runtime_error {
  Broken(const char* field, const std::string& wanted, Field met)
      : std::runtime_error(std::string("the message's \"") + field + "\" should be " + wanted + ", but is " +
                           (met ? simdjson::minify(*met) : "null")) {}
};

Field member(const Object& object, const char* name) {
  Json value;
  if (object.at_key(name).get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
  return value;
}

std::optional<std::string> text_or_null(const Object& object, const char* name) {
  const Field value = member(object, name);
  if (!value) return std::nullopt;
  std::string_view text;
  if (value->get(text) != simdjson::SUCCESS) throw Broken(name, "a string", value);
  return std::string(text);
}

std::string text(const Object& object, const char* name) {
  auto written = text_or_null(object, name);
  if (!written) throw Broken(name, "a string", std::nullopt);
  return std::move(*written);
}

// Nothing when it is of another type, or larger than an int.
std::optional<int> integer(const Field& value) {
  std::int64_t whole = 0;
  if (!value || value->get(whole) != simdjson::SUCCESS) return std::nullopt;
  if (whole < std::numeric_limits<int>::min() || whole > std::numeric_limits<int>::max()) return std::nullopt;
  return static_cast<int>(whole);
}

// Counts come as strings: "num_segments": "1".
int count(const Object& object, const char* name) {
  std::string digits = text(object, name);
  int value = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size()) throw Broken(name, "digits", member(object, name));
  return value;
}

std::optional<TimePoint> date(const Object& object, const char* name) {
  auto written = text_or_null(object, name);
  if (!written) return std::nullopt;
  auto at = parse_rfc2822(*written);
  if (!at) throw Broken(name, "a date as in RFC 2822", member(object, name));
  return at;
}

template <class T>
T known(std::optional<T> value, const Object& object, const char* name, const char* wanted) {
  if (!value) throw Broken(name, wanted, member(object, name));
  return *value;
}

Message read(const Object& json) {
  Message message(known(MessageSid::parse(text(json, "sid")), json, "sid", "a message SID"));
  message.status = known(parse_message_status(text(json, "status")), json, "status", "a message status");
  message.account_sid = text(json, "account_sid");
  message.to = text(json, "to");
  message.from = text_or_null(json, "from");
  message.messaging_service_sid = text_or_null(json, "messaging_service_sid");
  message.body = text_or_null(json, "body").value_or("");
  message.direction = text(json, "direction");
  message.num_segments = count(json, "num_segments");
  message.num_media = count(json, "num_media");
  message.price = text_or_null(json, "price");
  message.price_unit = text_or_null(json, "price_unit");
  const Field error_code = member(json, "error_code");
  message.error_code = integer(error_code);
  if (error_code && !message.error_code) throw Broken("error_code", "an integer or null", error_code);
  message.error_message = text_or_null(json, "error_message");
  message.date_created = date(json, "date_created");
  message.date_updated = date(json, "date_updated");
  message.date_sent = date(json, "date_sent");
  return message;
}

// What is asked of every answer, so the parser and its buffers are kept. `use` gets the object, if the text is one.
template <class Use>
bool with_object(std::string_view json, Use use) {
  thread_local simdjson::dom::parser parser;
  Object object;
  if (parser.parse(json.data(), json.size()).get(object) != simdjson::SUCCESS) return false;
  use(object);
  return true;
}

}  // namespace

Result<Message> parse_message(std::string_view json) {
  Result<Message> result = failure(ErrorCode::bad_response, "the answer should be a JSON object, but is not");
  with_object(json, [&](const Object& object) {
    try {
      result = read(object);
    } catch (const Broken& broken) {
      result = failure(ErrorCode::bad_response, broken.what());
    }
  });
  return result;
}

std::optional<ApiError> parse_api_error(std::string_view json) {
  std::optional<ApiError> error;
  with_object(json, [&](const Object& object) {
    const auto code = integer(member(object, "code"));
    const Field message = member(object, "message");
    std::string_view text;
    if (code && message && message->get(text) == simdjson::SUCCESS) error = ApiError{*code, std::string(text)};
  });
  return error;
}

}  // namespace understudy
