#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/runtime/time.hpp"
#include "simulator/config.hpp"

namespace understudy::simulator {

enum class SenderKind { long_code, toll_free, short_code, alphanumeric };
SenderKind kind_of_sender(std::string_view sender);

// The queues of the senders: each drains at its rate in segments a second, and holds a span of such seconds.
// https://help.twilio.com/articles/115002943027
class SenderQueues {
 public:
  explicit SenderQueues(const Rates& rates) : rates_(rates) {}

  // When a message that joins the queue now will be taken from it; nothing when the queue has no room for it.
  std::optional<TimePoint> turn(std::string_view sender, int segments, TimePoint now) const;
  // Joins it, after `turn` said when.
  void join(std::string_view sender, int segments, TimePoint turn);
  // A sender's own rate in place of its kind's; nothing: its kind's.
  void set_rate(const std::string& sender, std::optional<int> segments_per_second) {
    segments_per_second ? void(own_rates_[sender] = *segments_per_second) : void(own_rates_.erase(sender));
  }

 private:
  int rate_of(std::string_view sender) const;

  Rates rates_;
  std::map<std::string, int, std::less<>> own_rates_;
  std::map<std::string, TimePoint, std::less<>> free_at_;  // when all that waits now has gone
};

}  // namespace understudy::simulator
