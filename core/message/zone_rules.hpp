#pragma once

#include <optional>
#include <string_view>

#include "core/runtime/result.hpp"
#include "core/runtime/time.hpp"

namespace date {
class time_zone;
}

namespace understudy {

// What local clocks of a time zone show, by the system's tz database (/usr/share/zoneinfo), which is read when a zone
// is first asked for: some milliseconds once, then some kilobytes for each zone.
//
// It goes by the changes that the files list, which Debian's do until 2037; from 2038 on there is no summer time.
class ZoneRules {
 public:
  // By its name, "Europe/Berlin". `configuration` when there is no such zone, or no database at all.
  static Result<ZoneRules> of(std::string_view name);

  // From an instant on, local clocks are ahead of UTC by `offset` until they are moved.
  struct Stretch {
    Duration offset;
    TimePoint until;
    TimePoint local(TimePoint at) const { return at + offset; }  // what clocks show, as if that were UTC
  };
  Stretch at(TimePoint instant) const;

 private:
  explicit ZoneRules(const date::time_zone& zone) : zone_(&zone) {}
  const date::time_zone* zone_;  // lives as long as the program
};

// Why no zone can be asked for (`configuration`): the tz database is not installed, or its files leave out the summer
// times to come, as those of `zic -b slim` do. Nothing when all is well.
std::optional<Error> time_zone_trouble();

}  // namespace understudy
