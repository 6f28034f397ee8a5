#pragma once

#include "core/http/message.hpp"

namespace understudy::simulator {

class SimulatedTwilio;

// POST inbound: a text from a phone.
Response receive_text(SimulatedTwilio& twilio, const Request& request);

}  // namespace understudy::simulator
