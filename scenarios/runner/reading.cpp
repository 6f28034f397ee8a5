#include "scenarios/runner/reading.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/http/url.hpp"
#include "core/message/phone_number.hpp"
#include "core/text/nearest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace understudy::scenarios {
namespace {

// Far beyond what a flow needs, and far from where times would overflow.
constexpr Duration duration_max = std::chrono::days(3650);
constexpr int number_max = 1'000'000;

// The words of an enumeration whose values count from 0 without a gap.
template <class Enum>
std::vector<std::string_view> words_up_to(Enum last) {
  std::vector<std::string_view> words;
  for (int i = 0; i <= static_cast<int>(last); ++i) words.push_back(to_string(static_cast<Enum>(i)));
  return words;
}

template <class Number>
std::optional<Number> whole_number(std::string_view text) {
  Number value{};
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::vector<std::string_view> names_of(const auto& map) {
  std::vector<std::string_view> names;
  for (const auto& [name, value] : map) names.push_back(name);
  return names;
}

}  // namespace

Error Problems::error() const {
  std::string text;
  for (const auto& [place, message] : found_) {
    if (!text.empty()) text += '\n';
    text += fmt::format("{}:{}:{}: {}", file_, place.line, place.column, message);
  }
  return {ErrorCode::invalid_input, std::move(text)};
}

bool is_name(std::string_view text) {
  auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.empty() || !letter(text.front())) return false;
  return std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || digit(c); });
}

std::string suggest(std::string_view met, std::span<const std::string_view> known) {
  if (auto near = nearest(met, known)) return fmt::format("; did you mean '{}'?", *near);
  if (known.empty()) return {};
  return fmt::format("; known are '{}'", fmt::join(known, "', '"));
}

bool Reading::refuse(const Field& field, std::string_view wanted) {
  problems.add(field.value.place, fmt::format("'{}' wants {}, got {}", field.name, wanted, describe(field.value)));
  return false;
}

const std::string* Reading::scalar(const Field& field, std::string_view wanted) {
  if (field.value.kind == Node::Kind::scalar) return &field.value.text;
  refuse(field, wanted);
  return nullptr;
}

bool Reading::read(const Field& field, std::string& into) {
  const std::string* text = scalar(field, "a text");
  if (!text) return false;
  std::string_view name = std::string_view(*text).substr(std::min<std::size_t>(1, text->size()));
  if (!text->starts_with('$') || !(name.starts_with('$') || is_name(name))) {
    into = *text;
    return true;
  }
  if (name.starts_with('$')) {
    into = name;
    return true;
  }
  if (auto alias = aliases.find(name); alias != aliases.end()) {
    into = alias->second;
    return true;
  }
  if (captures_to_come.contains(name)) {
    problems.add(field.value.place,
                 fmt::format("'{}' wants a text or a number's name, and ${} is a captured message", field.name, name));
    return false;
  }
  problems.add(field.value.place,
               fmt::format("no number in world.numbers has the name '{}'{} A text that begins with a "
                           "dollar is written with two: $${}",
                           name, suggest(name, names_of(aliases)), name));
  return false;
}

bool Reading::read_number_between(const Field& field, int low, int high, int& into) {
  std::string wanted = fmt::format("a whole number from {} to {}", low, high);
  const std::string* text = scalar(field, wanted);
  if (!text) return false;
  auto number = whole_number<int>(*text);
  if (!number || *number < low || *number > high) return refuse(field, wanted);
  into = *number;
  return true;
}

bool Reading::read(const Field& field, int& into) { return read_number_between(field, 1, number_max, into); }

bool Reading::read(const Field& field, std::uint64_t& into) {
  const std::string* text = scalar(field, "a whole number");
  if (!text) return false;
  auto number = whole_number<std::uint64_t>(*text);
  if (!number) return refuse(field, "a whole number of at most 64 bits");
  into = *number;
  return true;
}

bool Reading::read(const Field& field, Duration& into) {
  const std::string* text = scalar(field, "a duration like 250ms or 30s");
  if (!text) return false;
  auto duration = parse_duration(*text);
  if (!duration) return refuse(field, "a duration like 250ms or 30s");
  if (*duration > duration_max) return refuse(field, "a duration of at most " + format_duration(duration_max));
  into = *duration;
  return true;
}

