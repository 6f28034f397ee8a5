#include "core/policy/token_bucket.hpp"

#include <catch2/catch.hpp>

namespace understudy {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + 9h + 7us;

TEST_CASE("a fresh bucket grants its burst at once and then its rate") {
  TokenBucket bucket({.per_second = 10, .burst = 3});
  for (int i = 0; i < 3; ++i) REQUIRE(bucket.reserve(start) == start);
  CHECK(bucket.reserve(start) == start + 100ms);
  CHECK(bucket.reserve(start) == start + 200ms);
}

TEST_CASE("a bucket fills up again while nobody asks, but not beyond its burst") {
  TokenBucket bucket({.per_second = 10, .burst = 3});
  for (int i = 0; i < 3; ++i) (void)bucket.reserve(start);

  CHECK(bucket.reserve(start + 150ms) == start + 150ms);
  CHECK(bucket.reserve(start + 150ms) == start + 200ms);
  for (int i = 0; i < 3; ++i) REQUIRE(bucket.reserve(start + 1h) == start + 1h);
  CHECK(bucket.reserve(start + 1h) == start + 1h + 100ms);
}

TEST_CASE("a rate that does not divide a second is kept exactly, however long it runs") {
  const int per_second = GENERATE(3, 7, 30, 999, 999'983);
  TokenBucket bucket({.per_second = per_second, .burst = 2});
  TimePoint last;
  for (int i = 0; i < 1 + 1 + per_second * 3; ++i) last = bucket.reserve(start);
  CHECK(last == start + 3s);
}

TEST_CASE("without slack every slot is rounded up to a microsecond, never down") {
  TokenBucket bucket({.per_second = 3, .burst = 1});
  CHECK(bucket.reserve(start) == start);
  CHECK(bucket.reserve(start) == start + 333'334us);
  CHECK(bucket.reserve(start) == start + 666'668us);
}

TEST_CASE("looking at the earliest slot does not take it") {
  TokenBucket bucket({.per_second = 1, .burst = 1});
  CHECK(bucket.earliest(start) == start);
  CHECK(bucket.reserve(start) == start);
  CHECK(bucket.earliest(start) == start + 1s);
  CHECK(bucket.earliest(start) == start + 1s);
}

TEST_CASE("a bucket is full before its first grant, and again when all of them have been refilled") {
  TokenBucket bucket({.per_second = 10, .burst = 3});
  CHECK(bucket.full_from() <= start);
  (void)bucket.reserve(start);
  (void)bucket.reserve(start);
  CHECK(bucket.full_from() == start + 200ms);
}

TEST_CASE("times before 1970 are rounded up as all others") {
  TokenBucket bucket({.per_second = 3, .burst = 1});
  const TimePoint early(-10s);
  CHECK(bucket.reserve(early) == early);
  CHECK(bucket.reserve(early) == early + 333'334us);
}

}  // namespace
}  // namespace understudy
