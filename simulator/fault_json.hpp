#pragma once

#include "simulator/faults.hpp"

namespace understudy {
class JsonWriter;
}

namespace understudy::simulator {

// Members of an open object.

// A fault as a file or the control API could have had it: what is usual is left out.
void write_fault(JsonWriter& json, const Fault& fault);
// What goes wrong.
void write_effect(JsonWriter& json, const Fault::Effect& effect);
// The same, and of which fault.
void write_strike(JsonWriter& json, const Strike& strike);
// The fault with its id, and what became of it.
void write_rule(JsonWriter& json, const FaultPlan::Rule& rule, TimePoint now);

}  // namespace understudy::simulator
