#pragma once

#include <string>
#include <vector>

#include "core/runtime/result.hpp"
#include "scenarios/runner/scenario.hpp"

namespace understudy::scenarios {

// A file itself, and of a folder every *.yaml below it in the order of their names.
Result<std::vector<std::string>> files_meant_by(const std::string& path);

// The scenarios that the paths mean. `invalid_input` with all that is wrong with any of them.
Result<std::vector<Scenario>> load_scenarios(const std::vector<std::string>& paths);

}  // namespace understudy::scenarios
