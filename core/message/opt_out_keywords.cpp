#include "core/message/opt_out_keywords.hpp"

#include <algorithm>

namespace understudy {
namespace {

using enum OptOutType;

struct Keyword {
  std::string_view word;
  OptOutType type;
};
constexpr Keyword keywords[] = {
    {"STOP", stop},   {"STOPALL", stop}, {"UNSUBSCRIBE", stop}, {"CANCEL", stop}, {"END", stop},
    {"QUIT", stop},   {"REVOKE", stop},  {"OPTOUT", stop},  // the last two came later
    {"START", start}, {"YES", start},    {"UNSTOP", start},     {"HELP", help},   {"INFO", help},
};

constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

std::string_view to_string(OptOutType type) {
  switch (type) {
    case stop: return "STOP";
    case start: return "START";
    case help: return "HELP";
  }
  return "";  // not a type
}

std::optional<OptOutType> parse_opt_out_type(std::string_view text) {
  for (const OptOutType type : {stop, start, help}) {
    if (text == to_string(type)) return type;
  }
  return std::nullopt;
}

std::optional<OptOutType> opt_out_keyword(std::string_view body) {
  const std::string_view word = trimmed(body);
  for (const Keyword& keyword : keywords) {
    if (std::ranges::equal(word, keyword.word, {}, upper)) return keyword.type;
  }
  return std::nullopt;
}

}  // namespace understudy
