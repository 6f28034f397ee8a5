#include "core/api/json_writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace understudy {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

// The length of the valid UTF-8 sequence at the start of `text`, 0 when there is none (RFC 3629).
std::size_t sequence_length(std::string_view text) {
  auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  auto continues = [&](std::size_t i) { return (at(i) & 0xC0u) == 0x80u; };
  unsigned lead = at(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return continues(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    bool overlong = lead == 0xE0 && at(1) < 0xA0;
    bool surrogate = lead == 0xED && at(1) > 0x9F;
    return continues(1) && continues(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    bool overlong = lead == 0xF0 && at(1) < 0x90;
    bool beyond = lead == 0xF4 && at(1) > 0x8F;
    return continues(1) && continues(2) && continues(3) && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

// Whether one of eight bytes is a control character, a quote, a backslash or no ASCII. (Bit tricks: a byte of `x - n`
// borrows into its top bit when it is below n and was not there before.)
bool has_special(std::uint64_t bytes) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  constexpr std::uint64_t tops = ones << 7;
  const auto below = [&](std::uint64_t x, std::uint64_t n) { return (x - ones * n) & ~x & tops; };
  const auto equals = [&](unsigned char c) { return below(bytes ^ ones * c, 1); };
  return ((bytes & tops) | below(bytes, 0x20) | equals('"') | equals('\\')) != 0;
}

constexpr std::array<bool, 256> plain_bytes = [] {
  std::array<bool, 256> plain{};
  for (std::size_t c = 0x20; c < 0x80; ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}();

// How many bytes at the start stand in a JSON string as they are; almost always all.
std::size_t plain_length(std::string_view text) {
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + i, 8);
    if (has_special(bytes)) break;
  }
  while (i < text.size() && plain_bytes[static_cast<unsigned char>(text[i])]) ++i;
  return i;
}

template <typename Bytes>
std::uint64_t first_bytes(const char* from) {
  Bytes bytes{};
  std::memcpy(&bytes, from, sizeof bytes);
  return bytes;
}

// Whether all of it does; the last bytes are looked at together, some of them twice.
bool is_plain(std::string_view text) {
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  if (text.size() < 4) return plain_length(text) == text.size();
  if (text.size() < 8) {
    const std::uint64_t ends = first_bytes<std::uint32_t>(begin) << 32 | first_bytes<std::uint32_t>(end - 4);
    return !has_special(ends);
  }
  for (const char* at = begin; at + 8 < end; at += 8) {
    if (has_special(first_bytes<std::uint64_t>(at))) return false;
  }
  return !has_special(first_bytes<std::uint64_t>(end - 8));
}

}  // namespace

void JsonWriter::separate() {
  if (!first_) out_ += ',';
  first_ = false;
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_ += bracket;
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  append_quoted(name);
  out_ += ':';
  first_ = true;  // the value follows without a comma
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view value) {
  separate();
  append_quoted(value);
  return *this;
}

JsonWriter& JsonWriter::member(std::string_view name, std::string_view value) {
  if (!is_plain(name) || !is_plain(value)) return key(name).string(value);
  // What is written most is written in one piece.
  const std::size_t begin = out_.size();
  out_.resize(begin + (first_ ? 0 : 1) + name.size() + value.size() + 5);
  char* to = out_.data() + begin;
  if (!first_) *to++ = ',';
  *to++ = '"';
  to = std::copy_n(name.data(), name.size(), to);
  *to++ = '"';
  *to++ = ':';
  *to++ = '"';
  to = std::copy_n(value.data(), value.size(), to);
  *to = '"';
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t value) {
  separate();
  char digits[24];
  auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
  out_.append(digits, end);
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

void JsonWriter::append_quoted(std::string_view text) {
  const std::size_t plain = plain_length(text);
  const std::size_t begin = out_.size();
  out_.resize(begin + 1 + plain);  // one growth instead of several
  out_[begin] = '"';
  std::copy_n(text.data(), plain, out_.data() + begin + 1);
  if (plain < text.size()) append_escaped(text.substr(plain));
  out_ += '"';
}

void JsonWriter::append_escaped(std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  while (!text.empty()) {
    const auto c = static_cast<unsigned char>(text.front());
    std::size_t taken = 1;
    switch (c) {
      case '"': out_ += "\\\""; break;
      case '\\': out_ += "\\\\"; break;
      case '\n': out_ += "\\n"; break;
      case '\r': out_ += "\\r"; break;
      case '\t': out_ += "\\t"; break;
      case '\b': out_ += "\\b"; break;
      case '\f': out_ += "\\f"; break;
      default:
        if (c < 0x20) {
          out_ += "\\u00";
          out_ += hex[c >> 4];
          out_ += hex[c & 15];
        } else if (const std::size_t length = sequence_length(text); length > 0) {
          taken = std::max(length, plain_length(text));
          out_.append(text.substr(0, taken));
        } else {
          out_ += replacement;
        }
    }
    text.remove_prefix(taken);
  }
}

}  // namespace understudy
