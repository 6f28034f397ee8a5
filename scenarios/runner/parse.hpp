#pragma once

#include <string>
#include <string_view>

#include "core/runtime/result.hpp"
#include "scenarios/runner/scenario.hpp"

namespace understudy::scenarios {

// Reads a scenario. `invalid_input` with a line for each thing that is wrong, in the order of the file, as
// "name:line:column: what was met, what would be right".
Result<Scenario> parse_scenario(std::string_view yaml, std::string_view name);
Result<Scenario> load_scenario(const std::string& path);

}  // namespace understudy::scenarios
