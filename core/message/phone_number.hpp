#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace understudy {

// A telephone number in E.164 form, such as "+14155552671". Says nothing about whether anyone answers there.
class PhoneNumber {
 public:
  // Takes '+' and 8 to 15 digits of which the first is no zero; no spaces, brackets or dashes.
  static std::optional<PhoneNumber> parse(std::string_view text);

  const std::string& text() const { return text_; }
  bool operator==(const PhoneNumber&) const = default;
  auto operator<=>(const PhoneNumber&) const = default;

 private:
  explicit PhoneNumber(std::string_view text) : text_(text) {}
  std::string text_;
};

// The other two kinds of sender. A short code: 3 to 8 digits and no plus (5 or 6 in the US and Canada).
bool is_short_code(std::string_view text);
// A name: 1 to 11 letters, digits, spaces and the signs + - _ &, with at least one letter.
bool is_alphanumeric_sender(std::string_view text);

}  // namespace understudy
