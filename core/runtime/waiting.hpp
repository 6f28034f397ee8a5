#pragma once

#include <cassert>
#include <coroutine>
#include <optional>
#include <utility>

#include "core/runtime/task.hpp"

namespace understudy {

class [[nodiscard]] Sleep {
 public:
  Sleep(Executor& executor, TimePoint due) : executor_(executor), due_(due) {}
  bool await_ready() const { return due_ <= executor_.now(); }
  void await_suspend(std::coroutine_handle<> handle) {
    waiter_.handle = handle;
    executor_.post_at(waiter_, due_);
  }
  void await_resume() const {}

 private:
  Executor& executor_;
  TimePoint due_;
  Waiter waiter_;
};
// No later than `due` for what is already due: a past time does not wait at all.
inline Sleep sleep_until(Executor& executor, TimePoint due) { return Sleep(executor, due); }
inline Sleep sleep_for(Executor& executor, Duration duration) { return Sleep(executor, executor.now() + duration); }

// Waits until nothing else can run at this instant.
class [[nodiscard]] Hop {
 public:
  explicit Hop(Executor& executor) : executor_(executor) {}
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> handle) {
    waiter_.handle = handle;
    executor_.post_when_quiet(waiter_);
  }
  void await_resume() const {}

 private:
  Executor& executor_;
  Waiter waiter_;
};
inline Hop hop(Executor& executor) { return Hop(executor); }

// The task's value, or nothing when time is up; by then the task is gone.
template <class T>
class [[nodiscard]] Within {
 public:
  Within(Executor& executor, Task<T> task, TimePoint due) : executor_(executor), task_(std::move(task)), due_(due) {}
  bool await_ready() const noexcept { return false; }
  template <class P>
  bool await_suspend(std::coroutine_handle<P> parent) {
    if (!task_.await_suspend(parent)) return false;
    alarm_.handle = parent;
    executor_.post_at(alarm_, due_);
    return true;
  }
  std::optional<T> await_resume() {
    if (!task_.done()) return std::nullopt;
    return task_.result();
  }

 private:
  Executor& executor_;
  Task<T> task_;
  TimePoint due_;
  Waiter alarm_;  // whichever of alarm and task comes second finds its place in the queue already given up
};
template <class T>
Within<T> within(Executor& executor, Duration limit, Task<T> task) {
  return Within<T>(executor, std::move(task), executor.now() + limit);
}

// An alarm clock for one task: others set and move the time, the task waits for it.
class Alarm {
 public:
  explicit Alarm(Executor& executor) : executor_(executor) {}

  // Nothing means never. A waiting task is moved with it.
  void set(std::optional<TimePoint> due) {
    if (due == due_) return;
    due_ = due;
    if (!waiting_) return;
    executor_.forget(waiter_);
    if (due_) executor_.post_at(waiter_, *due_);
  }
  std::optional<TimePoint> due() const { return due_; }

  // Ends when the time set has come, which clears it. At most one task waits.
  auto wait() {
    struct Awaiter {
      explicit Awaiter(Alarm& a) : alarm(a) {}
      Awaiter(const Awaiter&) = delete;
      Awaiter& operator=(const Awaiter&) = delete;
      ~Awaiter() {
        if (!alarm.waiting_) return;
        alarm.waiting_ = false;
        alarm.executor_.forget(alarm.waiter_);
      }
      bool await_ready() const { return false; }
      void await_suspend(std::coroutine_handle<> handle) {
        assert(!alarm.waiting_ && "at most one task waits for an alarm");
        alarm.waiter_.handle = handle;
        alarm.waiting_ = true;
        if (alarm.due_) alarm.executor_.post_at(alarm.waiter_, *alarm.due_);
      }
      void await_resume() const {
        alarm.waiting_ = false;
        alarm.due_.reset();
      }
      Alarm& alarm;
    };
    return Awaiter(*this);
  }

 private:
  Executor& executor_;
  std::optional<TimePoint> due_;
  bool waiting_ = false;
  Waiter waiter_;
};

// A bell that wakes every task waiting at the moment it rings.
class Bell {
 public:
  explicit Bell(Executor& executor) : executor_(executor) {}
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;

  class [[nodiscard]] Wait {
   public:
    explicit Wait(Bell& bell) : bell_(bell) {}
    Wait(const Wait&) = delete;
    Wait& operator=(const Wait&) = delete;
    ~Wait() { leave(); }
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> handle) {
      waiter_.handle = handle;
      next_ = std::exchange(bell_.first_, this);
      if (next_) next_->previous_ = this;
      listening_ = true;
    }
    void await_resume() const {}

   private:
    friend class Bell;
    void leave() {
      if (!listening_) return;
      listening_ = false;
      (previous_ ? previous_->next_ : bell_.first_) = next_;
      if (next_) next_->previous_ = previous_;
    }
    Bell& bell_;
    Waiter waiter_;
    Wait* previous_ = nullptr;
    Wait* next_ = nullptr;
    bool listening_ = false;
  };
  Wait wait() { return Wait(*this); }
  void ring() {
    // The newest listener stands first; waking from the back keeps the order in which they came.
    Wait* last = first_;
    while (last && last->next_) last = last->next_;
    while (last) {
      Wait* before = last->previous_;
      last->leave();
      executor_.post(last->waiter_);
      last = before;
    }
  }

 private:
  Executor& executor_;
  Wait* first_ = nullptr;
};

// Ends at `due`, if there is one, or when a bell rings before that.
class [[nodiscard]] SleepUnlessRung {
 public:
  SleepUnlessRung(Executor& executor, std::optional<TimePoint> due, Bell& bell, Bell* other = nullptr)
      : executor_(executor), due_(due), rung_(bell) {
    if (other) other_rung_.emplace(*other);
  }
  bool await_ready() const { return due_ && *due_ <= executor_.now(); }
  void await_suspend(std::coroutine_handle<> handle) {
    rung_.await_suspend(handle);
    if (other_rung_) other_rung_->await_suspend(handle);
    alarm_.handle = handle;
    if (due_) executor_.post_at(alarm_, *due_);
  }
  void await_resume() const {}

 private:
  Executor& executor_;
  std::optional<TimePoint> due_;
  Bell::Wait rung_;
  std::optional<Bell::Wait> other_rung_;
  Waiter alarm_;  // whatever comes second finds its place in the queue already given up
};

}  // namespace understudy
