#include "core/policy/slot_calendar.hpp"

#include <catch2/catch.hpp>

namespace understudy {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + 9h + 7us;

TEST_CASE("a calendar grants its burst at once and then its rate") {
  SlotCalendar calendar({.per_second = 10, .burst = 3});
  for (int i = 0; i < 3; ++i) REQUIRE(calendar.reserve(start) == start);
  CHECK(calendar.reserve(start) == start + 100ms);
  CHECK(calendar.reserve(start) == start + 200ms);
}

TEST_CASE("a slot taken far ahead leaves the present to others") {
  SlotCalendar calendar({.per_second = 1, .burst = 1});
  CHECK(calendar.reserve(start + 10s) == start + 10s);
  CHECK(calendar.reserve(start) == start);
  CHECK(calendar.reserve(start) == start + 1s);
}

TEST_CASE("a slot must fit before the next one that is taken, or comes after it") {
  SlotCalendar calendar({.per_second = 1, .burst = 1});
  (void)calendar.reserve(start + 10s);
  CHECK(calendar.reserve(start + 9'001ms) == start + 11s);
  CHECK(calendar.reserve(start + 9s) == start + 9s);
  CHECK(calendar.reserve(start + 8'500ms) == start + 12s);
}

TEST_CASE("neighbouring slots are kept as one stretch, and those that are over are forgotten") {
  SlotCalendar calendar({.per_second = 1, .burst = 1});
  for (int i = 0; i < 100; ++i) (void)calendar.reserve(start);
  CHECK(calendar.stretches() == 1);
  (void)calendar.reserve(start + 200s);
  CHECK(calendar.stretches() == 2);
  calendar.forget_before(start + 100s - 1us);
  CHECK(calendar.stretches() == 2);
  calendar.forget_before(start + 100s);
  CHECK(calendar.stretches() == 1);
  CHECK(calendar.reserve(start + 200s) == start + 201s);
}

TEST_CASE("a gap of one slot between two stretches is used, and joins them") {
  SlotCalendar calendar({.per_second = 1, .burst = 1});
  (void)calendar.reserve(start + 10s);
  (void)calendar.reserve(start + 8s);
  CHECK(calendar.stretches() == 2);
  CHECK(calendar.reserve(start + 8s) == start + 9s);
  CHECK(calendar.stretches() == 1);
}

TEST_CASE("a gap too small for a slot is closed") {
  SlotCalendar calendar({.per_second = 1, .burst = 1});
  (void)calendar.reserve(start + 10s);
  (void)calendar.reserve(start + 8'500ms);
  CHECK(calendar.stretches() == 1);
}

TEST_CASE("without slack every slot of a calendar is rounded up to a microsecond, never down") {
  SlotCalendar calendar({.per_second = 3, .burst = 1});
  CHECK(calendar.reserve(start) == start);
  CHECK(calendar.reserve(start) == start + 333'334us);
  CHECK(calendar.reserve(start) == start + 666'668us);
}

}  // namespace
}  // namespace understudy
