#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/policy/rate.hpp"
#include "core/runtime/time.hpp"

#include <rapidcheck.h>

namespace understudy::test {

// Slow and fast ones, divisors of a million and others.
inline Rate any_rate() {
  return {.per_second = *rc::gen::element(1, 3, 7, 10, 97, 1'000, 333'333, 1'000'000, 3'000'000),
          .burst = *rc::gen::inRange(1, 8)};
}

// Steps of the order of a slot, so that buckets run full, run dry and everything between.
inline std::vector<Duration> any_steps(Rate rate) {
  const std::int64_t slot = 1'000'000 / rate.per_second + 1;
  return *rc::gen::container<std::vector<Duration>>(
      rc::gen::map(rc::gen::weightedOneOf<std::int64_t>(
                       {{2, rc::gen::just(std::int64_t(0))}, {3, rc::gen::inRange<std::int64_t>(0, 4 * slot)}}),
                   [](std::int64_t count) { return Duration(count); }));
}

inline std::vector<TimePoint> running_times(TimePoint start, const std::vector<Duration>& steps) {
  std::vector<TimePoint> times;
  TimePoint now = start;
  for (Duration step : steps) times.push_back(now += step);
  return times;
}

// At most per_second * t + burst in every window that begins and ends with a grant, both included. In whole numbers.
inline void require_rate(std::vector<TimePoint> grants, Rate rate) {
  std::ranges::sort(grants);
  for (std::size_t first = 0; first < grants.size(); ++first) {
    for (std::size_t last = first; last < grants.size(); ++last) {
      const std::int64_t window = (grants[last] - grants[first]).count();
      const auto granted = static_cast<std::int64_t>(last - first + 1);
      RC_ASSERT((granted - rate.burst) * 1'000'000 <= window * rate.per_second);
    }
  }
}

}  // namespace understudy::test
