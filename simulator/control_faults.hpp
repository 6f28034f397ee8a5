#pragma once

#include "core/http/message.hpp"

namespace understudy::simulator {

class SimulatedTwilio;

// What the control API answers about what goes wrong on purpose.
Response list_faults(SimulatedTwilio& twilio, const Request& request);
Response add_fault(SimulatedTwilio& twilio, const Request& request);  // of JSON, or YAML
Response clear_faults(SimulatedTwilio& twilio, const Request& request);
Response remove_fault(SimulatedTwilio& twilio, const Request& request);  // /faults/{id}

}  // namespace understudy::simulator
