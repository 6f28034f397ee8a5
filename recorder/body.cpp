#include "recorder/body.hpp"

#include "core/http/form.hpp"

#include <nlohmann/json.hpp>

namespace understudy::recorder {

BodyKind kind_of_body(const Headers& headers) {
  // The type and subtype, without parameters (RFC 9110 §8.3.1).
  std::string_view type = headers.get("Content-Type");
  type = type.substr(0, type.find(';'));
  type = type.substr(0, type.find_last_not_of(" \t") + 1);
  if (equal_ignoring_case(type, form_content_type)) return BodyKind::form;
  if (equal_ignoring_case(type, json_content_type)) return BodyKind::json;
  return BodyKind::other;
}

std::string json_member(std::string_view json, std::string_view name) {
  const auto value = nlohmann::json::parse(json, nullptr, false);
  if (!value.is_object()) return {};
  const auto found = value.find(std::string(name));
  return found != value.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

}  // namespace understudy::recorder
