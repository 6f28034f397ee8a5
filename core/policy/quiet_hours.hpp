#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/message/zone_rules.hpp"
#include "core/policy/send_gate.hpp"

namespace understudy {

// When phones are left alone, by the clocks where they are. The defaults are those of the United States, where nobody
// is to be solicited before 8 in the morning or after 9 in the evening "local time at the called party's location": 47
// CFR 64.1200(c)(1).
struct QuietHoursOptions {
  // Times of a day since midnight; the end may come before the begin, and is then on the next day.
  Duration from = std::chrono::hours(21);
  Duration until = std::chrono::hours(8);
  // Where numbers are of which nobody knows that.
  std::string default_zone = "UTC";
  // Where these numbers are, whatever their country says: "+15005550006" to "Europe/Berlin".
  std::map<std::string, std::string, std::less<>> zone_of{};
  bool operator==(const QuietHoursOptions&) const = default;
};

// Defers what would reach a phone in its quiet hours until they are over. Where a number may lie in several zones it is
// quiet while it is in any of them. A day that has a clock moved is gone through as clocks show it: an hour that is
// left out is quiet at no time, and one that comes twice can be quiet twice.
//
// It knows no urgency: a login code that somebody waits for goes by a client without this gate.
class QuietHours : public SendGate {
 public:
  // `configuration` when the hours make no window, an unknown zone is named, or there is no tz database.
  static Result<QuietHours> make(QuietHoursOptions options);

  bool quiet_at(std::string_view address, TimePoint at) const { return allowed_from(address, at) != at; }
  // The first moment from then on at which no zone is quiet; nothing when there is none in the eight days after it, as
  // for a long window and a country that goes round half the earth.
  std::optional<TimePoint> allowed_from(std::string_view address, TimePoint at) const;

  std::string_view name() const override { return "quiet_hours"; }
  // Of a scheduled message, what counts is when it is to go out. `withheld` when there is no moment for it.
  std::optional<Error> refusal(const GateQuestion& question, TimePoint now) const override;

 private:
  struct Zone {
    std::string_view name;
    ZoneRules rules;
  };

  explicit QuietHours(QuietHoursOptions options) : options_(std::move(options)) {}
  std::vector<Zone> zones(std::string_view address) const;
  std::optional<TimePoint> end_of_quiet(const std::vector<Zone>& zones, TimePoint at) const;
  TimePoint end_of_quiet(const ZoneRules& rules, TimePoint at) const;

  QuietHoursOptions options_;
};

}  // namespace understudy
