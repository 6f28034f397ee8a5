#pragma once

#include <memory>

#include "core/http/message.hpp"
#include "core/runtime/task.hpp"

namespace understudy::simulator {

class SimulatedTwilio;
class Worlds;

// GET and POST worlds, DELETE worlds/{id}, POST worlds/{id}/fork; the world is the one that the path names.
Task<Response> list_worlds(Worlds& worlds, std::shared_ptr<SimulatedTwilio> world, Request request);
Task<Response> create_world(Worlds& worlds, std::shared_ptr<SimulatedTwilio> world, Request request);
Task<Response> remove_world(Worlds& worlds, std::shared_ptr<SimulatedTwilio> world, Request request);
Task<Response> fork_world(Worlds& worlds, std::shared_ptr<SimulatedTwilio> world, Request request);

// What is said where the path names none.
Response no_world(std::string_view id, const Worlds& worlds);

}  // namespace understudy::simulator
