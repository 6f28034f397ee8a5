#include "simulator/world_clock.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;
using simulator::ClockMode;
using simulator::ClockOptions;
using simulator::WorldClock;

namespace {

constexpr TimePoint outside = std::chrono::sys_days(std::chrono::year(2030) / 5 / 1);
constexpr TimePoint start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);

ClockOptions options(ClockMode mode, int speed = 1) {
  ClockOptions made;
  made.mode = mode;
  made.speed = speed;
  made.start = start;
  return made;
}

}  // namespace

TEST_CASE("a real clock runs with the time outside, as fast as told") {
  const WorldClock clock(options(ClockMode::real, 60), outside);
  REQUIRE(clock.now(outside) == start);
  REQUIRE(clock.now(outside + 1s) == start + 1min);
  REQUIRE(clock.outside(start + 1min) == outside + 1s);
}

TEST_CASE("whoever wakes when told to is never too early") {
  const WorldClock clock(options(ClockMode::real, 7), outside);
  for (int i = 0; i < 100; ++i) {
    const TimePoint due = start + Duration(i);
    REQUIRE(clock.now(*clock.outside(due)) >= due);
  }
}

TEST_CASE("a clock without a start of its own begins with the time outside") {
  REQUIRE(WorldClock(ClockOptions{}, outside).now(outside) == outside);
}

TEST_CASE("a manual and an automatic clock stand until they are moved") {
  const auto mode = GENERATE(ClockMode::manual, ClockMode::automatic);
  WorldClock clock(options(mode), outside);
  REQUIRE(clock.now(outside + 1h) == start);
  REQUIRE_FALSE(clock.outside(start + 1s));
  REQUIRE(clock.outside(start) <= outside);  // what is due already need not wait
  clock.leap_to(start + 1s, outside + 1h);
  REQUIRE(clock.now(outside + 2h) == start + 1s);
}

TEST_CASE("a clock is never moved back") {
  WorldClock clock(options(ClockMode::real), outside);
  clock.leap_to(start - 1h, outside + 5s);
  REQUIRE(clock.now(outside + 5s) == start + 5s);
  clock.leap_to(start + 1h, outside + 6s);
  REQUIRE(clock.now(outside + 7s) == start + 1h + 1s);
}

TEST_CASE("a granularity gathers what is due close together") {
  ClockOptions coarse = options(ClockMode::real);
  coarse.granularity = 1ms;
  const WorldClock clock(coarse, outside);
  REQUIRE(clock.outside(start + 1us) == outside + 1ms);
  REQUIRE(clock.outside(start + 1ms) == outside + 1ms);
  REQUIRE(clock.outside(start + 1001us) == outside + 2ms);
}

TEST_CASE("clock modes are named as on the command line") {
  for (const auto mode : {ClockMode::real, ClockMode::manual, ClockMode::automatic}) {
    REQUIRE(simulator::parse_clock_mode(to_string(mode)) == mode);
  }
  REQUIRE(to_string(ClockMode::automatic) == "auto");
  REQUIRE_FALSE(simulator::parse_clock_mode("Auto"));
}
