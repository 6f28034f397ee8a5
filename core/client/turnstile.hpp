#pragma once

#include <map>
#include <optional>
#include <string_view>

#include "core/observe/observer.hpp"
#include "core/policy/concurrency_limit.hpp"
#include "core/policy/send_queue.hpp"
#include "core/runtime/scope.hpp"
#include "core/runtime/stop.hpp"
#include "core/runtime/waiting.hpp"

namespace understudy {

// Where requests wait for their turn: for slots of account and sender, and for a place in flight.
class Turnstile {
 public:
  Turnstile(Executor& executor, SendLimits limits, ConcurrencyOptions concurrency);

  // One request, from when it lines up until it is answered or given up. Nothing for a sender: it sends nothing.
  class Entry {
   public:
    Entry(Turnstile& turnstile, std::optional<std::string_view> sender);
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;
    ~Entry();

    // It may go now. Most may at once, and wait for nothing.
    bool admitted() const { return admitted_; }
    // What it waits for.
    Throttled::Limit obstacle() const;
    // Ends when it is admitted, at `due`, or when the stop is requested.
    SleepUnlessRung wait(std::optional<TimePoint> due, Stop* stop);

    // For the number of places in flight: whether the service found that there were too many.
    void answered(bool too_many_at_once);

   private:
    friend Turnstile;
    Turnstile& turnstile_;
    const SendQueue::Ticket ticket_;
    std::optional<ConcurrencyLimit::Begun> begun_;
    bool admitted_ = false;
    Bell called_;
  };

 private:
  void admit();
  Task<> admit_in_time();

  Executor& executor_;
  ConcurrencyLimit concurrency_;
  SendQueue queue_;
  std::map<SendQueue::Ticket, Entry*> waiting_;
  Alarm next_slot_;
  Scope clockwork_;  // begins when somebody has to wait for the first time
  bool ticking_ = false;
};

}  // namespace understudy
