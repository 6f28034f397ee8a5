#include "core/message/sid.hpp"

#include <set>
#include <string>

#include <catch2/catch.hpp>

namespace understudy {
namespace {

TEST_CASE("a message sid is SM or MM and 32 hexadecimal digits of either case") {
  const auto text = GENERATE(as<std::string>{}, "SM0123456789abcdef0123456789abcdef",
                             "MM0123456789abcdef0123456789abcdef", "SM0123456789ABCDEF0123456789abcdef");
  const auto sid = MessageSid::parse(text);
  REQUIRE(sid);
  CHECK(sid->text() == text);
}

TEST_CASE("anything else is no message sid") {
  const auto text = GENERATE(as<std::string>{}, "", "SM", "AC0123456789abcdef0123456789abcdef",
                             "sm0123456789abcdef0123456789abcdef", "SM0123456789abcdef0123456789abcde",
                             "SM0123456789abcdef0123456789abcdef0", "SM0123456789abcdef0123456789abcdeg",
                             "SM0123456789abcdef0123456789abcde/", "SM0123456789abcdef 123456789abcdef");
  CAPTURE(text);
  CHECK_FALSE(MessageSid::parse(text));
}

TEST_CASE("a seed issues the same sids every time, in lower case") {
  Rng rng(1234567);
  CHECK(make_sid("SM", rng) == "SM599ed017fb08fc852c73f08458540fa5");  // the first two numbers of the seed
}

TEST_CASE("issued sids are well formed and differ") {
  Rng rng(1);
  std::set<std::string> issued;
  for (int i = 0; i < 1'000; ++i) {
    const std::string sid = make_sid("MG", rng);
    REQUIRE(is_sid(sid, "MG"));
    REQUIRE_FALSE(is_sid(sid, "SM"));
    issued.insert(sid);
  }
  CHECK(issued.size() == 1'000);
}

}  // namespace
}  // namespace understudy
