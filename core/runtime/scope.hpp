#pragma once

#include <algorithm>
#include <cstddef>
#include <list>
#include <utility>

#include "core/runtime/task.hpp"

namespace understudy {

// Owns concurrent tasks. Leaving the scope cancels those still running, newest first. A task that throws is found by
// `sweep`, which `spawn` calls now and then; one that nobody sweeps is forgotten with the scope.
class Scope {
 public:
  explicit Scope(Executor& executor) : executor_(executor) {}
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;
  ~Scope() { clear(); }

  void spawn(Task<> task) {
    tasks_.emplace_back(std::move(task));
    tasks_.back().task.start(executor_, tasks_.back().turn);
    if (tasks_.size() > sweep_at_) sweep();
  }
  // Drops finished tasks; rethrows the first failure among them.
  void sweep() {
    for (auto it = tasks_.begin(); it != tasks_.end();) {
      if (!it->task.done()) {
        ++it;
        continue;
      }
      Task<> finished = std::move(it->task);
      it = tasks_.erase(it);
      finished.result();
    }
    sweep_at_ = std::max<std::size_t>(64, 2 * tasks_.size());
  }
  // Cancels whatever still runs.
  void clear() {
    while (!tasks_.empty()) tasks_.pop_back();
  }
  bool idle() const {
    return std::all_of(tasks_.begin(), tasks_.end(), [](const Running& running) { return running.task.done(); });
  }

 private:
  struct Running {
    explicit Running(Task<> t) : task(std::move(t)) {}
    Task<> task;
    Waiter turn;
  };
  Executor& executor_;
  std::list<Running> tasks_;
  std::size_t sweep_at_ = 64;
};

}  // namespace understudy
