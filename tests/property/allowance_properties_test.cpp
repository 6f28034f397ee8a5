#include <algorithm>

#include "core/policy/concurrency_limit.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

namespace understudy {
namespace {

TEST_CASE("a concurrency limit finds what a service takes, and stays near it") {
  rc::prop("once there, it asks for one too many at most, and for no less than half", [] {
    const int most = *rc::gen::inRange(1, 60);
    const int taken = *rc::gen::inRange(1, 80);  // by the service, at one time
    ConcurrencyLimit limit({.most = most});
    bool there = most <= taken;
    for (int round = 0; round < 200; ++round) {
      const int asked = limit.places();
      there = there || asked <= taken;
      if (there) RC_ASSERT(asked <= std::min(most, taken + 1));
      RC_ASSERT(asked >= std::min(most, std::max(1, (taken + 1) / 2)));
      const auto begun = limit.begin();
      const bool refusals_first = *rc::gen::arbitrary<bool>();
      const auto refuse = [&] {
        for (int i = taken; i < asked; ++i) limit.refused(begun);
      };
      if (refusals_first) refuse();
      for (int i = 0; i < std::min(asked, taken); ++i) limit.accepted(begun);
      if (!refusals_first) refuse();
    }
    RC_ASSERT(there);
  });
}

}  // namespace
}  // namespace understudy
