#include "core/runtime/inbox.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <vector>

namespace understudy {

struct Inbox::State {
  std::mutex mutex;
  std::condition_variable wake;
  std::vector<std::function<void()>> jobs;
  std::atomic<bool> any = false;  // so that draining an empty inbox takes no lock
};

Inbox::Inbox() : state_(std::make_unique<State>()) {}
Inbox::~Inbox() = default;

void Inbox::put(std::function<void()> job) {
  {
    std::lock_guard lock(state_->mutex);
    state_->jobs.push_back(std::move(job));
    state_->any.store(true, std::memory_order_release);
  }
  state_->wake.notify_one();
}

bool Inbox::drain() {
  if (!state_->any.load(std::memory_order_acquire)) return false;
  std::vector<std::function<void()>> jobs;
  {
    std::lock_guard lock(state_->mutex);
    jobs.swap(state_->jobs);
    state_->any.store(false, std::memory_order_relaxed);
  }
  for (auto& job : jobs) job();
  return !jobs.empty();
}

bool Inbox::wait_for(Duration real_time) {
  std::unique_lock lock(state_->mutex);
  return state_->wake.wait_for(lock, real_time, [&] { return !state_->jobs.empty(); });
}

}  // namespace understudy
