#include "core/http/message.hpp"

#include <algorithm>
#include <iterator>

namespace understudy {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

bool is_connection_field(std::string_view name) {
  constexpr std::string_view names[] = {"Connection", "Keep-Alive",        "Proxy-Connection", "TE",
                                        "Trailer",    "Transfer-Encoding", "Upgrade",          "Expect"};
  return std::any_of(std::begin(names), std::end(names), [&](auto known) { return equal_ignoring_case(known, name); });
}

bool is_one_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (const auto& [key, value] : *this) {
    if (equal_ignoring_case(key, name)) return value;
  }
  return std::nullopt;
}

void Headers::set(std::string_view name, std::string_view value) {
  remove(name);
  add(name, value);
}

void Headers::remove(std::string_view name) {
  erase_if([&](const Field& field) { return equal_ignoring_case(field.first, name); });
}

}  // namespace understudy
