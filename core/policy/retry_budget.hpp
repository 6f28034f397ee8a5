#pragma once

#include <cstdint>

#include "core/runtime/rng.hpp"

namespace understudy {

struct RetryBudgetOptions {
  Ratio ratio{1, 5};   // retries for each request
  int allowance = 10;  // retries at once, to begin with and after a time without any; 0: never any
  bool operator==(const RetryBudgetOptions&) const = default;
};

// What all requests of a client together may spend on retries, so that a service in trouble meets a little more load
// and not a multiple of it. In any stretch of its life there are at most ratio * requests + allowance retries, for
// requests that began in that stretch.
class RetryBudget {
 public:
  explicit RetryBudget(RetryBudgetOptions options);

  // For every request, once, however often it is repeated.
  void earn();
  // For every retry. No means that the request is not to be repeated.
  [[nodiscard]] bool try_spend();

 private:
  std::uint64_t earned_;  // by a request, where a retry costs `cost_`
  std::uint64_t cost_;
  std::uint64_t most_;
  std::uint64_t saved_;  // at most `most_`
};

}  // namespace understudy
