#include "simulator/pair_memory.hpp"

#include "simulator/reply_pace.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;
using simulator::PairMemory;
using simulator::ReplyPace;

namespace {
const TimePoint start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);
}

TEST_CASE("what is remembered of a pair is forgotten after a silence, which speaking ends") {
  PairMemory<int> memory(10s);
  memory.spoken("a", "b", start) = 7;
  REQUIRE(memory.spoken("b", "a", start) == 0);
  REQUIRE(memory.spoken("a", "b", start + 10s) == 7);
  REQUIRE(memory.spoken("a", "b", start + 20s) == 7);
  REQUIRE(memory.spoken("a", "b", start + 31s) == 0);
}

TEST_CASE("silent pairs do not pile up") {
  PairMemory<int> memory(10s);
  for (int i = 0; i < 100'000; ++i) memory.spoken(std::to_string(i), "b", start + i * 1s);
  REQUIRE(memory.size() <= 1024);
}

TEST_CASE("thirty replies in thirty seconds are let go, one more closes the way for thirty seconds") {
  ReplyPace pace;
  for (int i = 0; i < 30; ++i) REQUIRE(pace.admits(start + i * 100ms));
  REQUIRE_FALSE(pace.admits(start + 20s));
  REQUIRE_FALSE(pace.admits(start + 49s));
  REQUIRE(pace.admits(start + 50s));
  ReplyPace steady;
  for (int i = 0; i < 1000; ++i) REQUIRE(steady.admits(start + i * 1s));
}
