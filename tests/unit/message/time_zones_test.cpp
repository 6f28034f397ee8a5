#include "core/message/time_zones.hpp"

#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "core/message/time_zone_tables.hpp"
#include "core/message/zone_rules.hpp"

#include <catch2/catch.hpp>

namespace understudy {
namespace {

using Zones = std::vector<std::string_view>;

Zones zones_of(std::string_view number) { return understudy::zones_of(PhoneNumber::parse(number).value()); }

TEST_CASE("a number lies in its area code's zones, or in its country's") {
  const auto [number, zones] = GENERATE(table<std::string, Zones>({
      {"+12125550123", {"America/New_York"}},
      {"+13125550123", {"America/Chicago"}},
      {"+16025550123", {"America/Phoenix"}},
      {"+18085550123", {"Pacific/Honolulu"}},
      {"+18505550123", {"America/New_York", "America/Chicago"}},
      {"+14165550123", {"America/Toronto"}},
      {"+17095550123", {"America/St_Johns", "America/Goose_Bay"}},
      {"+17875550123", {"America/Puerto_Rico"}},
      {"+18765550123", {"America/Jamaica"}},
      {"+442071838750", {"Europe/London"}},
      {"+4915112345678", {"Europe/Berlin", "Europe/Zurich"}},
      {"+919876543210", {"Asia/Kolkata"}},
      {"+34612345678", {"Africa/Ceuta", "Atlantic/Canary", "Europe/Madrid"}},
      {"+38344123456", {"Europe/Belgrade"}},
      {"+80012345678", {}},
      {"+870772001234", {}},
  }));
  CAPTURE(number);
  auto found = zones_of(number);
  std::ranges::sort(found);
  auto expected = zones;
  std::ranges::sort(expected);
  CHECK(found == expected);
}

TEST_CASE("a North American number that lies nowhere may lie anywhere in the United States and Canada") {
  const auto number = GENERATE(as<std::string>{}, "+15005550006", "+15550100099", "+18005550123");
  const auto zones = zones_of(number);
  for (const char* one : {"America/New_York", "Pacific/Honolulu", "America/Adak", "America/St_Johns"})
    CHECK(std::ranges::count(zones, one) == 1);
}

TEST_CASE("a region that there is not has no zones") {
  CHECK(zones_of_region("ZZ").empty());
  CHECK(zones_of_region("").empty());
  CHECK(zones_of_region("Europe/Berlin").empty());
}

TEST_CASE("each country has a zone that this system knows") {
  std::set<std::string> regions;
  std::istringstream words{std::string(region_zones)};
  for (std::string word; words >> word;) {
    if (word.ends_with(';')) word.pop_back();
    if (word.size() == 2) regions.insert(word);
  }
  CHECK(regions.size() == 250);
  for (const std::string& region : regions) {
    CAPTURE(region);
    const auto zones = zones_of_region(region);
    CHECK(std::ranges::any_of(zones, [](std::string_view zone) { return ZoneRules::of(zone).has_value(); }));
  }
}

TEST_CASE("each area code has one place, whose zones this system knows") {
  std::set<std::string_view> seen;
  const auto see_all = [&seen](std::string_view codes) {
    for (std::size_t at = 0; at < codes.size(); at += 4) {
      const auto code = codes.substr(at, 3);
      CAPTURE(code);
      CHECK(seen.insert(code).second);
    }
  };
  for (const AreaZones& area : area_zones) {
    see_all(area.codes);
    const auto number = "+1" + std::string(area.codes.substr(0, 3)) + "5550123";
    for (const std::string_view zone : zones_of(number)) CHECK(ZoneRules::of(zone));
  }
  for (const AreaRegion& island : area_regions) {
    see_all(island.codes);
    CHECK(zones_of("+1" + std::string(island.codes.substr(0, 3)) + "5550123").size() == 1);
  }
  CHECK(seen.size() == 412);
}

}  // namespace
}  // namespace understudy
