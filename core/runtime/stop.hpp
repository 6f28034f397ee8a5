#pragma once

#include "core/runtime/waiting.hpp"

namespace understudy {

// A wish to end what is being done early, and in good order: what has not begun does not begin, what waits waits no
// longer, what is under way comes to its end, and all of it is reported. (To drop work without a word, destroy its
// task.) Must outlive the calls that look at it.
class Stop {
 public:
  explicit Stop(Executor& executor) : executor_(executor), bell_(executor) {}

  // From a task, or while nothing runs the executor; from other threads through Executor::inject.
  void request() {
    requested_ = true;
    bell_.ring();
  }
  bool requested() const { return requested_; }

  // Ends at `due` or when the stop is requested, whichever comes first.
  class [[nodiscard]] Sleep {
   public:
    Sleep(Stop& stop, TimePoint due) : stop_(stop), due_(due), rung_(stop.bell_) {}
    bool await_ready() const { return stop_.requested_ || due_ <= stop_.executor_.now(); }
    void await_suspend(std::coroutine_handle<> handle) {
      rung_.await_suspend(handle);
      alarm_.handle = handle;
      stop_.executor_.post_at(alarm_, due_);
    }
    void await_resume() const {}

   private:
    Stop& stop_;
    TimePoint due_;
    Bell::Wait rung_;
    Waiter alarm_;  // whichever of alarm and bell comes second finds its place already given up
  };
  Sleep sleep_until(TimePoint due) { return Sleep(*this, due); }

 private:
  Executor& executor_;
  Bell bell_;
  bool requested_ = false;
};

}  // namespace understudy
