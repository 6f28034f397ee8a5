#pragma once

#include <string_view>
#include <vector>

#include "core/message/phone_number.hpp"

namespace understudy {

// The time zones that a number may lie in, by their names in the tz database ("America/New_York"): those of its area
// code in North America, those of its country elsewhere. Nothing for numbers of no country, such as +800 and +870.
// Numbers of North America that lie nowhere (toll free, 555 in front) and area codes younger than the table may lie
// anywhere in the United States and Canada.
//
// A number tells where it was given out. Whoever moves takes a mobile number along, and no table knows.
std::vector<std::string_view> zones_of(const PhoneNumber& number);
// Of a country by its two capital letters, "US".
std::vector<std::string_view> zones_of_region(std::string_view region);

}  // namespace understudy
