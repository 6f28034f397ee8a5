#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "core/runtime/rng.hpp"

namespace understudy {

// The id of a message: "SM" without media or "MM" with, and 32 hexadecimal digits of either case.
class MessageSid {
 public:
  static std::optional<MessageSid> parse(std::string_view text);

  const std::string& text() const { return text_; }
  bool operator==(const MessageSid&) const = default;
  auto operator<=>(const MessageSid&) const = default;

 private:
  explicit MessageSid(std::string_view text) : text_(text) {}
  std::string text_;
};

// A new id: the prefix, which says what it names ("SM", "MG", "ME" ...), and 32 lower-case digits from two draws.
std::string make_sid(std::string_view prefix, Rng& rng);

// Whether `text` is the prefix and 32 hexadecimal digits of either case.
bool is_sid(std::string_view text, std::string_view prefix);

}  // namespace understudy
