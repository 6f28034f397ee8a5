#include "core/message/masked.hpp"

#include <algorithm>

#include "core/message/address.hpp"
#include "core/message/phone_number.hpp"

namespace understudy {
namespace {

constexpr int shown_in_front = 4;
constexpr int shown_at_end = 4;
constexpr int hidden_least = 3;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// The length of what makes a number international at the beginning of a text; 0 when nothing does.
std::size_t plus_size(std::string_view text) {
  if (text.starts_with('+')) return 1;
  return text.starts_with("%2B") || text.starts_with("%2b") ? 3 : 0;
}

}  // namespace

std::string masked_number(std::string_view address) {
  const std::string_view number = without_channel(address);
  if (is_short_code(number) || std::ranges::any_of(number, is_letter)) return std::string(address);
  const int digits = static_cast<int>(std::ranges::count_if(number, is_digit));
  const int hidden_to = std::max(digits - shown_at_end, 0);
  const int hidden_from = std::clamp(hidden_to - hidden_least, 0, shown_in_front);

  std::string text(address.substr(0, address.size() - number.size()));
  int digit = 0;
  for (char c : number) {
    const bool hidden = is_digit(c) && hidden_from <= digit && digit < hidden_to;
    if (is_digit(c)) ++digit;
    if (hidden) {
      text += "•";
    } else {
      text += c;
    }
  }
  return text;
}

std::string with_masked_numbers(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const std::size_t plus = plus_size(text);
    std::string_view digits = text.substr(plus);
    digits = digits.substr(0, digits.find_first_not_of("0123456789"));
    if (plus > 0 && digits.size() >= 8 && digits.size() <= 15) {
      shown += masked_number("+" + std::string(digits));
      text.remove_prefix(plus + digits.size());
    } else {
      shown += text.front();
      text.remove_prefix(1);
    }
  }
  return shown;
}

}  // namespace understudy
