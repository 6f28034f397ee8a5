#pragma once

#include "core/http/message.hpp"

namespace understudy::simulator {

class SimulatedTwilio;

// GET and POST numbers, DELETE numbers/{number}; likewise services.
Response list_numbers(SimulatedTwilio& twilio, const Request& request);
Response add_number(SimulatedTwilio& twilio, const Request& request);
Response remove_number(SimulatedTwilio& twilio, const Request& request);
Response list_services(SimulatedTwilio& twilio, const Request& request);
Response add_service(SimulatedTwilio& twilio, const Request& request);
Response remove_service(SimulatedTwilio& twilio, const Request& request);

}  // namespace understudy::simulator
