#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "core/message/zone_rules.hpp"
#include "core/policy/quiet_hours.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

namespace understudy {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year;

constexpr const char* pensacola = "+18505550123";  // in two zones
constexpr const char* madrid = "+34612345678";     // or Ceuta, or the Canaries

// Zones that move their clocks by an hour, by half an hour, the other way round, twice for Ramadan, or not at all.
rc::Gen<std::string> any_zone() {
  return rc::gen::element<std::string>("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Europe/Dublin",
                                       "Africa/Casablanca", "America/St_Johns", "Pacific/Chatham", "Asia/Kathmandu");
}

// Often near one of the moments at which clocks are moved.
TimePoint any_instant(const std::vector<ZoneRules>& zones) {
  const TimePoint at =
      sys_days(year(2000) / 1 / 1) + Duration(*rc::gen::inRange<std::int64_t>(0, days(365 * 36) / 1us));
  const TimePoint moved = zones.front().at(at).until;
  if (moved > sys_days(year(2037) / 1 / 1) || *rc::gen::arbitrary<bool>()) return at;
  return moved + Duration(*rc::gen::inRange<std::int64_t>(-days(1) / 1us, days(1) / 1us));
}

struct Window {
  Duration from = 0s;
  Duration until = 0s;

  bool has(Duration time) const {
    const Duration since_begin = (time - from + days(1)) % days(1);
    return since_begin < (until - from + days(1)) % days(1);
  }
  bool is_quiet(const std::vector<ZoneRules>& zones, TimePoint at) const {
    return std::ranges::any_of(zones, [&](const ZoneRules& zone) {
      const TimePoint local = at + zone.at(at).offset;
      return has(local - std::chrono::floor<days>(local));
    });
  }
};

Window any_window() {
  const auto any_time = [] { return Duration(15min) * *rc::gen::inRange(0, 24 * 4); };
  Window window{.from = any_time(), .until = any_time()};
  if (window.from == window.until) window.until = (window.until + 15min) % days(1);
  return window;
}

// All of quiet hours: the answer is no quiet moment, and every one before it is.
void require_first_allowed(const QuietHours& hours, std::string_view number, const Window& window,
                           const std::vector<ZoneRules>& zones) {
  const TimePoint at = any_instant(zones);
  const auto allowed = hours.allowed_from(number, at);
  RC_ASSERT(hours.quiet_at(number, at) == window.is_quiet(zones, at));
  const TimePoint end = allowed.value_or(at + days(8));
  RC_ASSERT(end >= at);
  if (allowed) RC_ASSERT(!window.is_quiet(zones, *allowed));
  if (end > at) RC_ASSERT(window.is_quiet(zones, end - 1us));
  for (TimePoint moment = at; moment < end; moment += 7min) RC_ASSERT(window.is_quiet(zones, moment));
  const auto refusal = hours.refusal({.to = number}, at);
  RC_ASSERT(refusal.has_value() == (allowed != at));
  if (refusal && allowed) RC_ASSERT(refusal->not_before == allowed);
}

std::vector<ZoneRules> rules_of(const std::vector<std::string>& names) {
  std::vector<ZoneRules> zones;
  for (const std::string& name : names) zones.push_back(ZoneRules::of(name).value());
  return zones;
}

TEST_CASE("quiet hours end at the first moment that is not quiet") {
  rc::prop("in one zone", [] {
    const Window window = any_window();
    const std::string zone = *any_zone();
    const auto hours = QuietHours::make({.from = window.from, .until = window.until, .default_zone = zone});
    require_first_allowed(*hours, "12345", window, rules_of({zone}));
  });

  rc::prop("in all zones that a number may lie in", [] {
    const Window window = any_window();
    const auto hours = QuietHours::make({.from = window.from, .until = window.until});
    if (*rc::gen::arbitrary<bool>()) {
      require_first_allowed(*hours, pensacola, window, rules_of({"America/New_York", "America/Chicago"}));
    } else {
      require_first_allowed(*hours, madrid, window, rules_of({"Europe/Madrid", "Africa/Ceuta", "Atlantic/Canary"}));
    }
  });
}

}  // namespace
}  // namespace understudy
