#include "core/policy/slot_calendar.hpp"

#include <algorithm>
#include <iterator>

namespace understudy {

SlotCalendar::SlotCalendar(Rate rate) : rate_(checked(rate)) {}

TimePoint SlotCalendar::reserve(TimePoint at) {
  Ticks turn = to_ticks(at, rate_);
  for (;;) {
    turn = first_room(turn);
    const TimePoint go = std::max(at, to_time(turn - head_start(rate_), rate_));
    const Ticks gone = to_ticks(go, rate_);
    if (gone <= turn) {
      take(turn);
      return go;
    }
    turn = gone;  // going was rounded up past the turn, which would put two grants too close; look again from there
  }
}

void SlotCalendar::forget_before(TimePoint now) {
  const Ticks then = to_ticks(now, rate_);
  while (!taken_.empty() && taken_.begin()->second <= then) taken_.erase(taken_.begin());
}

Ticks SlotCalendar::first_room(Ticks from) const {
  auto next = taken_.upper_bound(from);
  if (next != taken_.begin()) from = std::max(from, std::prev(next)->second);
  for (; next != taken_.end() && next->first < from + ticks_per_slot; ++next) from = next->second;
  return from;
}

void SlotCalendar::take(Ticks turn) {
  // A gap in which no slot fits is closed, so that the search above looks at two stretches at most.
  Ticks end = turn + ticks_per_slot;
  auto next = taken_.upper_bound(turn);
  if (next != taken_.end() && next->first < end + ticks_per_slot) {
    end = next->second;
    next = taken_.erase(next);
  }
  if (next != taken_.begin()) {
    const auto previous = std::prev(next);
    if (turn < previous->second + ticks_per_slot) {
      previous->second = end;
      return;
    }
  }
  taken_.emplace_hint(next, turn, end);
}

}  // namespace understudy
