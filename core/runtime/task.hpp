#pragma once

#include <cassert>
#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

#include "core/runtime/executor.hpp"

namespace understudy {

// What the promises of all tasks share. A child starts inside its parent's co_await; once suspended it ends by posting
// the parent. No symmetric transfer: g++ makes it a tail call only at -O2 without sanitizers, and overflows the stack
// otherwise.
struct PromiseBase {
  struct Final {
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> handle) const noexcept {
      PromiseBase& self = handle.promise();
      if (self.continuation.handle) self.executor->post(self.continuation);
    }
    void await_resume() const noexcept {}
  };
  std::suspend_always initial_suspend() const noexcept { return {}; }
  Final final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { failure = std::current_exception(); }

  Executor* executor = nullptr;
  Waiter continuation;  // the parent's turn; dies with this frame
  std::exception_ptr failure;
};

template <class T>
struct Promise : PromiseBase {
  auto get_return_object() noexcept { return std::coroutine_handle<Promise>::from_promise(*this); }
  template <class U>
  void return_value(U&& result) {
    value.emplace(std::forward<U>(result));
  }
  T take() {
    if (failure) std::rethrow_exception(failure);
    assert(value && "a task has a result once it is done");
    return std::move(*value);
  }
  std::optional<T> value;
};

template <>
struct Promise<void> : PromiseBase {
  auto get_return_object() noexcept { return std::coroutine_handle<Promise>::from_promise(*this); }
  void return_void() noexcept {}
  void take() {
    if (failure) std::rethrow_exception(failure);
  }
};

// A lazy coroutine. It runs when awaited or spawned in a Scope; destroying it cancels it.
template <class T = void>
class [[nodiscard]] Task {
 public:
  using promise_type = Promise<T>;
  Task(std::coroutine_handle<promise_type> frame) noexcept : frame_(frame) {}  // NOLINT: made by the compiler
  Task(Task&& other) noexcept : frame_(std::exchange(other.frame_, {})) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(frame_, other.frame_);
    return *this;
  }
  ~Task() {
    if (frame_) frame_.destroy();
  }

  bool await_ready() const noexcept { return false; }
  template <class P>
  bool await_suspend(std::coroutine_handle<P> parent) {
    assert(frame_ && !frame_.done() && "a task is awaited once");
    auto& self = frame_.promise();
    self.executor = parent.promise().executor;
    frame_.resume();
    if (frame_.done()) return false;  // never waited: the parent goes straight on
    self.continuation.handle = parent;
    return true;
  }
  T await_resume() { return frame_.promise().take(); }

  // For whoever owns the task without awaiting it.
  void start(Executor& executor, Waiter& turn) {
    assert(frame_ && !frame_.done() && "a task is started once");
    frame_.promise().executor = &executor;
    turn.handle = frame_;
    executor.post(turn);
  }
  bool done() const { return frame_.done(); }
  T result() { return frame_.promise().take(); }

 private:
  std::coroutine_handle<promise_type> frame_;
};

}  // namespace understudy
