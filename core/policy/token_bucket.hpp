#pragma once

#include "core/policy/rate.hpp"
#include "core/runtime/time.hpp"

namespace understudy {

// Hands out the moments at which callers may go. A window of any length t holds at most per_second * t + burst of them,
// and under load the rate is exact, however badly it divides a second. (With a burst of 1 there is no slack to round
// within, so every slot is rounded up to a microsecond.)
//
// For callers who ask about now. Asked about the future it keeps to its rate, but then everyone waits until after that.
class TokenBucket {
 public:
  explicit TokenBucket(Rate rate);

  // Takes a slot and answers when it is: `now`, or later.
  [[nodiscard]] TimePoint reserve(TimePoint now);
  // What reserve would answer, taking nothing.
  [[nodiscard]] TimePoint earliest(TimePoint now) const;
  // From when on it behaves as one that was never used.
  [[nodiscard]] TimePoint full_from() const;

 private:
  Rate rate_;
  Ticks full_at_;
};

}  // namespace understudy
