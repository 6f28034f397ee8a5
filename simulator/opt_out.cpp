#include "simulator/opt_out.hpp"

#include <algorithm>

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

const AdvancedOptOut::Class& class_of(Keyword keyword, const AdvancedOptOut& own) {
  switch (keyword) {
    case Keyword::stop: return own.stop;
    case Keyword::start: return own.start;
    case Keyword::help: return own.help;
  }
  return own.stop;  // not a keyword
}

// "STOP, START, UNSTOP stay reserved"
std::optional<Keyword> reserved(std::string_view word) {
  if (equal_ignoring_case(word, "STOP")) return Keyword::stop;
  if (equal_ignoring_case(word, "START") || equal_ignoring_case(word, "UNSTOP")) return Keyword::start;
  return std::nullopt;
}

std::optional<Keyword> default_keyword(std::string_view word) {
  for (const Row& row : rows) {
    if (equal_ignoring_case(word, row.word)) return row.keyword;
  }
  return std::nullopt;
}

std::optional<Keyword> own_keyword(std::string_view word, const AdvancedOptOut& own) {
  if (const auto keyword = reserved(word)) return keyword;
  for (const Keyword keyword : {Keyword::stop, Keyword::start, Keyword::help}) {
    for (const std::string& known : class_of(keyword, own).keywords) {
      if (equal_ignoring_case(word, known)) return keyword;
    }
  }
  // A class without words of its own keeps the default ones.
  const auto keyword = default_keyword(word);
  return keyword && class_of(*keyword, own).keywords.empty() ? keyword : std::nullopt;
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

}  // namespace

std::string_view to_string(Keyword keyword) {
  switch (keyword) {
    case Keyword::stop: return "STOP";
    case Keyword::start: return "START";
    case Keyword::help: return "HELP";
  }
  return "";  // not a keyword
}

bool is_toll_free(std::string_view number) {
  if (number.size() != 12 || !number.starts_with("+18")) return false;
  constexpr std::string_view codes[] = {"00", "33", "44", "55", "66", "77", "88"};
  return std::ranges::find(codes, number.substr(3, 2)) != std::end(codes);
}

std::optional<Keyword> keyword_in(std::string_view body, const OptOutHandling& handling) {
  const std::string_view word = trimmed(body);
  const auto keyword = handling.own ? own_keyword(word, *handling.own) : default_keyword(word);
  // The network lets nothing but these two undo a STOP.
  if (handling.by_network && keyword == Keyword::start) return reserved(word);
  return keyword;
}

std::string_view automatic_reply(Keyword keyword, const OptOutHandling& handling) {
  if (handling.by_network && keyword == Keyword::stop) {
    return "NETWORK MSG: You replied with the word \"stop\" which blocks all texts sent from this number. Text back "
           "\"unstop\" to receive messages again.";
  }
  if (handling.by_network && keyword == Keyword::start) {
    return "NETWORK MSG: You have replied \"unstop\" and will begin receiving messages again from this number.";
  }
  const std::string_view own = handling.own ? std::string_view(class_of(keyword, *handling.own).text) : "";
  return own.empty() ? default_reply(keyword) : own;
}

}  // namespace understudy::simulator
