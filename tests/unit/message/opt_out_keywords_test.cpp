#include "core/message/opt_out_keywords.hpp"

#include <string>

#include "simulator/opt_out.hpp"

#include <catch2/catch.hpp>

using namespace understudy;

TEST_CASE("each of the usual keywords is known in any letter case, with spaces around it") {
  struct Case {
    std::string word;
    std::string type;
  };
  const auto keyword = GENERATE(values<Case>({{"STOP", "STOP"},
                                              {"STOPALL", "STOP"},
                                              {"UNSUBSCRIBE", "STOP"},
                                              {"CANCEL", "STOP"},
                                              {"END", "STOP"},
                                              {"QUIT", "STOP"},
                                              {"REVOKE", "STOP"},
                                              {"OPTOUT", "STOP"},
                                              {"START", "START"},
                                              {"YES", "START"},
                                              {"UNSTOP", "START"},
                                              {"HELP", "HELP"},
                                              {"INFO", "HELP"}}));
  INFO(keyword.word);
  std::string mixed = keyword.word;
  mixed[1] = static_cast<char>(mixed[1] - 'A' + 'a');
  for (const std::string& text : {keyword.word, mixed, " \t" + keyword.word + "\r\n"}) {
    const auto found = opt_out_keyword(text);
    REQUIRE(found);
    CHECK(to_string(*found) == keyword.type);
  }
}

TEST_CASE("a text that is more than the one word is no keyword") {
  const auto* text =
      GENERATE("", " ", "STOP it", "please stop", "STOP.", "STOPP", "STO", "S TOP", "stop\xC2\xA0", "YES!");
  INFO(text);
  CHECK_FALSE(opt_out_keyword(text));
}

TEST_CASE("OptOutType is one of three words, as Twilio writes them") {
  for (const OptOutType type : {OptOutType::stop, OptOutType::start, OptOutType::help}) {
    CHECK(parse_opt_out_type(to_string(type)) == type);
  }
  CHECK_FALSE(parse_opt_out_type(GENERATE("", "stop", "UNSTOP", "STOP ")));
}

// Each has a table of its own, so that a slip in one does not hide in the other.
TEST_CASE("the client reads keywords as the fake does") {
  const auto* text = GENERATE("stop", "Stopall", "UNSUBSCRIBE", "cancel", "End", "quit", "revoke", "OptOut", "start",
                              "yes", "unstop", "help", "info", " STOP\n", "stop it", "", "STOPSTOP", "no", "ok");
  INFO(text);
  const auto ours = opt_out_keyword(text);
  const auto theirs = simulator::keyword_in(text);
  REQUIRE(ours.has_value() == theirs.has_value());
  if (ours) CHECK(to_string(*ours) == simulator::to_string(*theirs));
}
