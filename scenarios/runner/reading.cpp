#include "scenarios/runner/reading.hpp"

#include <algorithm>

#include "core/message/phone_number.hpp"

#include <fmt/format.h>

namespace understudy::scenarios {
namespace {

constexpr int number_max = 1'000'000;

std::vector<std::string_view> names_of(const auto& map) {
  std::vector<std::string_view> names;
  for (const auto& [name, value] : map) names.push_back(name);
  return names;
}

}  // namespace

bool Reading::read(const Field& field, std::string& into) {
  std::string text;
  if (!problems.take(field, read_text(field.value), text)) return false;
  std::string_view name = std::string_view(text).substr(std::min<std::size_t>(1, text.size()));
  if (!text.starts_with('$') || !(name.starts_with('$') || simulator::is_name(name))) {
    into = std::move(text);
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
               fmt::format("nothing in the world's numbers and services has the name '{}'{} A text that begins with a "
                           "dollar is written with two: $${}",
                           name, suggestion(name, names_of(aliases)), name));
  return false;
}

bool Reading::read(const Field& field, int& into) { return read_number_between(field, 1, number_max, into); }

bool Reading::read(const Field& field, Capture& into) {
  constexpr std::string_view wanted = "a captured message such as $otp";
  const std::string& text = field.value.text;
  if (!text.starts_with('$') || !simulator::is_name(text.substr(1))) return problems.refuse(field, wanted);
  std::string name = text.substr(1);
  if (captures.contains(name)) {
    into.name = std::move(name);
    return true;
  }
  if (auto later = captures_to_come.find(name); later != captures_to_come.end()) {
    problems.add(field.value.place, fmt::format("'${}' is captured only in line {}, by a step that comes no earlier",
                                                name, later->second.line));
  } else if (aliases.contains(name)) {
    problems.add(field.value.place,
                 fmt::format("'{}' wants {}, and ${} is a name of the world", field.name, wanted, name));
  } else {
    problems.add(field.value.place, fmt::format("no step captures '{}'; an earlier 'send' would have 'as: {}'{}", name,
                                                name, suggestion(name, names_of(captures_to_come))));
  }
  return false;
}

bool Reading::read_new_name(const Field& field, std::string& into) {
  constexpr std::string_view wanted = "a name of letters, digits and _, without the dollar";
  const std::string& text = field.value.text;
  if (!simulator::is_name(text)) return problems.refuse(field, wanted);
  if (aliases.contains(text)) {
    problems.add(field.value.place, fmt::format("'{}' is a name of the world already", text));
    return false;
  }
  auto [first, fresh] = captures.emplace(text, field.value.place);
  if (!fresh) {
    problems.add(field.value.place, fmt::format("'{}' is captured already in line {}", text, first->second.line));
    return false;
  }
  into = text;
  return true;
}

bool Reading::read(const Field& field, MessageStatus& into) {
  return problems.take(field, read_word(field.value, MessageStatus::partially_delivered), into);
}

bool Reading::read(const Field& field, ErrorCode& into) {
  return problems.take(field, read_word(field.value, ErrorCode::unmatched), into);
}

bool Reading::read(const Field& field, OnAmbiguous& into) {
  return problems.take(field, read_word(field.value, OnAmbiguous::report), into);
}

bool Reading::read_error_code(const Field& field, std::optional<int>& into) {
  if (field.value.is_scalar() && field.value.text == "none") {
    into = 0;
    return true;
  }
  return read(field, into);
}

bool Reading::read_phone_number(const Field& field, std::string& into) {
  std::string text;
  if (!read(field, text)) return false;
  if (!PhoneNumber::parse(text) && !is_short_code(text))
    return problems.refuse(field, "a phone number like +15550100099");
  into = std::move(text);
  return true;
}

bool Reading::read_url(const Field& field, std::string& into) {
  std::string text;
  return read(field, text) && simulator::take_url(problems, field, std::move(text), app_origin, into);
}

}  // namespace understudy::scenarios
