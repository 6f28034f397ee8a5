#pragma once

#include <deque>

#include "core/runtime/time.hpp"

namespace understudy::simulator {

// How fast an app answers one phone: more than 30 replies in 30 seconds look like two machines talking, and then
// replies fail for 30 seconds. https://www.twilio.com/docs/api/errors/14107
class ReplyPace {
 public:
  // Whether a reply at `now` may go.
  bool admits(TimePoint now) {
    if (now < closed_until_) return false;
    while (!recent_.empty() && now - recent_.front() >= window) recent_.pop_front();
    if (recent_.size() < replies_max) {
      recent_.push_back(now);
      return true;
    }
    closed_until_ = now + window;
    return false;
  }

  static constexpr Duration window = std::chrono::seconds(30);

 private:
  static constexpr std::size_t replies_max = 30;
  std::deque<TimePoint> recent_;
  TimePoint closed_until_{};
};

}  // namespace understudy::simulator
