#include "core/policy/token_bucket.hpp"

#include <algorithm>

namespace understudy {

TokenBucket::TokenBucket(Rate rate) : rate_(checked(rate)), full_at_(to_ticks(TimePoint::min(), rate)) {}

TimePoint TokenBucket::reserve(TimePoint now) {
  const TimePoint at = earliest(now);
  // Counted from when the caller really goes: after rounding up, that can be a little after the bucket was full.
  full_at_ = std::max(full_at_, to_ticks(at, rate_)) + ticks_per_slot;
  return at;
}

TimePoint TokenBucket::earliest(TimePoint now) const {
  const Ticks turn = std::max(full_at_, to_ticks(now, rate_));
  return std::max(now, to_time(turn - head_start(rate_), rate_));
}

TimePoint TokenBucket::full_from() const { return to_time(full_at_, rate_); }

}  // namespace understudy
