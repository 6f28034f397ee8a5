#include "simulator/json_as_yaml.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

// The four digits of the \u escape at the beginning of a text.
std::optional<std::uint32_t> escaped_unit(std::string_view text) {
  std::uint32_t unit = 0;
  if (!text.starts_with("\\u") || text.size() < 6) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + 6, unit, 16);
  return error == std::errc{} && end == text.data() + 6 ? std::optional(unit) : std::nullopt;
}

}  // namespace

// JSON is YAML but for what is beyond the first plane: two escapes in the one (RFC 8259 §7), a longer one in the other.
std::string json_as_yaml(std::string_view json) {
  std::string yaml;
  while (!json.empty()) {
    const auto high = escaped_unit(json);
    const auto low = high ? escaped_unit(json.substr(6)) : std::nullopt;
    const bool pair = low && (*high & ~0x3FFu) == 0xD800 && (*low & ~0x3FFu) == 0xDC00;
    if (pair) yaml += fmt::format("\\U{:08x}", 0x10000 + ((*high & 0x3FFu) << 10 | (*low & 0x3FFu)));
    const std::size_t taken = pair ? 12 : json.front() == '\\' ? 2 : 1;
    if (!pair) yaml += json.substr(0, taken);
    json.remove_prefix(std::min(taken, json.size()));
  }
  return yaml;
}

}  // namespace understudy::simulator
