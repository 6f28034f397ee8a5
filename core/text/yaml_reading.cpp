#include "core/text/yaml_reading.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

#include "core/text/nearest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace understudy {
namespace {

template <class Number>
std::optional<Number> whole_number(const YamlValue& value) {
  Number number{};
  const char* end = value.text.data() + value.text.size();
  const auto [stopped, error] = std::from_chars(value.text.data(), end, number);
  if (!value.is_scalar() || error != std::errc{} || stopped != end) return std::nullopt;
  return number;
}

tl::unexpected<std::string> wanted(std::string_view words) { return tl::unexpected(std::string(words)); }

}  // namespace

std::string number_wanted(std::uint64_t low, std::uint64_t high) {
  if (high == std::numeric_limits<std::uint64_t>::max()) return "a whole number of at most 64 bits";
  return fmt::format("a whole number from {} to {}", low, high);
}

std::string word_wanted(std::span<const std::string_view> words) {
  return fmt::format("one of {}", fmt::join(words, ", "));
}

Read<std::string> read_text(const YamlValue& value) {
  if (value.is_scalar()) return value.text;
  if (value.kind == YamlValue::Kind::null) return wanted("a text, in quotes if it is empty or the word null");
  return wanted("a text");
}

Read<bool> read_switch(const YamlValue& value) {
  const bool known = value.kind == YamlValue::Kind::plain && (value.text == "true" || value.text == "false");
  if (!known) return wanted(switch_wanted);
  return value.text == "true";
}

Read<int> read_number(const YamlValue& value, int low, int high) {
  const auto number = whole_number<int>(value);
  if (number && *number >= low && *number <= high) return *number;
  return wanted(fmt::format("a whole number from {} to {}", low, high));
}

Read<std::uint64_t> read_number(const YamlValue& value) {
  if (const auto number = whole_number<std::uint64_t>(value)) return *number;
  return wanted(number_wanted(0, std::numeric_limits<std::uint64_t>::max()));
}

Read<Duration> read_duration(const YamlValue& value) {
  const auto duration = value.is_scalar() ? parse_duration(value.text) : std::nullopt;
  if (!duration) return wanted(duration_wanted);
  if (*duration > duration_max) return wanted("a duration of at most " + format_duration(duration_max));
  return *duration;
}

Read<TimePoint> read_time(const YamlValue& value) {
  const auto time = value.is_scalar() ? parse_timestamp(value.text) : std::nullopt;
  if (!time) return wanted(time_wanted);
  return *time;
}

Read<std::size_t> read_word(const YamlValue& value, std::span<const std::string_view> words) {
  const std::string one_of = word_wanted(words);
  if (!value.is_scalar()) return wanted(one_of);
  const auto found = std::find(words.begin(), words.end(), value.text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  const auto near = nearest(value.text, words);
  return wanted(near ? fmt::format("{}; '{}' is nearest", one_of, *near) : one_of);
}

std::string refusal(const Field& field, std::string_view wanted) {
  return fmt::format("'{}' wants {}, got {}", field.name, wanted, describe(field.value));
}

std::string suggestion(std::string_view met, std::span<const std::string_view> known) {
  if (auto near = nearest(met, known)) return fmt::format("; did you mean '{}'?", *near);
  if (known.empty()) return {};
  return fmt::format("; known are '{}'", fmt::join(known, "', '"));
}

std::vector<YamlProblem> problems_of_keys(const Field& mapping, std::span<const std::string_view> known) {
  std::vector<YamlProblem> problems;
  if (mapping.value.kind != YamlValue::Kind::mapping) {
    const std::string wanted = fmt::format("a mapping of '{}'", fmt::join(known, "', '"));
    problems.push_back({mapping.value.place, refusal(mapping, wanted)});
  }
  for (const auto& member : mapping.value.members) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    problems.push_back({member.place, fmt::format("unknown key '{}' in '{}'{}", member.key, mapping.name,
                                                  suggestion(member.key, known))});
  }
  return problems;
}

YamlProblem missing(const Field& mapping, std::string_view key) {
  return {mapping.value.place, fmt::format("'{}' lacks '{}'", mapping.name, key)};
}

Problems::Problems(const YamlDocument& document) {
  for (const YamlProblem& problem : document.problems) add(problem);
  if (document.broken) add(*document.broken);
}

void Problems::add(FilePlace place, std::string message) {
  // What is wrong beneath an anchor is met again by each of its aliases.
  const auto [first, last] = found_.equal_range(place);
  const auto same = [&](const auto& known) { return known.second == message; };
  if (std::none_of(first, last, same)) found_.emplace(place, std::move(message));
}

bool Problems::refuse(const Field& field, std::string_view wanted) {
  add(field.value.place, refusal(field, wanted));
  return false;
}

Error Problems::error(std::string_view file) const {
  std::string text;
  for (const auto& [place, message] : found_) {
    if (!text.empty()) text += '\n';
    text += format_problem(file, {place, message});
  }
  return {ErrorCode::invalid_input, std::move(text)};
}

}  // namespace understudy
