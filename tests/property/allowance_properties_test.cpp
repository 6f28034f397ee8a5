#include <algorithm>
#include <vector>

#include "core/policy/concurrency_limit.hpp"
#include "core/policy/retry_budget.hpp"

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

TEST_CASE("a retry budget is kept, and not kept back") {
  rc::prop("no stretch holds more than ratio * requests + allowance retries, and none is denied that would fit", [] {
    const RetryBudgetOptions options{.ratio = {*rc::gen::inRange<std::uint64_t>(0, 5), 5},
                                     .allowance = *rc::gen::inRange(0, 6)};
    RetryBudget budget(options);
    // What is left over of every stretch that is still going on, in fifths of a retry.
    const int allowance = options.allowance * 5;
    std::vector<int> left{allowance};
    for (bool request : *rc::gen::arbitrary<std::vector<bool>>()) {
      if (request) {
        budget.earn();
        for (int& each : left) each += static_cast<int>(options.ratio.numerator);
      } else {
        const bool fits = *std::ranges::min_element(left) >= 5;
        RC_ASSERT(budget.try_spend() == fits);
        if (fits) {
          for (int& each : left) each -= 5;
        }
      }
      left.push_back(allowance);
    }
  });
}

}  // namespace
}  // namespace understudy
