#include "core/policy/retry_budget.hpp"

#include <catch2/catch.hpp>

namespace understudy {
namespace {

int spend_all(RetryBudget& budget) {
  int retries = 0;
  while (budget.try_spend()) ++retries;
  return retries;
}

void earn(RetryBudget& budget, int requests) {
  for (int i = 0; i < requests; ++i) budget.earn();
}

TEST_CASE("a client that has just begun may retry ten times") {
  RetryBudget budget(RetryBudgetOptions{});
  CHECK(spend_all(budget) == 10);
}

TEST_CASE("after that, five requests earn one retry") {
  RetryBudget budget(RetryBudgetOptions{});
  (void)spend_all(budget);
  earn(budget, 4);
  CHECK(spend_all(budget) == 0);
  earn(budget, 1);
  CHECK(spend_all(budget) == 1);
  earn(budget, 100);
  CHECK(spend_all(budget) == 10);
}

TEST_CASE("nothing is saved beyond the allowance, however long all goes well") {
  RetryBudget budget(RetryBudgetOptions{});
  earn(budget, 1'000'000);
  CHECK(spend_all(budget) == 10);
}

TEST_CASE("a ratio is kept exactly, with no allowance lost to rounding") {
  RetryBudget budget({.ratio = {3, 7}, .allowance = 100});
  (void)spend_all(budget);
  earn(budget, 70);
  CHECK(spend_all(budget) == 30);
}

TEST_CASE("an allowance of 0 forbids retries, and a ratio of 0 leaves only the allowance") {
  RetryBudget none({.ratio = {1, 5}, .allowance = 0});
  earn(none, 100);
  CHECK(spend_all(none) == 0);

  RetryBudget few({.ratio = {0, 1}, .allowance = 3});
  CHECK(spend_all(few) == 3);
  earn(few, 100);
  CHECK(spend_all(few) == 0);
}

}  // namespace
}  // namespace understudy
