#pragma once

#include <optional>
#include <string_view>

#include "core/runtime/time.hpp"

namespace understudy::simulator {

enum class ClockMode {
  real,       // runs with the executor's time, `speed` times as fast
  manual,     // moves only when told to
  automatic,  // leaps to the next event whenever nothing is in flight
};
std::string_view to_string(ClockMode mode);  // "real", "manual", "auto"
std::optional<ClockMode> parse_clock_mode(std::string_view text);

struct ClockOptions {
  ClockMode mode = ClockMode::real;
  int speed = 1;                   // real only; at least 1
  std::optional<TimePoint> start;  // the world's time at the beginning; nothing: the executor's
  // Real only: due events are looked after at whole multiples of this outside time, so that many close together cost
  // one wake-up. Each still happens at its own time in the world. Zero wakes for each.
  Duration granularity{0};
};

// What time it is in a world, given what time it is outside. A value: it waits for nothing.
class WorldClock {
 public:
  WorldClock(ClockOptions options, TimePoint outside);
  const ClockOptions& options() const { return options_; }
  ClockMode mode() const { return options_.mode; }
  int speed() const { return options_.speed; }
  TimePoint now(TimePoint outside) const;
  // When, outside, to look after what is due at `due`; nothing while the clock does not get there by itself.
  std::optional<TimePoint> outside(TimePoint due) const;
  // Moves the world's time forward; never back.
  void leap_to(TimePoint world_time, TimePoint outside);
  // Puts the world's time there, back too: for a world that is put back as it was.
  void set(TimePoint world_time, TimePoint outside);

 private:
  ClockOptions options_;
  TimePoint world_;    // the world's time ...
  TimePoint outside_;  // ... when it was this outside
};

}  // namespace understudy::simulator
