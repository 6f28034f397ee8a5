#include "simulator/api/representation.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "core/text/xml_escape.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace understudy::simulator {
namespace {

using Json = nlohmann::ordered_json;

// date_created -> DateCreated
std::string pascal_case(std::string_view name) {
  std::string text;
  bool capital = true;
  for (char c : name) {
    if (c == '_') {
      capital = true;
      continue;
    }
    text += capital && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    capital = false;
  }
  return text;
}

// first_page_uri -> firstpageuri
std::string attribute_name(std::string_view name) {
  std::string text(name);
  std::erase(text, '_');
  return text;
}

bool is_uri(std::string_view name) { return name == "uri" || name.ends_with("_uri"); }

// The extension stands before the query.
std::string without_json(std::string text) {
  constexpr std::string_view extension = ".json";
  const auto query = std::min(text.find('?'), text.size());
  if (std::string_view(text).substr(0, query).ends_with(extension))
    text.erase(query - extension.size(), extension.size());
  return text;
}

std::string text_of(const Json& value, bool uri) {
  if (value.is_null()) return {};
  std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  return uri ? without_json(std::move(text)) : text;
}

// The order of real answers; what is not named here follows as in JSON.
constexpr std::array message_order{
    "sid",       "date_created",          "date_updated", "date_sent",  "account_sid",  "to",
    "from",      "messaging_service_sid", "body",         "status",     "num_segments", "num_media",
    "direction", "api_version",           "price",        "price_unit", "error_code",   "error_message",
    "uri",       "subresource_uris"};

void write_element(std::string& xml, std::string_view name, const Json& value, bool uris);

void write_members(std::string& xml, const Json& object, bool uris) {
  const bool is_message = object.contains("num_segments");
  if (is_message) {
    for (const char* name : message_order) write_element(xml, name, object.at(name), uris);
    return;
  }
  for (const auto& [name, value] : object.items()) write_element(xml, name, value, uris);
}

void write_element(std::string& xml, std::string_view name, const Json& value, bool uris) {
  const std::string tag = pascal_case(name);
  if (value.is_null() || (value.is_string() && value.get_ref<const std::string&>().empty())) {
    xml += "<" + tag + "/>";
    return;
  }
  xml += "<" + tag + ">";
  if (value.is_object()) {
    write_members(xml, value, name == "subresource_uris");
  } else {
    xml += escape_xml(text_of(value, uris || is_uri(name)));
  }
  xml += "</" + tag + ">";
}

// The member of a list's envelope that holds its resources; null for a resource by itself.
const Json* rows_of(const Json& answer) {
  if (!answer.contains("page_size")) return nullptr;
  for (const auto& [name, value] : answer.items()) {
    if (value.is_array()) return &value;
  }
  return nullptr;
}

std::string quoted(const std::string& field) {
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string text = "\"";
  for (char c : field) {
    if (c == '"') text += '"';
    text += c;
  }
  return text + "\"";
}

}  // namespace

std::string to_xml(const std::string& json, std::string_view element) {
  const Json answer = Json::parse(json);
  std::string xml = "<?xml version='1.0' encoding='UTF-8'?>\n<TwilioResponse>";
  if (answer.contains("more_info")) element = "RestException";
  const Json* rows = rows_of(answer);
  xml += "<" + std::string(element);
  if (rows) {
    for (const auto& [name, value] : answer.items()) {
      if (value.is_array()) continue;
      xml += " " + attribute_name(name) + "=\"" + escape_xml(text_of(value, is_uri(name))) + "\"";
    }
  }
  xml += ">";
  if (rows) {
    // A list is named for what it holds: Messages, IncomingPhoneNumbers, MediaList.
    std::string_view one = element;
    if (one.ends_with("List")) {
      one.remove_suffix(4);
    } else if (one.ends_with('s')) {
      one.remove_suffix(1);
    }
    for (const Json& row : *rows) {
      xml += "<" + std::string(one) + ">";
      write_members(xml, row, false);
      xml += "</" + std::string(one) + ">";
    }
  } else {
    write_members(xml, answer, false);
  }
  return xml + "</" + std::string(element) + "></TwilioResponse>\n";
}

std::string to_csv(const std::string& json) {
  const Json answer = Json::parse(json);
  const Json* rows = rows_of(answer);
  const Json alone = rows ? Json() : Json::array({answer});
  std::string csv;
  for (const Json& row : rows ? *rows : alone) {
    std::vector<std::string> names;
    std::vector<std::string> values;
    for (const auto& [name, value] : row.items()) {
      if (value.is_structured()) continue;
      names.push_back(pascal_case(name));
      values.push_back(quoted(text_of(value, is_uri(name))));
    }
    if (csv.empty()) csv = fmt::format("{}\r\n", fmt::join(names, ","));
    csv += fmt::format("{}\r\n", fmt::join(values, ","));
  }
  return csv;
}

}  // namespace understudy::simulator
