#include "core/policy/daily_cap.hpp"

#include <catch2/catch.hpp>

namespace understudy {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::sys_days today = std::chrono::year(2026) / 2 / 28;
constexpr std::chrono::sys_days tomorrow = std::chrono::year(2026) / 3 / 1;
constexpr TimePoint start = today + 9h;

TEST_CASE("without a cap any number may go") {
  DailyCaps caps(DailyCapOptions{});
  for (int i = 0; i < 1'000; ++i) REQUIRE(caps.take("+15005550006", start) == Quota{.day = today});
}

TEST_CASE("a cap counts down, and refuses until the next UTC day begins") {
  DailyCaps caps({.sender = 2});
  CHECK(caps.take("+15005550006", start) == Quota{.day = today, .remaining = 1});
  CHECK(caps.take("+15005550006", start)->resets() == tomorrow);
  const auto refused = caps.take("+15005550006", tomorrow - 1us);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::deferred);
  CHECK(refused.error().not_before == tomorrow);
  CHECK(refused.error().message ==
        "the 2 messages a day of +15005550006 are used up; more may go from 2026-03-01T00:00:00.000000Z on");
  CHECK(caps.take("+15005550006", tomorrow) == Quota{.day = tomorrow, .remaining = 1});
}

TEST_CASE("each sender has its own day") {
  DailyCaps caps({.sender = 1});
  REQUIRE(caps.take("a", start));
  CHECK(caps.take("b", start));
  CHECK_FALSE(caps.take("a", start));
}

TEST_CASE("a sender may have a cap of its own: another, none, or nothing at all") {
  DailyCaps caps({.sender = 1, .by_sender = {{"more", 3}, {"any", std::nullopt}, {"mute", 0}}});
  CHECK(caps.take("other", start)->remaining == 0);
  CHECK(caps.take("more", start)->remaining == 2);
  CHECK(caps.take("any", start)->remaining == std::nullopt);
  CHECK_FALSE(caps.take("mute", start));
}

TEST_CASE("what was not sent after all is given back") {
  DailyCaps caps({.sender = 1});
  const auto quota = caps.take("a", start);
  REQUIRE(quota);
  caps.give_back("a", quota->day);
  CHECK(caps.take("a", start)->remaining == 0);
  CHECK_FALSE(caps.take("a", start));
}

TEST_CASE("what is given back too late is not added to the next day") {
  DailyCaps caps({.sender = 1});
  const auto quota = caps.take("a", tomorrow - 1us);
  REQUIRE(quota);
  REQUIRE(caps.take("a", tomorrow));
  caps.give_back("a", quota->day);
  CHECK_FALSE(caps.take("a", tomorrow));
}

TEST_CASE("a sender without a cap may give back, which changes nothing") {
  DailyCaps caps({.by_sender = {{"a", 1}}});
  const auto quota = caps.take("b", start);
  REQUIRE(quota);
  caps.give_back("b", quota->day);
  CHECK(caps.take("a", start)->remaining == 0);
}

}  // namespace
}  // namespace understudy
