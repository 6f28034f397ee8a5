#include "core/api/lookup.hpp"

#include <cstdint>
#include <limits>
#include <stdexcept>

#include <simdjson.h>

namespace understudy {
namespace {

using Json = simdjson::dom::element;
using Object = simdjson::dom::object;

// Thrown and caught in this file only: the first field that is not as promised.
struct Broken : std::runtime_error {
  Broken(const char* field, const char* wanted)
      : std::runtime_error(std::string("the lookup's \"") + field + "\" should be " + wanted) {}
};

// A field that is there and not null.
std::optional<Json> member(const Object& object, const char* name) {
  Json value;
  if (object.at_key(name).get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
  return value;
}

// A field of that type; nothing when it is null or left out.
template <class T>
std::optional<T> read(const Object& object, const char* name, const char* wanted) {
  const auto value = member(object, name);
  if (!value) return std::nullopt;
  T read_as{};
  if (value->get(read_as) != simdjson::SUCCESS) throw Broken(name, wanted);
  return read_as;
}

std::optional<std::string> text_or_null(const Object& object, const char* name) {
  const auto text = read<std::string_view>(object, name, "a string or null");
  return text ? std::optional(std::string(*text)) : std::nullopt;
}

std::string text(const Object& object, const char* name) {
  auto written = text_or_null(object, name);
  if (!written) throw Broken(name, "a string");
  return std::move(*written);
}

std::optional<int> code_or_null(const Object& object, const char* name) {
  const auto code = read<std::int64_t>(object, name, "an integer or null");
  if (!code) return std::nullopt;
  if (*code < 0 || *code > std::numeric_limits<int>::max()) throw Broken(name, "an error code");
  return static_cast<int>(*code);
}

std::vector<std::string> words(const Object& object, const char* name) {
  std::vector<std::string> all;
  const auto list = read<simdjson::dom::array>(object, name, "a list or null");
  if (!list) return all;
  for (const Json word : *list) {
    std::string_view as_text;
    if (word.get(as_text) != simdjson::SUCCESS) throw Broken(name, "a list of strings");
    all.emplace_back(as_text);
  }
  return all;
}

std::optional<LineType> line_type(const Object& object) {
  const auto package = read<Object>(object, "line_type_intelligence", "an object or null");
  if (!package) return std::nullopt;
  return LineType{.type = text_or_null(*package, "type"),
                  .carrier_name = text_or_null(*package, "carrier_name"),
                  .mobile_country_code = text_or_null(*package, "mobile_country_code"),
                  .mobile_network_code = text_or_null(*package, "mobile_network_code"),
                  .error_code = code_or_null(*package, "error_code")};
}

PhoneLookup read_lookup(const Object& json) {
  const auto valid = read<bool>(json, "valid", "true or false");
  if (!valid) throw Broken("valid", "true or false");
  return PhoneLookup{.phone_number = text(json, "phone_number"),
                     .valid = *valid,
                     .validation_errors = words(json, "validation_errors"),
                     .calling_country_code = text_or_null(json, "calling_country_code"),
                     .country_code = text_or_null(json, "country_code"),
                     .national_format = text_or_null(json, "national_format"),
                     .line_type = line_type(json),
                     .url = text(json, "url")};
}

}  // namespace

Result<PhoneLookup> parse_lookup(std::string_view json) {
  simdjson::dom::parser parser;
  Object object;
  if (parser.parse(json.data(), json.size()).get(object) != simdjson::SUCCESS) {
    return failure(ErrorCode::bad_response, "the answer should be a JSON object, but is not");
  }
  try {
    return read_lookup(object);
  } catch (const Broken& broken) {
    return failure(ErrorCode::bad_response, broken.what());
  }
}

}  // namespace understudy
