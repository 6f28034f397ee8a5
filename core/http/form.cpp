#include "core/http/form.hpp"

#include <algorithm>
#include <array>

namespace understudy {
namespace {

constexpr std::string_view hex_digits = "0123456789ABCDEF";

using Table = std::array<bool, 256>;
constexpr Table letters_digits_and(std::string_view more) {
  Table table{};
  for (unsigned c = 0; c < 256; ++c) {
    table[c] = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }
  for (char c : more) table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr Table form_plain = letters_digits_and("*-._");
constexpr Table uri_plain = letters_digits_and("-._~");

void append_encoded(std::string& out, std::string_view text, const Table& plain, bool plus_for_space) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t run_begin = i;
    while (i < text.size() && plain[static_cast<unsigned char>(text[i])]) ++i;
    out.append(text.substr(run_begin, i - run_begin));
    if (i == text.size()) return;
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == ' ' && plus_for_space) {
      out += '+';
    } else {
      const char escape[] = {'%', hex_digits[byte >> 4], hex_digits[byte & 15]};
      out.append(escape, sizeof escape);
    }
  }
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// Into `out`, unless nothing has to be decoded, as is usual: then it is the text itself.
std::string_view decode(std::string_view text, bool plus_is_space, std::string& out) {
  const auto has = [&](char c) { return text.find(c) != std::string_view::npos; };
  if (!has('%') && !(plus_is_space && has('+'))) return text;
  const auto is_special = [&](char c) { return c == '%' || (c == '+' && plus_is_space); };
  out.clear();
  while (!text.empty()) {
    const auto* const run_end = std::find_if(text.begin(), text.end(), is_special);
    out.append(text.begin(), run_end);
    text.remove_prefix(static_cast<std::size_t>(run_end - text.begin()));
    if (text.empty()) break;
    std::size_t taken = 1;
    if (text.front() == '+') {
      out += ' ';
    } else if (text.size() > 2 && hex_value(text[1]) >= 0 && hex_value(text[2]) >= 0) {
      out += static_cast<char>(hex_value(text[1]) * 16 + hex_value(text[2]));
      taken = 3;
    } else {
      out += '%';  // begins no escape, and stands for itself
    }
    text.remove_prefix(taken);
  }
  return out;
}

}  // namespace

std::optional<std::string_view> Form::find(std::string_view name) const {
  for (const auto& [key, value] : *this) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::vector<std::string> Form::all(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : *this) {
    if (key == name) values.emplace_back(value);
  }
  return values;
}

std::string encode_form(const Form& form) {
  std::string out;
  std::size_t size = 0;
  for (const auto& [name, value] : form) size += name.size() + value.size() + 8;
  out.reserve(size);
  for (const auto& [name, value] : form) {
    if (!out.empty()) out += '&';
    append_encoded(out, name, form_plain, true);
    out += '=';
    append_encoded(out, value, form_plain, true);
  }
  return out;
}

Form decode_form(std::string_view text) {
  Form form;
  form.reserve(1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), '&')), text.size());
  std::string decoded_name;
  std::string decoded_value;
  while (!text.empty()) {
    auto end = text.find('&');
    std::string_view piece = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (piece.empty()) continue;
    auto equals = piece.find('=');
    std::string_view value = equals == std::string_view::npos ? std::string_view{} : piece.substr(equals + 1);
    form.add(decode(piece.substr(0, equals), true, decoded_name), decode(value, true, decoded_value));
  }
  return form;
}

std::string percent_encode(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 8);
  append_encoded(out, text, uri_plain, false);
  return out;
}

std::string percent_decode(std::string_view text) {
  std::string decoded;
  return std::string(decode(text, false, decoded));
}

}  // namespace understudy
