#pragma once

#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/runtime/result.hpp"

#include <simdjson.h>

// Reads the JSON that Twilio answers with, field by field. For the .cpp files of core/api alone: simdjson is heavy.
namespace understudy::json {

using Json = simdjson::dom::element;
using Object = simdjson::dom::object;

// A field of an object, or nothing where it is null or left out: the API means the same by both.
using Field = std::optional<Json>;

// Thrown and caught within one reading: the first field that is not as promised.
struct Broken : std::runtime_error {
  Broken(const char* field, const std::string& wanted, Field met)
      : std::runtime_error(std::string("the answer's \"") + field + "\" should be " + wanted + ", but is " +
                           (met ? simdjson::minify(*met) : "null")) {}
};

inline Field member(const Object& object, const char* name) {
  Json value;
  if (object.at_key(name).get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
  return value;
}

inline std::optional<std::string> text_or_null(const Object& object, const char* name) {
  const Field value = member(object, name);
  if (!value) return std::nullopt;
  std::string_view text;
  if (value->get(text) != simdjson::SUCCESS) throw Broken(name, "a string", value);
  return std::string(text);
}

inline std::string text(const Object& object, const char* name) {
  auto written = text_or_null(object, name);
  if (!written) throw Broken(name, "a string", std::nullopt);
  return std::move(*written);
}

// Nothing when it is of another type, or larger than an int.
inline std::optional<int> integer(const Field& value) {
  std::int64_t whole = 0;
  if (!value || value->get(whole) != simdjson::SUCCESS) return std::nullopt;
  if (whole < std::numeric_limits<int>::min() || whole > std::numeric_limits<int>::max()) return std::nullopt;
  return static_cast<int>(whole);
}

// Counts come as strings: "num_segments": "1".
inline int count(const Object& object, const char* name) {
  std::string digits = text(object, name);
  int value = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size()) throw Broken(name, "digits", member(object, name));
  return value;
}

inline std::optional<TimePoint> date(const Object& object, const char* name) {
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

// What is asked of every answer, so the parser and its buffers are kept. `use` gets the object, if the text is one.
template <class Use>
bool with_object(std::string_view json, Use use) {
  thread_local simdjson::dom::parser parser;
  Object object;
  if (parser.parse(json.data(), json.size()).get(object) != simdjson::SUCCESS) return false;
  use(object);
  return true;
}

// What `read` makes of the object that the text is; `bad_response` names the first field that is not as promised.
template <class T, class Read>
Result<T> read_object(std::string_view text, Read read) {
  Result<T> result = failure(ErrorCode::bad_response, "the answer should be a JSON object, but is not");
  with_object(text, [&](const Object& object) {
    try {
      result = read(object);
    } catch (const Broken& broken) {
      result = failure(ErrorCode::bad_response, broken.what());
    }
  });
  return result;
}

// What `read` makes of each object of an array.
template <class T, class Read>
std::vector<T> list(const Object& object, const char* name, Read read) {
  const Field value = member(object, name);
  simdjson::dom::array rows;
  if (!value || value->get(rows) != simdjson::SUCCESS) throw Broken(name, "an array", value);
  std::vector<T> all;
  for (Json row : rows) {
    Object one;
    if (row.get(one) != simdjson::SUCCESS) throw Broken(name, "an array of objects", row);
    all.push_back(read(one));
  }
  return all;
}

}  // namespace understudy::json
