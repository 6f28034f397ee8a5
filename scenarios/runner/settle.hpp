#pragma once

#include <coroutine>

#include "core/runtime/executor.hpp"

namespace understudy::scenarios {

// Waits until all that can happen at this instant has happened: what is ready, what crosses the network, and the timers
// that are due now. So a step sees the same things whichever way they came.
class [[nodiscard]] Settle {
 public:
  explicit Settle(Executor& executor) : executor_(executor) {}
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> handle) {
    waiter_.handle = handle;
    executor_.post_at(waiter_, executor_.now());  // the last of the timers due now
  }
  void await_resume() const {}

 private:
  Executor& executor_;
  Waiter waiter_;
};
inline Settle settle(Executor& executor) { return Settle(executor); }

}  // namespace understudy::scenarios
