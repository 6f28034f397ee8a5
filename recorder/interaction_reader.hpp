#pragma once

#include "recorder/cassette.hpp"
#include "recorder/values.hpp"

namespace understudy::recorder {

// One item of a cassette's list; worth nothing where `in` has complained.
Interaction read_interaction(ValueReader& in, const YamlValue& item);

}  // namespace understudy::recorder
