#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "core/policy/circuit_breaker.hpp"
#include "core/policy/retry.hpp"
#include "core/policy/token_bucket.hpp"
#include "tests/support/rates.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

namespace understudy {
namespace {

using namespace std::chrono_literals;
using test::any_rate;
using test::any_steps;
using test::require_rate;
using test::running_times;

constexpr TimePoint start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + 9h;

TEST_CASE("token buckets keep their rate") {
  rc::prop("a bucket never grants more than rate * t + burst in any window, and never in the past", [] {
    const Rate rate = any_rate();
    TokenBucket bucket(rate);
    std::vector<TimePoint> grants;
    for (TimePoint now : running_times(start, any_steps(rate))) {
      const TimePoint peeked = bucket.earliest(now);
      grants.push_back(bucket.reserve(now));
      RC_ASSERT(grants.back() == peeked);
      RC_ASSERT(grants.back() >= now);
    }
    require_rate(grants, rate);
  });
}

TEST_CASE("a backoff keeps within its rules") {
  rc::prop("every delay is within its window, and attempts end at their limit", [](std::uint64_t seed) {
    const RetryRule rule{.attempts_max = *rc::gen::inRange(0, 80),
                         .base = Duration(*rc::gen::inRange<std::int64_t>(0, 10'000'000)),
                         .growth = *rc::gen::element(Growth::exponential, Growth::fixed),
                         .ceiling = Duration(*rc::gen::inRange<std::int64_t>(0, 100'000'000))};
    Backoff backoff(RetryTable{.unavailable = rule});
    Rng rng(seed);
    Duration window = rule.base;
    int attempts = 1;
    while (const auto delay = backoff.next(FailureClass::unavailable, std::nullopt, rng)) {
      ++attempts;
      RC_ASSERT(*delay >= 0us);
      if (rule.growth == Growth::fixed) {
        RC_ASSERT(*delay == rule.base);
      } else {
        RC_ASSERT(*delay <= std::min(window, rule.ceiling));
        window = std::min(window * 2, rule.ceiling);
      }
    }
    RC_ASSERT(attempts == std::max(rule.attempts_max, 1));
    RC_ASSERT(backoff.failures() == attempts);
  });

  rc::prop("a Retry-After is what is waited", [](std::uint64_t seed, std::uint32_t asked) {
    Rng rng(seed);
    RC_ASSERT(Backoff(RetryTable{}).next(FailureClass::rate_limited, Duration(asked), rng) == Duration(asked));
  });
}

TEST_CASE("a circuit breaker holds its promises whatever happens to it") {
  rc::prop("it never admits while open, nor two probes at once, and can always recover", [] {
    const BreakerOptions options{
        .failures_to_open = *rc::gen::inRange(1, 4), .open_for = 10s, .successes_to_close = *rc::gen::inRange(1, 4)};
    CircuitBreaker breaker(options);
    struct Running {
      CircuitBreaker::Admission admission;
      bool probe;
    };
    std::vector<Running> running;
    TimePoint now = start;
    const auto probes = [&running] { return std::ranges::count(running, true, &Running::probe); };
    const auto end_one = [&](std::size_t i, Outcome outcome) {
      breaker.record(running[i].admission, outcome, now);
      running.erase(running.begin() + static_cast<std::ptrdiff_t>(i));
    };

    const int steps = *rc::gen::inRange(0, 200);
    for (int step = 0; step < steps; ++step) {
      now += Duration(1s) * *rc::gen::inRange(0, 6);
      const auto before = breaker.state(now);
      if (*rc::gen::arbitrary<bool>()) {
        const bool probe_under_way = probes() > 0;
        if (const auto admission = breaker.try_admit(now)) {
          RC_ASSERT(before != CircuitBreaker::State::open);
          RC_ASSERT(before == CircuitBreaker::State::closed || !probe_under_way);
          running.push_back({*admission, before == CircuitBreaker::State::half_open});
        } else {
          RC_ASSERT(before == CircuitBreaker::State::open || probe_under_way);
        }
      } else if (!running.empty()) {
        const auto i = *rc::gen::inRange<std::size_t>(0, running.size());
        const bool probe = running[i].probe;
        end_one(i, *rc::gen::element(Outcome::success, Outcome::failure, Outcome::abandoned));
        // Only a probe may change a breaker that is not closed.
        if (before != CircuitBreaker::State::closed && !probe) RC_ASSERT(breaker.state(now) == before);
      }
    }

    while (!running.empty()) end_one(0, Outcome::abandoned);
    for (int i = 0; i < options.successes_to_close; ++i) {
      now += options.open_for;
      const auto admission = breaker.try_admit(now);
      RC_ASSERT(admission.has_value());
      breaker.record(*admission, Outcome::success, now);
    }
    RC_ASSERT(breaker.state(now) == CircuitBreaker::State::closed);
  });
}

}  // namespace
}  // namespace understudy
