#pragma once

#include <cassert>

#include "core/runtime/time.hpp"

namespace understudy {

// So many in a second in the long run, and so many at once after a pause. Both are at least 1.
struct Rate {
  int per_second;
  int burst;
  bool operator==(const Rate&) const = default;
};

// Time counted so that a slot of any rate is a whole number: a tick is 1/per_second of a microsecond, and slots that
// are ticks_per_slot apart come at exactly per_second a second, also when that does not divide a million.
__extension__ using Ticks = __int128;  // 64 bits would last 106 days at a million a second
inline constexpr Ticks ticks_per_slot = 1'000'000;

inline Ticks to_ticks(TimePoint at, Rate rate) { return Ticks(at.time_since_epoch().count()) * rate.per_second; }

// Rounded up to a microsecond: never early.
inline TimePoint to_time(Ticks ticks, Rate rate) {
  const Ticks quotient = ticks / rate.per_second;
  const bool rest = ticks % rate.per_second > 0;
  return TimePoint(Duration(static_cast<Duration::rep>(quotient + rest)));
}

// How far ahead of its turn the last of a burst goes.
inline Ticks head_start(Rate rate) { return (rate.burst - 1) * ticks_per_slot; }

inline Rate checked(Rate rate) {
  assert(rate.per_second >= 1 && rate.burst >= 1);
  return rate;
}

}  // namespace understudy