bool Reading::read(const Field& field, TimePoint& into) {
  const std::string* text = scalar(field, "a time like 2026-01-01T09:00:00Z");
  if (!text) return false;
  auto time = parse_timestamp(*text);
  if (!time) return refuse(field, "a time like 2026-01-01T09:00:00Z");
  into = *time;
  return true;
}

bool Reading::read(const Field& field, Capture& into) {
  constexpr std::string_view wanted = "a captured message such as $otp";
  const std::string* text = scalar(field, wanted);
  if (!text) return false;
  if (!text->starts_with('$') || !is_name(text->substr(1))) return refuse(field, wanted);
  std::string name = text->substr(1);
  if (captures.contains(name)) {
    into.name = std::move(name);
    return true;
  }
  if (auto later = captures_to_come.find(name); later != captures_to_come.end()) {
    problems.add(field.value.place, fmt::format("'${}' is captured only in line {}, by a step that comes no earlier",
                                                name, later->second.line));
  } else if (aliases.contains(name)) {
    problems.add(field.value.place, fmt::format("'{}' wants {}, and ${} is a number", field.name, wanted, name));
  } else {
    problems.add(field.value.place, fmt::format("no step captures '{}'; an earlier 'send' would have 'as: {}'{}", name,
                                                name, suggest(name, names_of(captures_to_come))));
  }
  return false;
}

bool Reading::read_word(const Field& field, std::span<const std::string_view> words, std::size_t& which) {
  std::string wanted = fmt::format("one of {}", fmt::join(words, ", "));
  const std::string* text = scalar(field, wanted);
  if (!text) return false;
  auto found = std::find(words.begin(), words.end(), *text);
  if (found == words.end()) {
    auto near = nearest(*text, words);
    return near ? refuse(field, fmt::format("{}; '{}' is nearest", wanted, *near)) : refuse(field, wanted);
  }
  which = static_cast<std::size_t>(found - words.begin());
  return true;
}

bool Reading::read_new_name(const Field& field, std::string& into) {
  constexpr std::string_view wanted = "a name of letters, digits and _, without the dollar";
  const std::string* text = scalar(field, wanted);
  if (!text) return false;
  if (!is_name(*text)) return refuse(field, wanted);
  if (aliases.contains(*text)) {
    problems.add(field.value.place, fmt::format("'{}' is the name of a number already", *text));
    return false;
  }
  auto [first, fresh] = captures.emplace(*text, field.value.place);
  if (!fresh) {
    problems.add(field.value.place, fmt::format("'{}' is captured already in line {}", *text, first->second.line));
    return false;
  }
  into = *text;
  return true;
}

bool Reading::read(const Field& field, MessageStatus& into) {
  std::size_t which = 0;
  if (!read_word(field, words_up_to(MessageStatus::partially_delivered), which)) return false;
  into = static_cast<MessageStatus>(which);
  return true;
}

bool Reading::read(const Field& field, ErrorCode& into) {
  std::size_t which = 0;
  if (!read_word(field, words_up_to(ErrorCode::unmatched), which)) return false;
  into = static_cast<ErrorCode>(which);
  return true;
}

bool Reading::read(const Field& field, simulator::Operation& into) {
  std::size_t which = 0;
  if (!read_word(field, words_up_to(simulator::Operation::callback_inbound), which)) return false;
  into = static_cast<simulator::Operation>(which);
  return true;
}

bool Reading::read_error_code(const Field& field, std::optional<int>& into) {
  if (field.value.kind == Node::Kind::scalar && field.value.text == "none") {
    into = 0;
    return true;
  }
  return read(field, into);
}

bool Reading::read_phone_number(const Field& field, std::string& into) {
  std::string text;
  if (!read(field, text)) return false;
  if (!PhoneNumber::parse(text) && !is_short_code(text)) return refuse(field, "a phone number like +15550100099");
  into = std::move(text);
  return true;
}

bool Reading::read_url(const Field& field, std::string& into) {
  std::string text;
  if (!read(field, text)) return false;
  if (text.starts_with("app:/")) text = app_origin + text.substr(4);
  if (!Url::parse(text))
    return refuse(field, "a URL like https://example.com/sms, or app:/sms for the runner's own app");
  into = std::move(text);
  return true;
}

}  // namespace understudy::scenarios
