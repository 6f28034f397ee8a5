#include "simulator/world_clock.hpp"

#include <algorithm>
#include <cassert>

namespace understudy::simulator {
namespace {

// Division and rounding away from what is early: something that is due must be due when one wakes for it.
Duration divided_up(Duration duration, int divisor) { return (duration + Duration(divisor - 1)) / divisor; }
TimePoint rounded_up(TimePoint at, Duration granularity) {
  if (granularity <= Duration{1}) return at;
  const Duration beyond = at.time_since_epoch() % granularity;
  return beyond == Duration{0} ? at : at + (granularity - beyond);
}

}  // namespace

std::string_view to_string(ClockMode mode) {
  switch (mode) {
    case ClockMode::real: return "real";
    case ClockMode::manual: return "manual";
    case ClockMode::automatic: return "auto";
  }
  return "";  // not a mode
}

std::optional<ClockMode> parse_clock_mode(std::string_view text) {
  for (ClockMode mode : {ClockMode::real, ClockMode::manual, ClockMode::automatic}) {
    if (text == to_string(mode)) return mode;
  }
  return std::nullopt;
}

WorldClock::WorldClock(ClockOptions options, TimePoint outside)
    : options_(options), world_(options.start.value_or(outside)), outside_(outside) {
  assert(options_.speed >= 1);
}

TimePoint WorldClock::now(TimePoint outside) const {
  if (options_.mode != ClockMode::real) return world_;
  return world_ + (outside - outside_) * options_.speed;
}

std::optional<TimePoint> WorldClock::outside(TimePoint due) const {
  if (due <= world_) return outside_;
  if (options_.mode != ClockMode::real) return std::nullopt;
  return rounded_up(outside_ + divided_up(due - world_, options_.speed), options_.granularity);
}

void WorldClock::set(TimePoint world_time, TimePoint outside) {
  world_ = world_time;
  outside_ = outside;
}

void WorldClock::leap_to(TimePoint world_time, TimePoint outside) { set(std::max(world_time, now(outside)), outside); }

}  // namespace understudy::simulator
