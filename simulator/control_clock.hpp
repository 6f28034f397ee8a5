#pragma once

#include "core/http/message.hpp"
#include "core/runtime/task.hpp"

namespace understudy::simulator {

class SimulatedTwilio;

// GET clock, POST clock/advance.
Response show_clock(SimulatedTwilio& twilio, const Request& request);
Task<Response> advance_clock(SimulatedTwilio& twilio, Request request);

// GET and POST snapshots, POST snapshots/{name}/restore, DELETE snapshots/{name}, POST reset.
Response list_snapshots(SimulatedTwilio& twilio, const Request& request);
Task<Response> take_snapshot(SimulatedTwilio& twilio, Request request);
Task<Response> restore_snapshot(SimulatedTwilio& twilio, Request request);
Task<Response> drop_snapshot(SimulatedTwilio& twilio, Request request);
Task<Response> reset_world(SimulatedTwilio& twilio, Request request);

}  // namespace understudy::simulator
