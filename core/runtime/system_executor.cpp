#include "core/runtime/system_executor.hpp"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace understudy {

struct SystemExecutor::State {
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
  TimePoint epoch = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());

  std::mutex mutex;
  std::atomic<std::thread::id> runner{};  // who holds the mutex and runs tasks
  // All below is guarded by the mutex.
  std::condition_variable wake;
  std::vector<std::function<void()>> own_jobs;         // injected by the running thread itself
  std::vector<const std::function<bool()>*> sleepers;  // what each waiting thread waits for
  TimePoint awake_at = TimePoint::max();               // when the first of them wakes by itself

  bool runs_here() const { return runner == std::this_thread::get_id(); }
  // Names the calling thread as the one that runs tasks, while it holds the mutex.
  class Turn {
   public:
    explicit Turn(State& state) : state_(state) { state_.runner = std::this_thread::get_id(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() { state_.runner = std::thread::id{}; }

   private:
    State& state_;
  };
};

SystemExecutor::SystemExecutor() : state_(std::make_unique<State>()) {}
SystemExecutor::~SystemExecutor() = default;

TimePoint SystemExecutor::now() const {
  return state_->epoch + std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - state_->start);
}

void SystemExecutor::run_what_can() {
  for (;;) {
    if (run_ready() || run_quiet()) continue;
    if (!state_->own_jobs.empty()) {
      auto jobs = std::exchange(state_->own_jobs, {});
      for (auto& job : jobs) job();
      continue;
    }
    if (!run_due(now())) return;
  }
}

void SystemExecutor::inject(std::function<void()> job) {
  if (state_->runs_here()) {
    state_->own_jobs.push_back(std::move(job));
    return;
  }
  std::lock_guard lock(state_->mutex);
  {
    State::Turn turn(*state_);
    job();
    run_what_can();
  }
  wake_sleepers();
}

// Sleepers are left alone unless there is something in it for them: this is a server's path for every request.
void SystemExecutor::wake_sleepers() {
  bool sooner = next_due().value_or(TimePoint::max()) < state_->awake_at;
  auto satisfied = [](const auto* finished) { return (*finished)(); };
  if (sooner || std::any_of(state_->sleepers.begin(), state_->sleepers.end(), satisfied)) state_->wake.notify_all();
}

void SystemExecutor::exclusively(const std::function<void()>& job) {
  if (state_->runs_here()) return job();
  std::lock_guard lock(state_->mutex);
  State::Turn turn(*state_);
  job();
  state_->wake.notify_all();  // what the job made ready runs on a thread that waits, not on this one
}

void SystemExecutor::run_until(const std::function<bool()>& finished) {
  assert(!state_->runs_here() && "a task that blocks in get() or run_until() waits for itself; await instead");
  std::unique_lock lock(state_->mutex);
  for (;;) {
    {
      State::Turn turn(*state_);
      run_what_can();
    }
    if (finished()) break;
    wake_sleepers();
    state_->sleepers.push_back(&finished);
    state_->awake_at = next_due().value_or(TimePoint::max());
    if (state_->awake_at == TimePoint::max()) {
      state_->wake.wait(lock);
    } else {
      state_->wake.wait_for(lock, state_->awake_at - now());
    }
    std::erase(state_->sleepers, &finished);
    state_->awake_at = TimePoint::max();  // whoever sleeps next, or still does, is woken for the next timer
  }
  state_->wake.notify_all();  // a thread that still waits takes over the timers
}

}  // namespace understudy
