#include "core/policy/circuit_breaker.hpp"

#include <cassert>

namespace understudy {

CircuitBreaker::CircuitBreaker(BreakerOptions options) : options_(options) {
  assert(options.failures_to_open >= 1 && options.successes_to_close >= 1);
}

CircuitBreaker::State CircuitBreaker::state(TimePoint now) const {
  if (!opened_at_) return State::closed;
  return now - *opened_at_ < options_.open_for ? State::open : State::half_open;
}

std::optional<CircuitBreaker::Admission> CircuitBreaker::try_admit(TimePoint now) {
  switch (state(now)) {
    case State::closed: break;
    case State::open: return std::nullopt;
    case State::half_open:
      if (probing_) return std::nullopt;
      probing_ = true;
      ++stretch_;
      break;
  }
  return Admission(stretch_);
}

void CircuitBreaker::record(Admission admission, Outcome outcome, TimePoint now) {
  if (admission.stretch_ != stretch_) return;  // admitted before the breaker last changed its mind
  if (probing_) {
    record_probe(outcome, now);
  } else if (!opened_at_) {
    record_closed(outcome, now);
  }
}

void CircuitBreaker::record_closed(Outcome outcome, TimePoint now) {
  switch (outcome) {
    case Outcome::success: failures_ = 0; break;
    case Outcome::failure:
      if (++failures_ >= options_.failures_to_open) open(now);
      break;
    case Outcome::abandoned: break;
  }
}

void CircuitBreaker::record_probe(Outcome outcome, TimePoint now) {
  probing_ = false;
  switch (outcome) {
    case Outcome::success:
      if (++successes_ >= options_.successes_to_close) close();
      break;
    case Outcome::failure: open(now); break;
    case Outcome::abandoned: break;
  }
}

void CircuitBreaker::open(TimePoint now) {
  opened_at_ = now;
  successes_ = 0;
}

void CircuitBreaker::close() {
  opened_at_.reset();
  failures_ = 0;
}

std::optional<Duration> CircuitBreaker::retry_after(TimePoint now) const {
  if (state(now) != State::open) return std::nullopt;
  return options_.open_for - (now - *opened_at_);
}

}  // namespace understudy
