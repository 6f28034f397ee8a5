#pragma once

#include <cstdint>

#include "core/runtime/executor.hpp"
#include "core/runtime/inbox.hpp"

namespace understudy {

// Time that stands still while tasks run and leaps to the next timer when none can. With nothing on sockets it is a
// pure function of what the tasks do; while something is on its way outside, it waits for that before it leaps.
class VirtualExecutor final : public Executor {
 public:
  explicit VirtualExecutor(TimePoint epoch) : now_(epoch) {}

  TimePoint now() const override { return now_; }
  void inject(std::function<void()> job) override { inbox_.put(std::move(job)); }
  void exclusively(const std::function<void()>& job) override { job(); }  // only the thread that runs it may ask
  // Asserts that something is left to run for as long as `finished` says no.
  void run_until(const std::function<bool()>& finished) override;
  void request_left() override {
    ++open_;
    ++outside_;
  }
  void request_came() override {
    if (outside_ > 0) --outside_;
  }
  void answer_left() override {
    if (outside_ < open_) ++outside_;  // else a stranger asked: nobody will tell of its arrival
  }
  void answer_came() override {
    --open_;
    if (outside_ > 0) --outside_;
  }

  // One turn; false when nothing is left that could ever run.
  bool run_one();
  void run() {
    while (run_one()) {
    }
  }
  // Turns taken so far, and a digest of their times: equal digests, equal runs.
  std::uint64_t steps() const { return steps_; }
  std::uint64_t digest() const { return digest_; }

 private:
  bool step(bool ran);
  void wait_for_outside();

  TimePoint now_;
  Inbox inbox_;
  int open_ = 0;     // exchanges that tasks began on sockets and that have not ended
  int outside_ = 0;  // those of them under way; never more than are open
  std::uint64_t steps_ = 0;
  std::uint64_t digest_ = 0xcbf29ce484222325;
};

}  // namespace understudy
