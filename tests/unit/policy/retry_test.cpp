#include "core/policy/retry.hpp"

#include <algorithm>
#include <optional>

#include <catch2/catch.hpp>

namespace understudy {
namespace {

using namespace std::chrono_literals;
using enum FailureClass;

// The most that a rule lets the n-th failure wait, seen over many seeds.
Duration longest_delay(const RetryTable& table, FailureClass failure, int n) {
  Duration longest{0};
  for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
    Rng rng(seed);
    Backoff backoff(table);
    std::optional<Duration> delay;
    for (int i = 0; i < n; ++i) delay = backoff.next(failure, std::nullopt, rng);
    if (delay) longest = std::max(longest, *delay);
  }
  return longest;
}

TEST_CASE("each class of failure is repeated up to its own limit") {
  const auto [failure, attempts] = GENERATE(table<FailureClass, int>({
      {rate_limited, 5},
      {unavailable, 3},
      {server_error, 3},
      {timeout, 3},
      {connection, 3},
  }));
  Rng rng(1);
  Backoff backoff(RetryTable{});
  for (int failed = 1; failed < attempts; ++failed) REQUIRE(backoff.next(failure, std::nullopt, rng));
  CHECK_FALSE(backoff.next(failure, std::nullopt, rng));
}

TEST_CASE("failures of one class do not count against another") {
  Rng rng(1);
  Backoff backoff(RetryTable{});
  CHECK(backoff.next(timeout, std::nullopt, rng));
  CHECK(backoff.next(connection, std::nullopt, rng));
  CHECK(backoff.next(timeout, std::nullopt, rng));
  CHECK(backoff.next(connection, std::nullopt, rng));
  CHECK_FALSE(backoff.next(timeout, std::nullopt, rng));
  CHECK(backoff.failures() == 5);
}

TEST_CASE("a rule of one attempt, or of none, never repeats") {
  Rng rng(1);
  Backoff backoff(
      RetryTable{.server_error = {.attempts_max = 1, .base = 1s}, .timeout = {.attempts_max = 0, .base = 1s}});
  CHECK_FALSE(backoff.next(server_error, std::nullopt, rng));
  CHECK_FALSE(backoff.next(timeout, 5s, rng));
}

TEST_CASE("the window of an exponential delay doubles from its base") {
  const auto [failure, n, window] = GENERATE(table<FailureClass, int, Duration>({
      {rate_limited, 1, 1s},
      {rate_limited, 2, 2s},
      {rate_limited, 4, 8s},
      {unavailable, 1, 2s},
      {unavailable, 2, 4s},
      {server_error, 2, 2s},
      {connection, 1, 500ms},
      {connection, 2, 1s},
  }));
  const Duration longest = longest_delay(RetryTable{}, failure, n);
  CHECK(longest <= window);
  CHECK(longest > window * 99 / 100);  // of 2,000 draws one comes this near
}

TEST_CASE("the jitter is full: delays fill the window evenly, from nothing on") {
  Rng rng(1);
  int below_half = 0;
  Duration shortest = 1s;
  for (int i = 0; i < 10'000; ++i) {
    const auto delay = Backoff(RetryTable{}).next(rate_limited, std::nullopt, rng);
    below_half += *delay < 500ms;
    shortest = std::min(shortest, *delay);
  }
  CHECK((below_half > 4'800 && below_half < 5'200));
  CHECK(shortest < 1ms);
}

TEST_CASE("the window never grows beyond the ceiling, however often it doubles") {
  const RetryTable table{.rate_limited = {.attempts_max = 1'000, .base = 1s, .ceiling = 10s}};
  const int n = GENERATE(5, 40, 63, 64, 65, 200);
  const Duration longest = longest_delay(table, rate_limited, n);
  CHECK(longest <= 10s);
  CHECK(longest > 9'900ms);
}

TEST_CASE("a base above the ceiling is cut to it, and the largest ceiling does not overflow") {
  Rng rng(1);
  Backoff steep(RetryTable{.rate_limited = {.attempts_max = 9, .base = 90s, .ceiling = 3s}});
  CHECK(*steep.next(rate_limited, std::nullopt, rng) <= 3s);

  Backoff endless(RetryTable{.rate_limited = {.attempts_max = 200, .base = 1us, .ceiling = Duration::max()}});
  for (int failed = 1; failed < 200; ++failed) REQUIRE(*endless.next(rate_limited, std::nullopt, rng) >= 0us);
}

TEST_CASE("a fixed delay stays as it is, whatever the ceiling") {
  Rng rng(1);
  Backoff backoff(RetryTable{});
  CHECK(backoff.next(timeout, std::nullopt, rng) == 1s);
  CHECK(backoff.next(timeout, std::nullopt, rng) == 1s);

  Backoff slow(RetryTable{.timeout = {.attempts_max = 2, .base = 90s, .growth = Growth::fixed}});
  CHECK(slow.next(timeout, std::nullopt, rng) == 90s);
}

TEST_CASE("Retry-After is obeyed exactly, also beyond the ceiling, and draws nothing") {
  Rng rng(1);
  Backoff backoff(RetryTable{});
  CHECK(backoff.next(rate_limited, 17s, rng) == 17s);
  CHECK(backoff.next(rate_limited, 0s, rng) == 0s);
  CHECK(backoff.next(timeout, 300s, rng) == 300s);
  CHECK(rng.next() == Rng(1).next());
}

TEST_CASE("a Retry-After that is already over means at once") {
  Rng rng(1);
  CHECK(Backoff(RetryTable{}).next(unavailable, -5s, rng) == 0s);
}

TEST_CASE("Retry-After does not lift the limit of attempts") {
  Rng rng(1);
  Backoff backoff(RetryTable{});
  for (int failed = 1; failed < 5; ++failed) REQUIRE(backoff.next(rate_limited, 1s, rng));
  CHECK_FALSE(backoff.next(rate_limited, 1s, rng));
}

}  // namespace
}  // namespace understudy
