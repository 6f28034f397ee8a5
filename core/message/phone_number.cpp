#include "core/message/phone_number.hpp"

#include <algorithm>

namespace understudy {
namespace {

// ITU-T E.164 allows fifteen digits and sets no minimum. Eight is the shortest possible international number that takes
// messages, such as Saint Helena's +290 and five digits.
constexpr std::size_t digits_min = 8;
constexpr std::size_t digits_max = 15;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

std::optional<PhoneNumber> PhoneNumber::parse(std::string_view text) {
  if (!text.starts_with('+')) return std::nullopt;
  const std::string_view digits = text.substr(1);
  if (digits.size() < digits_min || digits.size() > digits_max) return std::nullopt;
  if (digits.front() == '0' || !std::ranges::all_of(digits, is_digit)) return std::nullopt;
  return PhoneNumber(text);
}

bool is_short_code(std::string_view text) {
  return text.size() >= 3 && text.size() <= 8 && std::ranges::all_of(text, is_digit);
}

bool is_alphanumeric_sender(std::string_view text) {
  const auto allowed = [](char c) {
    return is_letter(c) || is_digit(c) || std::string_view(" +-_&").find(c) != std::string_view::npos;
  };
  return text.size() <= 11 && std::ranges::all_of(text, allowed) && std::ranges::any_of(text, is_letter);
}

}  // namespace understudy
