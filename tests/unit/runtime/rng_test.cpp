#include "core/runtime/rng.hpp"

#include <array>
#include <vector>

#include <catch2/catch.hpp>

namespace understudy {
namespace {

std::vector<std::uint64_t> draw(Rng rng, int count) {
  std::vector<std::uint64_t> numbers;
  for (int i = 0; i < count; ++i) numbers.push_back(rng.next());
  return numbers;
}

TEST_CASE("a seed gives the numbers of splitmix64, on every machine") {
  // The published sequence for this seed: https://rosettacode.org/wiki/Pseudo-random_numbers/Splitmix64
  CHECK(draw(Rng(1234567), 5) == std::vector<std::uint64_t>{6457827717110365317u, 3203168211198807973u,
                                                            9817491932198370423u, 4593380528125082431u,
                                                            16408922859458223821u});
}

TEST_CASE("a named stream is the same in every run") {
  CHECK(draw(Rng(42).fork("carrier"), 2) == std::vector<std::uint64_t>{13648959933386966144u, 2874407951515715393u});
}

TEST_CASE("forking draws nothing, and drawing from a fork moves nothing") {
  Rng parent(42);
  Rng fork = parent.fork("carrier");
  fork.next();
  CHECK(draw(parent, 3) == draw(Rng(42), 3));
}

TEST_CASE("streams differ by name and by seed, and from their parent") {
  const auto carrier = draw(Rng(42).fork("carrier"), 3);
  CHECK(carrier != draw(Rng(42).fork("callbacks"), 3));
  CHECK(carrier != draw(Rng(42).fork("carries"), 3));
  CHECK(carrier != draw(Rng(43).fork("carrier"), 3));
  CHECK(carrier != draw(Rng(42).fork("carrier").fork("carrier"), 3));
  CHECK(carrier != draw(Rng(42), 3));
}

TEST_CASE("every number below a limit comes up, and no other") {
  Rng rng(7);
  std::array<int, 10> seen{};
  for (int i = 0; i < 10'000; ++i) ++seen.at(rng.below(10));
  for (int count : seen) CHECK((count > 800 && count < 1'200));
}

TEST_CASE("below zero or one there is only zero") {
  Rng rng(7);
  CHECK(rng.below(0) == 0);
  CHECK(rng.below(1) == 0);
}

TEST_CASE("a range holds both its ends, also below zero") {
  Rng rng(7);
  std::array<bool, 5> seen{};
  for (int i = 0; i < 200; ++i) seen.at(static_cast<std::size_t>(rng.between(-2, 2) + 2)) = true;
  CHECK(seen == std::array{true, true, true, true, true});
  CHECK(rng.between(5, 5) == 5);
}

TEST_CASE("a chance of nothing never happens, a certainty always, and three in a hundred about that often") {
  Rng rng(7);
  int hits = 0;
  for (int i = 0; i < 100'000; ++i) {
    REQUIRE_FALSE(rng.chance({0, 100}));
    REQUIRE(rng.chance({100, 100}));
    hits += rng.chance({3, 100});
  }
  CHECK((hits > 2'800 && hits < 3'200));
}

}  // namespace
}  // namespace understudy
