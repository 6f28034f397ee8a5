#pragma once

#include <string_view>

#include "core/http/message.hpp"
#include "core/runtime/task.hpp"

namespace understudy::simulator {

class SimulatedTwilio;

// The control API: JSON below /_understudy/v1, to move a world's clock, text in, plan faults and read the journal.
// Errors are {"status": …, "message": …}.
inline constexpr std::string_view control_root = "/_understudy/v1";
bool is_control_path(std::string_view path);
Task<Response> answer_control(SimulatedTwilio& twilio, Request request);
// Does again what SimulatedTwilio::change once did for it, whatever name the world had in its path.
void repeat_control(SimulatedTwilio& twilio, const Request& request);

}  // namespace understudy::simulator
