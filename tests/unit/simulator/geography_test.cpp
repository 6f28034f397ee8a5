#include "simulator/geography.hpp"

#include <catch2/catch.hpp>

using namespace understudy::simulator;

TEST_CASE("a number's country is that of the longest calling code that fits") {
  struct Case {
    const char* number;
    const char* country;
  };
  const auto [number, country] =
      GENERATE(Case{"+15550100099", "US"}, Case{"+14165550100", "CA"}, Case{"+18765550100", "JM"},
               Case{"+442071838750", "GB"}, Case{"+4930123456", "DE"}, Case{"+77012345678", "KZ"},
               Case{"+79012345678", "RU"}, Case{"+99912345678", ""}, Case{"72000", ""}, Case{"ACME", ""});
  REQUIRE(place_of(number, {}).country == country);
}

TEST_CASE("the world's own places count before, the longest prefix first") {
  WorldConfig config;
  config.places = {{"+1415", "SAN FRANCISCO", "CA", "", ""}, {"+14155550100", "OAKLAND", "CA", "94601", "US"}};
  REQUIRE(place_of("+14155550100", config).zip == "94601");
  const Place near = place_of("+14155550199", config);
  REQUIRE(near.city == "SAN FRANCISCO");
  REQUIRE(near.country == "US");
}
