#pragma once

#include <functional>
#include <memory>

namespace understudy::apps {

// Turns the first SIGINT or SIGTERM into a call, on a thread of its own; the second ends the process at once. Make it
// before any other thread, so that those leave the signals to it.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  void listen(std::function<void()> on_signal);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace understudy::apps
