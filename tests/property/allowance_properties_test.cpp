#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/policy/concurrency_limit.hpp"
#include "core/policy/daily_cap.hpp"
#include "core/policy/retry_budget.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

namespace understudy {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::sys_days first_day = std::chrono::year(2026) / 1 / 1;

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

TEST_CASE("daily caps count days and senders apart") {
  rc::prop("a message is refused exactly when its sender's day is full, and not beyond that day", [] {
    const int cap = *rc::gen::inRange(0, 4);
    DailyCaps caps({.sender = cap});
    std::map<std::pair<std::string, std::chrono::sys_days>, int> sent;
    const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 12));
    TimePoint now = first_day;
    for (int step : steps) {
      now += step * 1h;
      const auto sender = *rc::gen::element<std::string>("a", "b");
      const auto today = std::chrono::floor<std::chrono::days>(now);
      int& count = sent[{sender, today}];
      const auto quota = caps.take(sender, now);
      RC_ASSERT(quota.has_value() == (count < cap));
      if (!quota) {
        RC_ASSERT(quota.error().not_before == TimePoint(today + std::chrono::days(1)));
        continue;
      }
      ++count;
      RC_ASSERT(quota->day == today);
      RC_ASSERT(quota->remaining == cap - count);
      if (*rc::gen::arbitrary<bool>()) {
        caps.give_back(sender, quota->day);
        --count;
      }
    }
  });
}

}  // namespace
}  // namespace understudy
