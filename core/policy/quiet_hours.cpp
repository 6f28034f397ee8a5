#include "core/policy/quiet_hours.hpp"

#include <algorithm>

#include "core/message/address.hpp"
#include "core/message/masked.hpp"
#include "core/message/phone_number.hpp"
#include "core/message/time_zones.hpp"

namespace understudy {
namespace {

using std::chrono::days;
using std::chrono::floor;

constexpr Duration day = days(1);
constexpr Duration look_ahead = days(8);

Duration time_of_day(TimePoint local) { return local - floor<days>(local); }

bool is_quiet(const QuietHoursOptions& window, Duration time) {
  if (window.from < window.until) return window.from <= time && time < window.until;
  return window.from <= time || time < window.until;
}

// "21:00", finer only where it has to be.
std::string clock_text(Duration time) {
  const std::string text = format_timestamp(TimePoint(time)).substr(11, 15);
  return text.ends_with(":00.000000") ? text.substr(0, 5) : text;
}

std::string number_of(std::string_view address) { return plain_address(without_channel(address)); }

std::optional<Error> window_trouble(const QuietHoursOptions& options) {
  const auto within_day = [](Duration time) { return Duration(0) <= time && time < day; };
  if (within_day(options.from) && within_day(options.until) && options.from != options.until) return std::nullopt;
  return Error(ErrorCode::configuration,
               "quiet hours should begin and end at two different times from 0s to before 1d, "
               "not at " +
                   format_duration(options.from) + " and " + format_duration(options.until));
}

}  // namespace

Result<QuietHours> QuietHours::make(QuietHoursOptions options) {
  if (auto trouble = window_trouble(options)) return tl::unexpected(std::move(*trouble));
  if (auto trouble = time_zone_trouble()) return tl::unexpected(std::move(*trouble));
  if (const auto zone = ZoneRules::of(options.default_zone); !zone) return tl::unexpected(zone.error());
  std::map<std::string, std::string, std::less<>> by_number;
  for (const auto& [address, name] : options.zone_of) {
    if (const auto zone = ZoneRules::of(name); !zone) return tl::unexpected(zone.error());
    by_number.emplace(number_of(address), name);
  }
  options.zone_of = std::move(by_number);
  return QuietHours(std::move(options));
}

std::optional<TimePoint> QuietHours::allowed_from(std::string_view address, TimePoint at) const {
  return end_of_quiet(zones(address), at);
}

std::optional<Error> QuietHours::refusal(const GateQuestion& question, TimePoint now) const {
  const TimePoint goes_out = std::max(now, question.send_at.value_or(now));
  const auto where = zones(question.to);
  const auto allowed = end_of_quiet(where, goes_out);
  if (allowed == goes_out) return std::nullopt;

  std::string text = "phones are left alone from " + clock_text(options_.from) + " to " + clock_text(options_.until);
  for (const Zone& zone : where) {
    const Duration time = time_of_day(zone.rules.at(goes_out).local(goes_out));
    if (!is_quiet(options_, time)) continue;
    text += ", and " + format_timestamp(goes_out) + " is " + clock_text(floor<std::chrono::minutes>(time)) + " in " +
            std::string(zone.name) + ", where " + masked_number(question.to) + " may be";
    break;
  }
  if (!allowed) {
    return Error(ErrorCode::withheld, text + "; no moment of the next 8 days is allowed in all of its " +
                                          std::to_string(where.size()) + " zones");
  }
  Error error(ErrorCode::deferred, text + "; it may go from " + format_timestamp(*allowed) + " on");
  error.not_before = allowed;
  return error;
}

// What this system's tz database lacks is passed over: zones are split now and then, and older databases know only the
// whole.
std::vector<QuietHours::Zone> QuietHours::zones(std::string_view address) const {
  const std::string text = number_of(address);
  std::vector<Zone> found;
  const auto add = [&found](std::string_view name) {
    if (const auto rules = ZoneRules::of(name)) found.push_back({.name = name, .rules = *rules});
  };
  if (const auto own = options_.zone_of.find(text); own != options_.zone_of.end()) {
    add(own->second);
  } else if (const auto number = PhoneNumber::parse(text)) {
    for (const std::string_view name : zones_of(*number)) add(name);
  }
  if (found.empty()) add(options_.default_zone);
  return found;
}

// Each zone pushes the moment on until none does.
std::optional<TimePoint> QuietHours::end_of_quiet(const std::vector<Zone>& zones, TimePoint at) const {
  TimePoint moment = at;
  for (;;) {
    const TimePoint before = moment;
    for (const Zone& zone : zones) moment = end_of_quiet(zone.rules, moment);
    if (moment == before) return moment;
    if (moment > at + look_ahead) return std::nullopt;
  }
}

TimePoint QuietHours::end_of_quiet(const ZoneRules& rules, TimePoint at) const {
  for (;;) {
    const auto stretch = rules.at(at);
    const Duration time = time_of_day(stretch.local(at));
    if (!is_quiet(options_, time)) return at;
    const TimePoint end = at + (options_.until > time ? options_.until - time : options_.until - time + day);
    if (end < stretch.until) return end;
    at = stretch.until;  // clocks are moved before that: what they show then decides anew
  }
}

}  // namespace understudy
