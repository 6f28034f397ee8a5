#include "core/policy/retry.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace understudy {
namespace {

// min(ceiling, base * 2^(n-1)); compares before it shifts, so nothing overflows.
Duration upper_bound(const RetryRule& rule, int n) {
  assert(rule.base >= Duration(0) && rule.ceiling >= Duration(0));
  const int doublings = std::min(n - 1, 62);
  if (rule.base.count() > rule.ceiling.count() >> doublings) return rule.ceiling;
  return Duration(rule.base.count() << doublings);
}

}  // namespace

const RetryRule& RetryTable::rule_for(FailureClass failure) const {
  switch (failure) {
    case FailureClass::rate_limited: return rate_limited;
    case FailureClass::unavailable: return unavailable;
    case FailureClass::server_error: return server_error;
    case FailureClass::timeout: return timeout;
    case FailureClass::connection: return connection;
  }
  assert(false && "not a failure class");
  return server_error;
}

std::optional<Duration> Backoff::next(FailureClass failure, std::optional<Duration> retry_after, Rng& rng) {
  const RetryRule& rule = table_.rule_for(failure);
  const int failed = ++failures_[static_cast<std::size_t>(failure)];
  if (failed >= rule.attempts_max) return std::nullopt;
  if (retry_after) return std::max(*retry_after, Duration(0));  // one given as a date may be over
  if (rule.growth == Growth::fixed) return rule.base;
  return Duration(rng.between(0, upper_bound(rule, failed).count()));
}

int Backoff::failures() const { return std::accumulate(failures_.begin(), failures_.end(), 0); }

}  // namespace understudy
