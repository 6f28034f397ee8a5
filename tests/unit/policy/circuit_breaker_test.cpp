#include "core/policy/circuit_breaker.hpp"

#include <vector>

#include <catch2/catch.hpp>

namespace understudy {
namespace {

using namespace std::chrono_literals;
using State = CircuitBreaker::State;

constexpr TimePoint start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + 9h;

void run(CircuitBreaker& breaker, Outcome outcome, TimePoint now) {
  const auto admission = breaker.try_admit(now);
  REQUIRE(admission);
  breaker.record(*admission, outcome, now);
}

CircuitBreaker opened_at_start() {
  CircuitBreaker breaker(BreakerOptions{});
  for (int i = 0; i < 5; ++i) run(breaker, Outcome::failure, start);
  REQUIRE(breaker.state(start) == State::open);
  return breaker;
}

constexpr TimePoint probing_time = start + 30s;

TEST_CASE("five failures in a row open the breaker, and it admits nothing for thirty seconds") {
  CircuitBreaker breaker(BreakerOptions{});
  for (int i = 0; i < 4; ++i) run(breaker, Outcome::failure, start);
  CHECK(breaker.state(start) == State::closed);
  run(breaker, Outcome::failure, start);
  CHECK(breaker.state(start) == State::open);
  CHECK_FALSE(breaker.try_admit(start));
  CHECK_FALSE(breaker.try_admit(start + 30s - 1us));
  CHECK(breaker.try_admit(start + 30s));
}

TEST_CASE("a success in between starts the count anew") {
  CircuitBreaker breaker(BreakerOptions{});
  for (int i = 0; i < 4; ++i) run(breaker, Outcome::failure, start);
  run(breaker, Outcome::success, start);
  for (int i = 0; i < 4; ++i) run(breaker, Outcome::failure, start);
  CHECK(breaker.state(start) == State::closed);
}

TEST_CASE("an abandoned request neither adds to the count nor breaks the row") {
  CircuitBreaker breaker(BreakerOptions{});
  for (int i = 0; i < 4; ++i) run(breaker, Outcome::failure, start);
  for (int i = 0; i < 9; ++i) run(breaker, Outcome::abandoned, start);
  CHECK(breaker.state(start) == State::closed);
  run(breaker, Outcome::failure, start);
  CHECK(breaker.state(start) == State::open);
}

TEST_CASE("an open breaker says how long it stays so") {
  CircuitBreaker breaker(BreakerOptions{});
  CHECK(breaker.retry_after(start) == std::nullopt);
  breaker = opened_at_start();
  CHECK(breaker.retry_after(start) == 30s);
  CHECK(breaker.retry_after(start + 29s) == 1s);
  CHECK(breaker.retry_after(start + 30s) == std::nullopt);
}

TEST_CASE("a half-open breaker lets one probe through at a time") {
  CircuitBreaker breaker = opened_at_start();
  CHECK(breaker.state(probing_time) == State::half_open);
  const auto probe = breaker.try_admit(probing_time);
  REQUIRE(probe);
  CHECK_FALSE(breaker.try_admit(probing_time));
  CHECK_FALSE(breaker.try_admit(probing_time + 1h));
  breaker.record(*probe, Outcome::success, probing_time);
  CHECK(breaker.try_admit(probing_time));
}

TEST_CASE("two probes that succeed close the breaker, and its count begins anew") {
  CircuitBreaker breaker = opened_at_start();
  run(breaker, Outcome::success, probing_time);
  CHECK(breaker.state(probing_time) == State::half_open);
  run(breaker, Outcome::success, probing_time);
  CHECK(breaker.state(probing_time) == State::closed);
  for (int i = 0; i < 4; ++i) run(breaker, Outcome::failure, probing_time);
  CHECK(breaker.state(probing_time) == State::closed);
}

TEST_CASE("a probe that fails opens the breaker for another thirty seconds") {
  CircuitBreaker breaker = opened_at_start();
  run(breaker, Outcome::success, probing_time);
  run(breaker, Outcome::failure, probing_time + 5s);
  CHECK(breaker.retry_after(probing_time + 5s) == 30s);

  const TimePoint again = probing_time + 35s;
  run(breaker, Outcome::success, again);
  CHECK(breaker.state(again) == State::half_open);  // the success before the failure is forgotten
  run(breaker, Outcome::success, again);
  CHECK(breaker.state(again) == State::closed);
}

TEST_CASE("an abandoned probe frees its place and counts for nothing") {
  CircuitBreaker breaker = opened_at_start();
  run(breaker, Outcome::success, probing_time);
  run(breaker, Outcome::abandoned, probing_time);
  CHECK(breaker.state(probing_time) == State::half_open);
  run(breaker, Outcome::success, probing_time);
  CHECK(breaker.state(probing_time) == State::closed);
}

TEST_CASE("what was admitted before the breaker opened changes nothing when it ends") {
  const auto outcome = GENERATE(Outcome::success, Outcome::failure, Outcome::abandoned);
  CircuitBreaker breaker(BreakerOptions{});
  std::vector<CircuitBreaker::Admission> late;
  for (int i = 0; i < 10; ++i) late.push_back(*breaker.try_admit(start));
  for (int i = 0; i < 5; ++i) run(breaker, Outcome::failure, start);

  SECTION("while it is open") {
    for (auto admission : late) breaker.record(admission, outcome, start + 10s);
    CHECK(breaker.retry_after(start + 10s) == 20s);
  }
  SECTION("while it waits for its first probe") {
    for (auto admission : late) breaker.record(admission, outcome, probing_time);
    CHECK(breaker.state(probing_time) == State::half_open);
    CHECK(breaker.try_admit(probing_time));
  }
  SECTION("while a probe is under way") {
    const auto probe = breaker.try_admit(probing_time);
    for (auto admission : late) breaker.record(admission, outcome, probing_time);
    CHECK(breaker.state(probing_time) == State::half_open);
    CHECK_FALSE(breaker.try_admit(probing_time));
    breaker.record(*probe, Outcome::success, probing_time);
    CHECK(breaker.state(probing_time) == State::half_open);
  }
  SECTION("after it has closed again") {
    for (int i = 0; i < 2; ++i) run(breaker, Outcome::success, probing_time);
    for (int i = 0; i < 4; ++i) run(breaker, Outcome::failure, probing_time);
    for (auto admission : late) breaker.record(admission, outcome, probing_time);
    CHECK(breaker.state(probing_time) == State::closed);
    run(breaker, Outcome::failure, probing_time);
    CHECK(breaker.state(probing_time) == State::open);
  }
}

TEST_CASE("a probe that was abandoned cannot speak for the next one") {
  CircuitBreaker breaker = opened_at_start();
  const auto first = breaker.try_admit(probing_time);
  breaker.record(*first, Outcome::abandoned, probing_time);
  const auto second = breaker.try_admit(probing_time);
  breaker.record(*first, Outcome::failure, probing_time);
  CHECK(breaker.state(probing_time) == State::half_open);
  CHECK_FALSE(breaker.try_admit(probing_time));
  breaker.record(*second, Outcome::success, probing_time);
  CHECK(breaker.try_admit(probing_time));
}

TEST_CASE("a breaker that stays open for good never overflows into admitting") {
  CircuitBreaker breaker({.failures_to_open = 1, .open_for = Duration::max()});
  run(breaker, Outcome::failure, start);
  CHECK_FALSE(breaker.try_admit(start + std::chrono::years(1000)));
  CHECK(breaker.retry_after(start) == Duration::max());
}

}  // namespace
}  // namespace understudy
