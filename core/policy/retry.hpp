#pragma once

#include <array>
#include <optional>

#include "core/runtime/rng.hpp"
#include "core/runtime/time.hpp"

namespace understudy {

// Why an attempt failed, as far as waiting is concerned. Failures that a repeat cannot help have no class.
enum class FailureClass {
  rate_limited,  // 429: never processed, always safe to repeat
  unavailable,   // 503
  server_error,  // 500 and every other 5xx
  timeout,       // no answer in time
  connection,    // never connected, or cut off
};

enum class Growth { exponential, fixed };

// What to do about failures of one class.
struct RetryRule {
  int attempts_max;  // the first attempt counts: 1 or less means never repeat
  Duration base;     // the delay when fixed; the upper bound of the first one when exponential
  Growth growth = Growth::exponential;
  Duration ceiling = std::chrono::seconds(60);  // of exponential growth; a fixed delay and Retry-After ignore it
  bool operator==(const RetryRule&) const = default;
};

struct RetryTable {
  RetryRule rate_limited{.attempts_max = 5, .base = std::chrono::seconds(1)};
  RetryRule unavailable{.attempts_max = 3, .base = std::chrono::seconds(2)};
  RetryRule server_error{.attempts_max = 3, .base = std::chrono::seconds(1)};
  RetryRule timeout{.attempts_max = 3, .base = std::chrono::seconds(1), .growth = Growth::fixed};
  RetryRule connection{.attempts_max = 3, .base = std::chrono::milliseconds(500)};

  const RetryRule& rule_for(FailureClass failure) const;
  bool operator==(const RetryTable&) const = default;
};

// The retries of one request. Asked after each failed attempt, it answers how long to wait before the next one, or
// nothing when it is time to give up. Every class counts its own failures against its own limit.
//
// An exponential delay is drawn evenly from [0, min(ceiling, base * 2^(n-1))] at the n-th failure of its class, so that
// clients that failed together do not come back together. A Retry-After is obeyed to the microsecond instead.
class Backoff {
 public:
  explicit Backoff(RetryTable table) : table_(table) {}

  [[nodiscard]] std::optional<Duration> next(FailureClass failure, std::optional<Duration> retry_after, Rng& rng);
  // All failures so far, of every class.
  int failures() const;

 private:
  RetryTable table_;
  std::array<int, 5> failures_{};  // by class
};

}  // namespace understudy
