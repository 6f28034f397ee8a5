#include "core/message/text_limits.hpp"

#include <catch2/catch.hpp>

using namespace understudy;

namespace {

std::string repeat(std::string_view text, int times) {
  std::string repeated;
  for (int i = 0; i < times; ++i) repeated += text;
  return repeated;
}

std::vector<std::string> messages(const Result<CheckedText>& checked) {
  std::vector<std::string> all;
  for (const TextWarning& warning : checked->warnings) all.push_back(warning.message);
  return all;
}

}  // namespace

TEST_CASE("a text within its limits draws no warning") {
  const auto checked = check_text(repeat("x", 306), {});
  REQUIRE(checked);
  CHECK(checked->segmentation == Segmentation{Encoding::gsm7, 2, 306});
  CHECK(checked->warnings.empty());
}

TEST_CASE("a text over its limits is warned of, with what is over") {
  const auto checked = check_text(repeat("x", 321), {});
  REQUIRE(checked);
  REQUIRE(checked->warnings.size() == 2);
  CHECK(checked->warnings[0] ==
        TextWarning{TextWarning::Kind::characters, 321, 320, "the text has 321 characters, more than 320"});
  CHECK(checked->warnings[1] ==
        TextWarning{TextWarning::Kind::segments, 3, 2, "the text takes 3 segments, more than 2"});
  CHECK(check_text(repeat("x", 320), {})->warnings.size() == 1);
  CHECK(check_text(repeat("x", 321), {.characters = 321, .segments = 3})->warnings.empty());
}

TEST_CASE("a warning names the character for which a text is UCS-2") {
  const auto [sign, shown] = GENERATE(table<std::string, std::string>({
      {"’", "'’' (U+2019)"},
      {"😜", "'😜' (U+1F61C)"},
      {"\t", "(U+0009)"},
      {"\xff", "(U+FFFD)"},
  }));
  CHECK(messages(check_text(repeat("x", 140) + sign, {})) ==
        std::vector<std::string>{"the text takes 3 segments, more than 2; it is UCS-2 for " + shown});
}

TEST_CASE("limits that reject say all that is over at once") {
  const auto checked = check_text(repeat("x", 321), {.reject = true});
  REQUIRE_FALSE(checked);
  CHECK(checked.error().code == ErrorCode::too_long);
  CHECK(checked.error().message ==
        "the text has 321 characters, more than 320; the text takes 3 segments, more than 2");
  CHECK(check_text(repeat("x", 306), {.reject = true}));
}

TEST_CASE("what Twilio would not take is an error whatever the limits") {
  const TextLimits none{.characters = 5000, .segments = 5000};
  CHECK(check_text(repeat("x", 1600), none));
  CHECK(check_text(repeat("😜", 800), none));
  const auto checked = check_text(repeat("😜", 800) + "x", none);
  REQUIRE_FALSE(checked);
  CHECK(checked.error().code == ErrorCode::too_long);
  CHECK(checked.error().message == "the text has 1601 characters, and a message may have 1600 at most");
}
