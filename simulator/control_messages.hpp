#pragma once

#include "core/http/message.hpp"
#include "core/runtime/task.hpp"

namespace understudy::simulator {

class SimulatedTwilio;

// GET messages: those that are looked for; with a `wait`, once there is one.
Task<Response> list_messages(SimulatedTwilio& twilio, Request request);

}  // namespace understudy::simulator
