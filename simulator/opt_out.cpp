#include "simulator/opt_out.hpp"

#include "core/http/message.hpp"

namespace understudy::simulator {
namespace {

struct Row {
  std::string_view word;
  Keyword keyword;
};
constexpr Row rows[] = {
    {"STOP", Keyword::stop},   {"STOPALL", Keyword::stop}, {"UNSUBSCRIBE", Keyword::stop}, {"CANCEL", Keyword::stop},
    {"END", Keyword::stop},    {"QUIT", Keyword::stop},    {"REVOKE", Keyword::stop},      {"OPTOUT", Keyword::stop},
    {"START", Keyword::start}, {"YES", Keyword::start},    {"UNSTOP", Keyword::start},     {"HELP", Keyword::help},
    {"INFO", Keyword::help},
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view spaces = " \t\r\n";
  const auto first = text.find_first_not_of(spaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

}  // namespace

std::optional<Keyword> keyword_in(std::string_view body) {
  const std::string_view word = trimmed(body);
  for (const Row& row : rows) {
    if (equal_ignoring_case(word, row.word)) return row.keyword;
  }
  return std::nullopt;
}

// https://help.twilio.com/articles/223134027
std::string_view default_reply(Keyword keyword) {
  switch (keyword) {
    case Keyword::stop:
      return "You have successfully been unsubscribed. You will not receive any more messages from this number. Reply "
             "START to resubscribe.";
    case Keyword::start:
      return "You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP "
             "to unsubscribe. Msg&Data Rates May Apply.";
    case Keyword::help: return "Reply STOP to unsubscribe. Msg&Data Rates May Apply.";
  }
  return "";  // not a keyword
}

}  // namespace understudy::simulator
