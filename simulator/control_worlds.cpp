#include "simulator/control_worlds.hpp"

#include <vector>

#include "core/api/json_writer.hpp"
#include "simulator/control_answer.hpp"
#include "simulator/worlds.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace understudy::simulator {
namespace {

void write_world(JsonWriter& json, Worlds& worlds, const SimulatedTwilio& world) {
  const WorldConfig& config = world.world().config();
  json.begin_object();
  json.member("id", std::string_view(config.account_sid));
  json.member("default", &world == &worlds.first());
  json.member("test_account_sid", std::string_view(config.test_account_sid));
  json.member("api_key_sid", std::string_view(config.api_key_sid));
  json.member("seed", static_cast<std::int64_t>(config.seed));
  json.member("clock", to_string(world.clock().mode()));
  member(json, "now", world.now());
  json.end_object();
}

Response created(Worlds& worlds, const SimulatedTwilio& world) {
  std::string body;
  JsonWriter json(body);
  write_world(json, worlds, world);
  return json_response(201, std::move(body));
}

}  // namespace

Task<Response> list_worlds(Worlds& worlds, Worlds::Shared, Request) {
  co_return json_object([&](JsonWriter& json) {
    json.key("worlds").begin_array();
    for (const auto& world : worlds.all()) write_world(json, worlds, *world);
    json.end_array();
  });
}

Task<Response> create_world(Worlds& worlds, Worlds::Shared, Request request) {
  const auto setup = read_world_over(worlds.new_setup(), request.body);
  if (!setup) co_return problem(setup.error());
  const auto world = worlds.add(*setup, request.body);
  if (!world) co_return problem(409, world.error().message);
  co_return created(worlds, **world);
}

Task<Response> fork_world(Worlds& worlds, Worlds::Shared world, Request) {
  const WorldConfig other = worlds.new_setup().config;
  WorldNames names{other.account_sid, other.test_account_sid, other.api_key_sid};
  const std::string id = world->world().config().account_sid;
  const auto copy = co_await worlds.fork(std::move(world), std::move(names));
  if (!copy) co_return no_world(id, worlds);
  co_return created(worlds, *copy);
}

Task<Response> remove_world(Worlds& worlds, Worlds::Shared world, Request) {
  if (worlds.remove(world)) co_return Response(204);
  co_return problem(409, "The first world stays; POST reset puts it back as it was made");
}

Response no_world(std::string_view id, const Worlds& worlds) {
  constexpr std::size_t shown_max = 10;
  std::vector<std::string_view> known;
  for (const auto& world : worlds.all()) {
    if (known.size() < shown_max) known.emplace_back(world->world().config().account_sid);
  }
  return problem(404, fmt::format("There is no world \"{}\"; there is \"default\", and of {} in all: {}", id,
                                  worlds.all().size(), fmt::join(known, ", ")));
}

}  // namespace understudy::simulator
