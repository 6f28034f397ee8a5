#include "core/message/time_zones.hpp"

#include "core/message/number_plan.hpp"
#include "core/message/time_zone_tables.hpp"

namespace understudy {
namespace {

// Takes what comes before the next separator from the front.
std::string_view take(std::string_view& rest, char separator) {
  const auto end = rest.find(separator);
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return part;
}

bool has_word(std::string_view words, std::string_view wanted) {
  while (!words.empty()) {
    if (take(words, ' ') == wanted) return true;
  }
  return false;
}

std::vector<std::string_view> split(std::string_view words) {
  std::vector<std::string_view> all;
  while (!words.empty()) all.push_back(take(words, ' '));
  return all;
}

std::vector<std::string_view> zones_of_area(std::string_view code) {
  for (const AreaZones& area : area_zones) {
    if (has_word(area.codes, code)) return split(area.zones);
  }
  for (const AreaRegion& island : area_regions) {
    if (has_word(island.codes, code)) return zones_of_region(island.region);
  }
  auto anywhere = zones_of_region("US");
  const auto canadian = zones_of_region("CA");
  anywhere.insert(anywhere.end(), canadian.begin(), canadian.end());
  return anywhere;
}

}  // namespace

std::vector<std::string_view> zones_of(const PhoneNumber& number) {
  const std::string_view text = number.text();
  if (text.starts_with("+1")) return zones_of_area(text.substr(2, 3));
  const auto region = region_of(number);
  return region ? zones_of_region(*region) : std::vector<std::string_view>{};
}

std::vector<std::string_view> zones_of_region(std::string_view region) {
  std::vector<std::string_view> zones;
  std::string_view rest = region_zones;
  while (!rest.empty()) {
    std::string_view entry = take(rest, ';');
    entry.remove_prefix(1);  // a space or the end of a line
    const std::string_view zone = take(entry, ' ');
    if (has_word(entry, region)) zones.push_back(zone);
  }
  return zones;
}

}  // namespace understudy
