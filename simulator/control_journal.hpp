#pragma once

#include "core/http/message.hpp"

namespace understudy::simulator {

class SimulatedTwilio;

// GET journal: JSON lines, or to who accepts them server-sent events, which go on until the world ends.
Response show_journal(SimulatedTwilio& twilio, const Request& request);

}  // namespace understudy::simulator
