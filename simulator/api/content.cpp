#include "simulator/api/content.hpp"

#include <nlohmann/json.hpp>

namespace understudy::simulator {

std::optional<std::string> filled_in(std::string_view body, std::string_view variables) {
  using Json = nlohmann::json;
  const Json values = variables.empty() ? Json::object() : Json::parse(variables, nullptr, false);
  if (!values.is_object()) return std::nullopt;
  for (const auto& [name, value] : values.items()) {
    if (!value.is_string()) return std::nullopt;
  }
  std::string text;
  while (!body.empty()) {
    const std::size_t begin = body.find("{{");
    const std::size_t end = begin == std::string_view::npos ? begin : body.find("}}", begin);
    if (end == std::string_view::npos) break;
    const std::string name(body.substr(begin + 2, end - begin - 2));
    text += body.substr(0, begin);
    const auto found = values.find(name);
    text += found == values.end() ? std::string(body.substr(begin, end + 2 - begin)) : found->get<std::string>();
    body.remove_prefix(end + 2);
  }
  return text.append(body);
}

}  // namespace understudy::simulator
