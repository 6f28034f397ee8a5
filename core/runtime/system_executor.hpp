#pragma once

#include <memory>

#include "core/runtime/executor.hpp"

namespace understudy {

// Real time. Whichever thread has something to do takes the executor's one lock and runs what can run; so a request
// that a server thread brings in is answered on that thread, without a switch, and tasks still run one at a time.
// Timers run on a thread that is inside `run_until`.
class SystemExecutor final : public Executor {
 public:
  SystemExecutor();
  ~SystemExecutor() override;

  // Wall time at the start, then steady: it never goes backwards.
  TimePoint now() const override;
  // Runs the job, and what it makes ready, before it returns; from within a task, right after that task's turn.
  void inject(std::function<void()> job) override;
  void exclusively(const std::function<void()>& job) override;
  // Several threads may be in here at once, each with a question of its own.
  void run_until(const std::function<bool()>& finished) override;

 private:
  struct State;
  void run_what_can();
  void wake_sleepers();
  std::unique_ptr<State> state_;
};

}  // namespace understudy
