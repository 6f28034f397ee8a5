#pragma once

#include <optional>
#include <utility>

#include "core/runtime/task.hpp"

namespace understudy {

// A call that has not begun: await it inside a task, or `get()` it from ordinary code, which blocks.
//
// `get()` runs the executor on the calling thread; with a SystemExecutor several threads may do so at once. Calling it
// from inside a task would wait for itself: await there.
template <class T>
class [[nodiscard]] Pending {
 public:
  Pending(Executor& executor, Task<T> task) : executor_(&executor), task_(std::move(task)) {}

  bool await_ready() const noexcept { return false; }
  template <class P>
  bool await_suspend(std::coroutine_handle<P> parent) {
    return task_.await_suspend(parent);
  }
  T await_resume() { return task_.await_resume(); }

  T get() && {
    Waiter turn;
    bool started = false;
    executor_->inject([&] {
      task_.start(*executor_, turn);
      started = true;
    });
    executor_->run_until([&] { return started && task_.done(); });
    return task_.result();
  }
  operator Task<T>() && { return std::move(task_); }  // NOLINT: a pending call is a task

 private:
  Executor* executor_;
  Task<T> task_;
};

}  // namespace understudy
