#include "tests/support/json_schema.hpp"

#include <map>
#include <regex>
#include <stdexcept>

namespace understudy::test {
namespace {

using Json = nlohmann::ordered_json;

bool matches(const Json& pattern, const std::string& text) {
  static std::map<std::string, std::regex> known;  // they take long to make
  const auto& source = pattern.get_ref<const std::string&>();
  const auto found = known.find(source);
  if (found != known.end()) return std::regex_search(text, found->second);
  return std::regex_search(text, known.emplace(source, std::regex(source, std::regex::ECMAScript)).first->second);
}

bool is_of_type(const std::string& type, const Json& value) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_number_integer();
  if (type == "boolean") return value.is_boolean();
  if (type == "number") return value.is_number();
  if (type == "null") return value.is_null();
  throw std::logic_error("unknown type " + type);
}

bool holds(const std::string& keyword, const Json& wanted, const Json& value) {
  if (keyword == "type" && wanted.is_string()) return is_of_type(wanted.get<std::string>(), value);
  if (keyword == "type") {
    return std::any_of(wanted.begin(), wanted.end(), [&](const Json& type) { return is_of_type(type, value); });
  }
  if (keyword == "anyOf") {
    return std::any_of(wanted.begin(), wanted.end(), [&](const Json& one) { return violation(one, value).empty(); });
  }
  if (keyword == "minItems") return !value.is_array() || value.size() >= wanted;
  if (keyword == "minProperties") return !value.is_object() || value.size() >= wanted;
  if (keyword == "const") return value == wanted;
  if (keyword == "enum") return std::find(wanted.begin(), wanted.end(), value) != wanted.end();
  if (keyword == "pattern") return !value.is_string() || matches(wanted, value.get<std::string>());
  if (keyword == "minLength") return !value.is_string() || value.get<std::string>().size() >= wanted;
  if (keyword == "maxLength") return !value.is_string() || value.get<std::string>().size() <= wanted;
  if (keyword == "minimum") return !value.is_number() || value >= wanted;
  if (keyword == "maximum") return !value.is_number() || value <= wanted;
  if (keyword == "required") {
    const auto is_there = [&](const Json& key) { return value.contains(key.get<std::string>()); };
    return !value.is_object() || std::all_of(wanted.begin(), wanted.end(), is_there);
  }
  const std::initializer_list<std::string_view> elsewhere{
      "properties", "additionalProperties", "propertyNames", "items", "description", "title", "default", "$schema"};
  if (std::find(elsewhere.begin(), elsewhere.end(), keyword) == elsewhere.end()) {
    throw std::logic_error("unknown keyword " + keyword);
  }
  return true;
}

std::string violation_inside(const Json& schema, const Json& value, const std::string& place) {
  if (value.is_array() && schema.contains("items")) {
    for (const Json& item : value) {
      if (auto found = violation(schema["items"], item, place + "[]"); !found.empty()) return found;
    }
  }
  if (!value.is_object()) return "";
  for (const auto& [key, member] : value.items()) {
    const std::string inner = place + "." + key;
    if (schema.contains("propertyNames")) {
      if (auto found = violation(schema["propertyNames"], Json(key), inner); !found.empty()) return found;
    }
    const bool known = schema.contains("properties") && schema["properties"].contains(key);
    const Json rest = schema.value("additionalProperties", Json(true));
    if (!known && rest == false) return inner + ": unknown";
    if (!known && rest.is_boolean()) continue;
    const Json& of_member = known ? schema["properties"][key] : schema["additionalProperties"];
    if (auto found = violation(of_member, member, inner); !found.empty()) return found;
  }
  return "";
}

}  // namespace

std::string violation(const Json& schema, const Json& value, const std::string& place) {
  for (const auto& [keyword, wanted] : schema.items()) {
    if (!holds(keyword, wanted, value)) return place + ": " + keyword + " " + wanted.dump() + ", got " + value.dump();
  }
  return violation_inside(schema, value, place);
}

}  // namespace understudy::test
