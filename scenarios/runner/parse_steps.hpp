#pragma once

#include <vector>

#include "scenarios/runner/reading.hpp"

namespace understudy::scenarios {

// Reads the list of steps; `world.numbers` must have been read before.
void read_steps(Reading& in, const Field& field, std::vector<Step>& into);

}  // namespace understudy::scenarios
