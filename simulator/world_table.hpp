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

// One number or service on its own, in the same keys. `invalid_input` with a line for each thing that is wrong, as
// "name:line:column: what was met, what would be right". A service may leave out its SID. It can name
// these numbers only, and a number these applications.
Result<Number> parse_number(std::string_view yaml, std::string_view name, std::vector<Application> applications);
Result<MessagingService> parse_service(std::string_view yaml, std::string_view name, std::vector<Number> numbers);
void write_number_schema(JsonWriter& json);
void write_service_schema(JsonWriter& json);

}  // namespace understudy::simulator
