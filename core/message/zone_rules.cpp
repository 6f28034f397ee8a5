#include "core/message/zone_rules.hpp"

#include <exception>

#include <date/tz.h>

namespace understudy {
namespace {

using std::chrono::sys_days;
using std::chrono::year;

Error no_database(std::string_view why) {
  why = why.substr(0, why.find('\n'));
  return Error(ErrorCode::configuration,
               "the time zone database cannot be read, so nobody knows what time it is where "
               "a number lies: install tzdata, which brings /usr/share/zoneinfo (" +
                   std::string(why) + ")");
}

}  // namespace

// The library throws where there is no database, and where there is no such zone.
Result<ZoneRules> ZoneRules::of(std::string_view name) {
  try {
    if (date::get_tzdb().zones.empty()) return tl::unexpected(no_database("there are no zones in it"));
  } catch (const std::exception& error) {
    return tl::unexpected(no_database(error.what()));
  }
  try {
    const date::time_zone* zone = date::locate_zone(name);
    zone->get_info(std::chrono::sys_seconds{});  // reads its file, so that nothing is left to fail later
    return ZoneRules(*zone);
  } catch (const std::exception&) {
    return failure(ErrorCode::configuration, "there is no time zone \"" + std::string(name.substr(0, 40)) +
                                                 "\"; one is named like Europe/Berlin");
  }
}

ZoneRules::Stretch ZoneRules::at(TimePoint instant) const {
  const date::sys_info info = zone_->get_info(std::chrono::floor<std::chrono::seconds>(instant));
  return {.offset = info.offset, .until = info.end};
}

std::optional<Error> time_zone_trouble() {
  const auto zone = ZoneRules::of("America/New_York");
  if (!zone) return zone.error();
  const auto winter = zone->at(sys_days(year(2030) / 1 / 1));
  const auto summer = zone->at(sys_days(year(2030) / 7 / 1));
  if (winter.offset == summer.offset)
    return no_database("its files end before 2030: they lack the summer times to come");
  return std::nullopt;
}

}  // namespace understudy
