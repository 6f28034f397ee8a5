#include "core/policy/send_limiter.hpp"

#include <string>

#include <catch2/catch.hpp>

namespace understudy {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + 9h;

TEST_CASE("one sender goes once a second") {
  SendLimiter limiter(SendLimits{});
  for (int i = 0; i < 5; ++i) REQUIRE(limiter.reserve("+15005550006", start) == start + i * 1s);
}

TEST_CASE("many senders share the account: a burst of 30, then ten a second") {
  SendLimiter limiter(SendLimits{});
  for (int i = 0; i < 30; ++i) REQUIRE(limiter.reserve("sender " + std::to_string(i), start) == start);
  CHECK(limiter.reserve("sender 30", start) == start + 100ms);
  CHECK(limiter.reserve("sender 31", start) == start + 200ms);
}

TEST_CASE("a sender with a long queue does not hold up the others") {
  SendLimiter limiter(SendLimits{.account = {.per_second = 10, .burst = 1}});
  for (int i = 0; i < 1'000; ++i) (void)limiter.reserve("busy", start);
  CHECK(limiter.reserve("idle", start) == start + 100ms);
}

TEST_CASE("a sender held back by the account still keeps its own distance") {
  SendLimiter limiter(SendLimits{.account = {.per_second = 10, .burst = 1}});
  for (int i = 0; i < 9; ++i) (void)limiter.reserve("sender " + std::to_string(i), start);
  CHECK(limiter.reserve("late", start) == start + 900ms);
  CHECK(limiter.reserve("late", start) == start + 1'900ms);
}

TEST_CASE("senders with nothing to wait for are forgotten, the others are not") {
  SendLimiter limiter(SendLimits{.account = {.per_second = 1'000, .burst = 1'000}});
  for (int i = 0; i < 100; ++i) (void)limiter.reserve("busy", start);
  for (int i = 0; i < 10'000; ++i) (void)limiter.reserve("sender " + std::to_string(i), start + i * 10ms);
  CHECK(limiter.senders() <= 2 * 101 + 1);
  CHECK(limiter.reserve("busy", start + 99s) == start + 100s);
}

}  // namespace
}  // namespace understudy
