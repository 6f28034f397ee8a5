#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "core/runtime/time.hpp"

namespace understudy {

// Jobs handed over from other threads, run in order of arrival on the thread that drains them.
class Inbox {
 public:
  Inbox();
  ~Inbox();

  void put(std::function<void()> job);  // from any thread
  bool drain();                         // runs what is there; false when there was nothing
  bool wait_for(Duration real_time);    // false when nothing came in that time
 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace understudy
