#pragma once

#include "core/text/yaml_reading.hpp"
#include "simulator/fault.hpp"

namespace understudy::simulator {

// A fault must do something, and something that can be: what is wrong with one whose keys could all be read. `item` is
// the mapping that it was read from.
void check_sense(Problems& problems, const YamlValue& item, const Fault& fault);

}  // namespace understudy::simulator
