#include "core/policy/retry_budget.hpp"

#include <algorithm>
#include <cassert>

namespace understudy {

RetryBudget::RetryBudget(RetryBudgetOptions options)
    : earned_(options.ratio.numerator),
      cost_(options.ratio.denominator),
      most_(static_cast<std::uint64_t>(options.allowance) * options.ratio.denominator),
      saved_(most_) {
  assert(options.allowance >= 0 && options.ratio.denominator >= 1);
}

void RetryBudget::earn() { saved_ += std::min(earned_, most_ - saved_); }

bool RetryBudget::try_spend() {
  if (saved_ < cost_) return false;
  saved_ -= cost_;
  return true;
}

}  // namespace understudy
