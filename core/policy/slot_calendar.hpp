#pragma once

#include <cstddef>
#include <map>

#include "core/policy/rate.hpp"
#include "core/runtime/time.hpp"

namespace understudy {

// A token bucket that can be asked about any moment to come: a slot taken for a later time leaves those before it to
// others. Keeps the same law, at most per_second * t + burst in any window t, and answers as TokenBucket does when
// asked in order of time.
class SlotCalendar {
 public:
  explicit SlotCalendar(Rate rate);

  // Takes the first free slot from `at` on and answers when it is.
  [[nodiscard]] TimePoint reserve(TimePoint at);
  // Promises that nobody will ask about a time before `now` any more.
  void forget_before(TimePoint now);
  // Stretches of taken slots that are kept, for those who watch memory.
  std::size_t stretches() const { return taken_.size(); }

 private:
  Ticks first_room(Ticks from) const;
  void take(Ticks turn);

  Rate rate_;
  // Where no slot fits any more: start to end, apart from each other by a slot or more. Every grant has a turn of its
  // own, a slot wide, and goes at most the head start of a burst before it.
  std::map<Ticks, Ticks> taken_;
};

}  // namespace understudy
