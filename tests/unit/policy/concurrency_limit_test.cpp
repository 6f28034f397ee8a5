#include "core/policy/concurrency_limit.hpp"

#include <vector>

#include <catch2/catch.hpp>

namespace understudy {
namespace {

void accept(ConcurrencyLimit& limit, int times) {
  for (int i = 0; i < times; ++i) limit.accepted(limit.begin());
}

TEST_CASE("a client that was never refused has all places") {
  ConcurrencyLimit limit(ConcurrencyOptions{});
  accept(limit, 1'000);
  CHECK(limit.places() == 50);
}

TEST_CASE("a refusal halves the places, and another one does again") {
  ConcurrencyLimit limit({.most = 20});
  limit.refused(limit.begin());
  CHECK(limit.places() == 10);
  limit.refused(limit.begin());
  CHECK(limit.places() == 5);
  limit.refused(limit.begin());
  CHECK(limit.places() == 2);
}

TEST_CASE("what was in flight together and is refused together halves the places once") {
  ConcurrencyLimit limit({.most = 20});
  const std::vector<ConcurrencyLimit::Begun> together(20, limit.begin());
  for (auto request : together) limit.refused(request);
  CHECK(limit.places() == 10);
}

TEST_CASE("one place is always left") {
  ConcurrencyLimit limit({.most = 3});
  for (int i = 0; i < 10; ++i) limit.refused(limit.begin());
  CHECK(limit.places() == 1);
}

TEST_CASE("there is one more place for each full round of successes") {
  ConcurrencyLimit limit({.most = 8});
  limit.refused(limit.begin());
  REQUIRE(limit.places() == 4);
  accept(limit, 3);
  CHECK(limit.places() == 4);
  accept(limit, 1);
  CHECK(limit.places() == 5);
  accept(limit, 5 + 6 + 7);
  CHECK(limit.places() == 8);
  accept(limit, 100);
  CHECK(limit.places() == 8);
}

TEST_CASE("a refusal ends the round: what was counted before it does not count after it") {
  ConcurrencyLimit limit({.most = 8});
  limit.refused(limit.begin());
  accept(limit, 3);
  limit.refused(limit.begin());
  REQUIRE(limit.places() == 2);
  accept(limit, 1);
  CHECK(limit.places() == 2);
  accept(limit, 1);
  CHECK(limit.places() == 3);
}

TEST_CASE("successes of requests from before a cut bring back no places") {
  ConcurrencyLimit limit({.most = 8});
  const std::vector<ConcurrencyLimit::Begun> together(8, limit.begin());
  limit.refused(together.front());
  for (auto request : together) limit.accepted(request);
  CHECK(limit.places() == 4);
}

}  // namespace
}  // namespace understudy
