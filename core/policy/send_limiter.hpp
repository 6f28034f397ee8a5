#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "core/policy/send_queue.hpp"
#include "core/policy/slot_calendar.hpp"
#include "core/policy/token_bucket.hpp"
#include "core/runtime/time.hpp"

namespace understudy {

// Says when a message may go: both the account and its sender must have a slot at that very moment. A sender with a
// long queue takes the account's slots of the times at which it will use them, and leaves the present to others.
class SendLimiter {
 public:
  explicit SendLimiter(SendLimits limits);

  // Takes both slots and answers when they are. `now` never goes backwards.
  [[nodiscard]] TimePoint reserve(std::string_view sender, TimePoint now);
  // Senders that are remembered: those with a slot taken that still counts, and at most as many again.
  std::size_t senders() const { return senders_.size(); }

 private:
  TokenBucket& bucket_of(std::string_view sender);
  void forget_idle_senders(TimePoint now);

  SendLimits limits_;
  SlotCalendar account_;
  std::map<std::string, TokenBucket, std::less<>> senders_;
  std::size_t sweep_at_;
};

}  // namespace understudy
