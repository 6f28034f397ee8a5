#pragma once

#include "core/http/message.hpp"
#include "core/runtime/task.hpp"

namespace understudy::simulator {

class Worlds;

// The control API where there may be several worlds.
Task<Response> answer_worlds_control(Worlds& worlds, Request request);

}  // namespace understudy::simulator
