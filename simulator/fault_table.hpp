#pragma once

#include "simulator/world_values.hpp"

namespace understudy::simulator {

// A fault as world files, scenarios and the control API have it: one table, one schema, the same messages.
struct FaultRule {
  static constexpr std::string_view example = "{ on: messages.create, nth: 1, answer: { status: 503 } }";
  static std::string wanted();
  static bool read(WorldReading& in, const Field& field, Fault& into);
  static void schema(JsonWriter& json);
};

// One fault on its own, in YAML or JSON. `invalid_input` with a line for each thing that is wrong, as
// "name:line:column: what was met, what would be right".
Result<Fault> parse_fault(std::string_view yaml, std::string_view name);

}  // namespace understudy::simulator
