#include "simulator/event_pattern.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace understudy::simulator {

bool EventPattern::matches(std::string_view line) const {
  const auto event = nlohmann::json::parse(line);
  return std::ranges::all_of(members_, [&](const Member& member) {
    const auto found = event.find(member.first);
    return found != event.end() && *found == nlohmann::json::parse(member.second);
  });
}

std::string EventPattern::text() const {
  std::string text;
  for (const auto& [name, value] : members_) {
    text += fmt::format("{}{}:{}", text.empty() ? "" : ",", nlohmann::json(name).dump(), value);
  }
  return "{" + text + "}";
}

}  // namespace understudy::simulator
