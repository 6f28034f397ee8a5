#pragma once

#include <string>

#include "core/observe/journal.hpp"
#include "scenarios/runner/scenario.hpp"

namespace understudy::scenarios {

enum class Colour { none, ansi };

// A run for people: each step with what went over the wire, who asked whom, when, and what was answered. Numbers and
// messages have the names that the scenario gives them.
std::string timeline(const Scenario& scenario, const Journal& journal, Colour colour);

}  // namespace understudy::scenarios
