#pragma once

#include "core/runtime/waiting.hpp"

namespace understudy {

// A wish to end what is being done early, and in good order: what has not begun does not begin, what waits waits no
// longer, what is under way comes to its end, and all of it is reported. (To drop work without a word, destroy its
// task.) Must outlive the calls that look at it.
class Stop {
 public:
  explicit Stop(Executor& executor) : bell_(executor) {}

  // From a task, or while nothing runs the executor; from other threads through Executor::inject.
  void request() {
    requested_ = true;
    bell_.ring();
  }
  bool requested() const { return requested_; }
  // Rings when it is requested.
  Bell& bell() { return bell_; }

 private:
  Bell bell_;
  bool requested_ = false;
};

// Ends at `due`, or when the stop is requested, if there is one.
inline Task<> sleep_until(Executor& executor, TimePoint due, Stop* stop) {
  if (!stop) {
    co_await sleep_until(executor, due);
  } else if (!stop->requested()) {
    co_await SleepUnlessRung(executor, due, stop->bell());
  }
}

}  // namespace understudy
