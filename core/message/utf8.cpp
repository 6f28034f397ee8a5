#include "core/message/utf8.hpp"

namespace understudy {
namespace {

struct Lead {
  std::size_t length;  // bytes in the sequence
  char32_t bits;       // what the first byte says of the code point
  char32_t smallest;   // below it the sequence is longer than needed
};

constexpr Lead classify(unsigned char byte) {
  if (byte < 0x80) return {1, byte, 0};
  if (byte < 0xC0) return {0, 0, 0};  // a continuation cannot lead
  if (byte < 0xE0) return {2, byte & 0x1Fu, 0x80};
  if (byte < 0xF0) return {3, byte & 0x0Fu, 0x800};
  if (byte < 0xF8) return {4, byte & 0x07u, 0x10000};
  return {0, 0, 0};
}

constexpr char32_t replacement = U'\uFFFD';

}  // namespace

char32_t take_code_point(std::string_view& text) {
  const auto byte_at = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const Lead lead = classify(byte_at(0));
  const std::size_t available = text.size();
  text.remove_prefix(1);
  if (lead.length == 0 || lead.length > available) return replacement;

  char32_t code_point = lead.bits;
  for (std::size_t i = 1; i < lead.length; ++i) {
    if ((byte_at(i) & 0xC0) != 0x80) return replacement;
    code_point = code_point << 6 | (byte_at(i) & 0x3F);
  }
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  if (code_point < lead.smallest || surrogate || code_point > 0x10FFFF) return replacement;
  text.remove_prefix(lead.length - 1);
  return code_point;
}

}  // namespace understudy
