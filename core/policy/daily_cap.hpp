#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/runtime/result.hpp"
#include "core/runtime/time.hpp"

namespace understudy {

// Messages a day; nothing means any number.
struct DailyCapOptions {
  std::optional<int> sender{};                                         // of each sender
  std::map<std::string, std::optional<int>, std::less<>> by_sender{};  // of these, instead
  bool operator==(const DailyCapOptions&) const = default;
};

// What is left of a sender's day.
struct Quota {
  std::chrono::sys_days day;
  std::optional<int> remaining{};  // nothing where there is no cap
  TimePoint resets() const { return day + std::chrono::days(1); }
  bool operator==(const Quota&) const = default;
};

// Counts each sender's messages of a day and stops at its cap. A day is a UTC day. The caps are the client's own, such
// as for an account that may send 20,000 messages a day; Twilio itself is not asked.
// https://help.twilio.com/articles/115002943027
class DailyCaps {
 public:
  explicit DailyCaps(DailyCapOptions options) : options_(std::move(options)) {}

  // Counts one message, and answers what is left after it. `deferred` when nothing was left, with the beginning of the
  // next day as `not_before`. Of days that are over nothing is kept; `now` never goes back to one.
  [[nodiscard]] Result<Quota> take(std::string_view sender, TimePoint now);
  // One that was counted on that day was not sent after all.
  void give_back(std::string_view sender, std::chrono::sys_days day);

 private:
  std::optional<int> cap_of(std::string_view sender) const;

  DailyCapOptions options_;
  std::chrono::sys_days day_ = std::chrono::sys_days::min();
  std::map<std::string, int, std::less<>> taken_;  // on that day, of senders with a cap
};

}  // namespace understudy
