#pragma once

#include <string_view>

#include "core/http/message.hpp"
#include "core/runtime/task.hpp"

namespace understudy::simulator {

class SimulatedTwilio;
class Worlds;

// The control API: JSON below /_understudy/v1, of which control_table.hpp has all that there is. What it cannot do is
// {"status": …, "message": …}.
inline constexpr std::string_view control_root = "/_understudy/v1";
bool is_control_path(std::string_view path);
// Of one world; and where there may be several: of the one that /worlds/{id} names, of the first where nothing does.
Task<Response> answer_control(SimulatedTwilio& twilio, Request request);
Task<Response> answer_control(Worlds& worlds, Request request);
// Does again what SimulatedTwilio::change once did for it, whatever name the world had in its path.
void repeat_control(SimulatedTwilio& twilio, const Request& request);

}  // namespace understudy::simulator
