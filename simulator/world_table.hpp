#pragma once

#include <span>

#include "simulator/world_keys.hpp"

// Every key of a world file. A new member of WorldConfig has its line here, and with it its place in files, in the
// schema, among serve's options and (for a test sees to it) in docs/world-file.md.
namespace understudy::simulator {

// Those that a scenario's world has too.
std::span<const WorldKey<WorldSetup>> world_keys();
// What only a file of its own has; in a scenario the runner decides it.
std::span<const WorldKey<WorldSetup>> file_keys();

}  // namespace understudy::simulator
