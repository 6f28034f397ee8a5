#pragma once

#include <span>
#include <string_view>

namespace understudy {

// The data of time_zones.hpp.

// Each zone with the countries that lie in it, " Europe/Andorra AD; Asia/Dubai AE OM RE SC TF; …", a space or a new
// line before each.
extern const std::string_view region_zones;

// Area codes of the United States and Canada that may lie in these zones; both are words between spaces.
struct AreaZones {
  std::string_view zones;
  std::string_view codes;
};
extern const std::span<const AreaZones> area_zones;

// Area codes of the other countries that share +1.
struct AreaRegion {
  std::string_view region;
  std::string_view codes;
};
extern const std::span<const AreaRegion> area_regions;

}  // namespace understudy
