#pragma once

#include <cassert>
#include <coroutine>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "core/runtime/time.hpp"

namespace understudy {

class Executor;

// A place in an executor's queue, given up when it dies. Whatever waits is a Waiter, so destroying a suspended task
// cancels it, and whatever it awaits, without a trace left behind.
class Waiter {
 public:
  Waiter() = default;
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;
  ~Waiter();

  bool queued() const { return executor_ != nullptr; }

  std::coroutine_handle<> handle;

 private:
  friend class Executor;
  enum class Place { none, ready, quiet, timed };
  Executor* executor_ = nullptr;  // set while queued
  Place place_ = Place::none;
  TimePoint due_{};
  std::uint64_t order_ = 0;
  Waiter* before_ = nullptr;  // links of the ready and the quiet queue
  Waiter* after_ = nullptr;
};

// Time, and turns to run. One thread at a time runs tasks; virtual and real time differ only in how they wait.
//
// All but `inject`, `exclusively` and `run_until` may be called only from a task, or while nothing runs the executor.
class Executor {
 public:
  Executor() = default;
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;
  virtual ~Executor() = default;

  virtual TimePoint now() const = 0;

  // Runs `job` in a turn of its own; from any thread.
  virtual void inject(std::function<void()> job) = 0;
  // Runs `job` before it returns, while no task runs; from any thread, for taking apart what tasks use.
  virtual void exclusively(const std::function<void()>& job) = 0;
  // Runs tasks on the calling thread until `finished`, which is asked between turns.
  virtual void run_until(const std::function<bool()>& finished) = 0;

  // A turn soon, in order of posting.
  void post(Waiter& waiter) { push(ready_, waiter, Waiter::Place::ready); }
  // A turn once nothing else can run at this instant, in order of posting. What crosses a network waits here first, so
  // that a reply taken from memory and one taken from a socket come in the same order.
  void post_when_quiet(Waiter& waiter) { push(quiet_, waiter, Waiter::Place::quiet); }
  // A turn at `due`; equal times in order of posting.
  void post_at(Waiter& waiter, TimePoint due) {
    assert(!waiter.queued() && "a waiter stands in one queue at a time");
    waiter.executor_ = this;
    waiter.place_ = Waiter::Place::timed;
    waiter.due_ = due;
    waiter.order_ = next_order_++;
    timers_.emplace(std::pair(due, waiter.order_), &waiter);
  }
  void forget(Waiter& waiter);

  // Where the exchanges that tasks began on sockets stand. Virtual time stands still while a request or an answer of
  // theirs is under way; real time does not care. Both ends tell: whoever asks of the first and the last, whoever
  // answers of the two between, which may never come, or be those of a stranger.
  virtual void request_left() {}
  virtual void request_came() {}
  virtual void answer_left() {}
  virtual void answer_came() {}

 protected:
  std::optional<TimePoint> next_due() const {
    if (timers_.empty()) return std::nullopt;
    return timers_.begin()->first.first;
  }
  bool run_ready() { return ready_.first != nullptr && run(*ready_.first); }
  bool run_quiet() { return quiet_.first != nullptr && run(*quiet_.first); }
  bool run_due(TimePoint now) {
    return !timers_.empty() && timers_.begin()->first.first <= now && run(*timers_.begin()->second);
  }

 private:
  struct Queue {
    Waiter* first = nullptr;
    Waiter* last = nullptr;
  };
  void push(Queue& queue, Waiter& waiter, Waiter::Place place) {
    assert(!waiter.queued() && "a waiter stands in one queue at a time");
    waiter.executor_ = this;
    waiter.place_ = place;
    waiter.before_ = queue.last;
    waiter.after_ = nullptr;
    (queue.last ? queue.last->after_ : queue.first) = &waiter;
    queue.last = &waiter;
  }
  static void unlink(Queue& queue, Waiter& waiter) {
    (waiter.before_ ? waiter.before_->after_ : queue.first) = waiter.after_;
    (waiter.after_ ? waiter.after_->before_ : queue.last) = waiter.before_;
  }
  bool run(Waiter& waiter) {
    forget(waiter);
    waiter.handle.resume();
    return true;
  }

  Queue ready_;
  Queue quiet_;
  std::map<std::pair<TimePoint, std::uint64_t>, Waiter*> timers_;
  std::uint64_t next_order_ = 0;
};

inline void Executor::forget(Waiter& waiter) {
  switch (waiter.place_) {
    case Waiter::Place::none: return;
    case Waiter::Place::ready: unlink(ready_, waiter); break;
    case Waiter::Place::quiet: unlink(quiet_, waiter); break;
    case Waiter::Place::timed: timers_.erase(std::pair(waiter.due_, waiter.order_)); break;
  }
  waiter.executor_ = nullptr;
  waiter.place_ = Waiter::Place::none;
}

inline Waiter::~Waiter() {
  if (executor_) executor_->forget(*this);
}

}  // namespace understudy
