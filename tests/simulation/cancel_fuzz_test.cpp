// Random trees of tasks that are cancelled, run out of time and throw, cut off at a random turn: nothing may leak,
// nothing may stay queued, and a seed is always the same run.

#include <cstdint>
#include <stdexcept>
#include <string>

#include "core/runtime/rng.hpp"
#include "core/runtime/scope.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "core/runtime/waiting.hpp"

#include <catch2/catch.hpp>

using namespace understudy;

namespace {

// Counts its living copies. Its text lies on the heap, so that AddressSanitizer sees a copy that was made byte by byte.
struct Token {
  explicit Token(int& l) : living(&l) { ++*living; }
  Token(const Token& other) : living(other.living), text(other.text) { ++*living; }
  Token& operator=(const Token&) = delete;
  ~Token() { --*living; }
  int* living;
  std::string text = "long enough to be allocated on the heap";
};

struct Tally {
  std::uint64_t finished = 0;
  std::uint64_t timed_out = 0;
  std::uint64_t thrown = 0;
  bool operator==(const Tally&) const = default;
};

struct Grove {
  explicit Grove(std::uint64_t seed) : rng(seed) {}
  Duration up_to(std::uint64_t microseconds) { return Duration(static_cast<std::int64_t>(rng.below(microseconds))); }

  VirtualExecutor executor{TimePoint{}};
  Rng rng;
  Tally tally;
  int living = 0;
};

Task<int> tree(Grove& grove, int depth, Token token);

Task<int> leaf(Grove& grove) {
  co_await sleep_for(grove.executor, grove.up_to(100));
  co_return 1;
}
Task<int> thrower(Grove& grove) {
  co_await sleep_for(grove.executor, grove.up_to(30));
  throw std::runtime_error("fault");
}
Task<int> limited(Grove& grove, Duration limit, Task<int> inner) {
  auto result = co_await within(grove.executor, limit, std::move(inner));
  if (!result) ++grove.tally.timed_out;
  co_return result.value_or(0);
}
Task<int> chain(Grove& grove, int depth, Token token) {
  int sum = 0;
  for (int i = 0; i < 3; ++i) {
    int one = co_await tree(grove, depth, token);
    sum += one;
  }
  co_return sum;
}

Task<int> tree(Grove& grove, int depth, Token token) {
  Token local = token;
  const auto choice = grove.rng.below(6);
  if (depth == 0 || choice == 0) co_return co_await leaf(grove);
  if (choice == 1) {
    int below = co_await tree(grove, depth - 1, token);
    co_return below + 1;
  }
  if (choice == 2) {
    Task<int> inner = tree(grove, depth - 1, token);
    const Duration limit = grove.up_to(120);
    co_return co_await limited(grove, limit, std::move(inner));
  }
  if (choice == 3) {  // two limits that end at one instant
    Task<int> inner = tree(grove, depth - 1, token);
    Task<int> outer = limited(grove, Duration(50), std::move(inner));
    co_return co_await limited(grove, Duration(50), std::move(outer));
  }
  if (choice == 4) co_return co_await chain(grove, depth - 1, token);
  co_return co_await thrower(grove);
}

Task<> branch(Grove& grove) {
  Token token(grove.living);
  try {
    int leaves = co_await tree(grove, 4, token);
    grove.tally.finished += static_cast<std::uint64_t>(leaves);
  } catch (const std::runtime_error&) {
    ++grove.tally.thrown;
  }
}

// Dies, more often than not, with children still running.
Task<> nursery(Grove& grove) {
  Scope scope(grove.executor);
  for (int i = 0; i < 5; ++i) scope.spawn(branch(grove));
  co_await sleep_for(grove.executor, grove.up_to(150));
}

struct Outcome {
  std::uint64_t digest = 0;
  std::uint64_t steps = 0;
  Tally tally;
  int leaked = 0;
  bool empty = true;
  bool operator==(const Outcome&) const = default;
};

Outcome grow(std::uint64_t seed) {
  Grove grove(seed);
  {
    Scope scope(grove.executor);
    for (int i = 0; i < 4; ++i) scope.spawn(nursery(grove));
    const auto last_turn = grove.rng.below(400);
    for (std::uint64_t turn = 0; turn < last_turn; ++turn) {
      if (!grove.executor.run_one()) break;
    }
  }
  Outcome outcome;
  outcome.digest = grove.executor.digest();
  outcome.steps = grove.executor.steps();
  outcome.tally = grove.tally;
  outcome.leaked = grove.living;
  outcome.empty = !grove.executor.run_one();
  return outcome;
}

constexpr std::uint64_t seeds = 400;

}  // namespace

TEST_CASE("tasks that are cancelled anywhere leak nothing and leave nothing queued", "[fuzz]") {
  Tally sum;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    CAPTURE(seed);
    const Outcome outcome = grow(seed);
    REQUIRE(outcome.leaked == 0);
    REQUIRE(outcome.empty);
    REQUIRE(outcome == grow(seed));
    sum.finished += outcome.tally.finished;
    sum.timed_out += outcome.tally.timed_out;
    sum.thrown += outcome.tally.thrown;
  }
  // Every way to end was taken, and often.
  CHECK(sum.finished > seeds);
  CHECK(sum.timed_out > seeds);
  CHECK(sum.thrown > seeds);
}

TEST_CASE("the order of turns is the same whatever compiled it", "[fuzz][golden]") {
  std::uint64_t digest = 0;
  std::uint64_t steps = 0;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const Outcome outcome = grow(seed);
    digest = digest * 31 + outcome.digest;
    steps += outcome.steps;
  }
  CHECK(steps == 41'153);
  CHECK(digest == 0x7e91fbdaf48814ca);
}
