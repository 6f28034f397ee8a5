#include "core/message/sid.hpp"

#include <algorithm>

namespace understudy {
namespace {

constexpr std::size_t digits_per_sid = 32;

bool is_hex_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

void append_hex(std::string& text, std::uint64_t value) {
  for (int shift = 60; shift >= 0; shift -= 4) text.push_back("0123456789abcdef"[value >> shift & 0xF]);
}

}  // namespace

std::optional<MessageSid> MessageSid::parse(std::string_view text) {
  if (!is_sid(text, "SM") && !is_sid(text, "MM")) return std::nullopt;
  return MessageSid(text);
}

std::string make_sid(std::string_view prefix, Rng& rng) {
  std::string text;
  text.reserve(prefix.size() + digits_per_sid);
  text += prefix;
  append_hex(text, rng.next());
  append_hex(text, rng.next());
  return text;
}

bool is_sid(std::string_view text, std::string_view prefix) {
  return text.size() == prefix.size() + digits_per_sid && text.starts_with(prefix) &&
         std::ranges::all_of(text.substr(prefix.size()), is_hex_digit);
}

}  // namespace understudy
