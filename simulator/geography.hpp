#pragma once

#include <string_view>

#include "simulator/config.hpp"

namespace understudy::simulator {

// Where a number is, as far as is known: the place of the world with the longest prefix that fits, else the country
// alone, by its calling code. What is not known is empty.
Place place_of(std::string_view number, const WorldConfig& config);

}  // namespace understudy::simulator
