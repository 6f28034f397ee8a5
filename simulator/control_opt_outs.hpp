#pragma once

#include "core/http/message.hpp"

namespace understudy::simulator {

class SimulatedTwilio;

// GET and POST opt-outs, DELETE opt-outs/{phone}/{sender}.
Response list_opt_outs(SimulatedTwilio& twilio, const Request& request);
Response add_opt_out(SimulatedTwilio& twilio, const Request& request);
Response remove_opt_out(SimulatedTwilio& twilio, const Request& request);

}  // namespace understudy::simulator
