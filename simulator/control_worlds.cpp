#include "simulator/control_worlds.hpp"

#include <array>
#include <vector>

#include "core/api/json_writer.hpp"
#include "core/http/url.hpp"
#include "simulator/control.hpp"
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

Response list(Worlds& worlds) {
  return json_object([&](JsonWriter& json) {
    json.key("worlds").begin_array();
    for (const auto& world : worlds.all()) write_world(json, worlds, *world);
    json.end_array();
  });
}

Response created(Worlds& worlds, const SimulatedTwilio& world) {
  std::string body;
  JsonWriter json(body);
  write_world(json, worlds, world);
  return json_response(201, std::move(body));
}

Response create(Worlds& worlds, const Request& request) {
  const auto setup = read_world_over(worlds.new_setup(), request.body);
  if (!setup) return problem(setup.error());
  const auto world = worlds.add(*setup, request.body);
  if (!world) return problem(409, world.error().message);
  return created(worlds, **world);
}

Task<Response> fork(Worlds& worlds, Worlds::Shared origin) {
  const WorldConfig other = worlds.new_setup().config;
  WorldNames names{other.account_sid, other.test_account_sid, other.api_key_sid};
  const auto copy = co_await worlds.fork(std::move(origin), std::move(names));
  co_return created(worlds, *copy);
}

Response remove(Worlds& worlds, const Worlds::Shared& world) {
  if (worlds.remove(world)) return Response(204);
  return problem(409, "The first world stays; POST reset puts it back as it was made");
}

Response unknown(std::string_view id, const Worlds& worlds) {
  constexpr std::size_t shown_max = 10;
  std::vector<std::string_view> known;
  for (const auto& world : worlds.all()) {
    if (known.size() < shown_max) known.emplace_back(world->world().config().account_sid);
  }
  return problem(404, fmt::format("There is no world \"{}\"; there is \"default\", and of {} in all: {}", id,
                                  worlds.all().size(), fmt::join(known, ", ")));
}

}  // namespace

Task<Response> answer_worlds_control(Worlds& worlds, Request request) {
  const std::string path(path_of(request.url));
  std::string_view rest = std::string_view(path).substr(control_root.size());
  constexpr std::string_view folder = "/worlds";
  constexpr std::array<std::string_view, 2> list_methods{"GET", "POST"};
  constexpr std::array<std::string_view, 1> world_methods{"DELETE"};
  constexpr std::array<std::string_view, 1> fork_methods{"POST"};
  if (rest == folder) {
    if (request.method == "GET") co_return list(worlds);
    if (request.method == "POST") co_return create(worlds, request);
    co_return wrong_method(request.method, path, list_methods);
  }
  Worlds::Shared world = worlds.find("default");
  if (rest.starts_with("/worlds/")) {
    rest.remove_prefix(folder.size() + 1);
    const std::string_view id = rest.substr(0, rest.find('/'));
    world = worlds.find(id);
    const bool by_account = world && (id == "default" || id == world->world().config().account_sid);
    if (!by_account) co_return unknown(id, worlds);
    rest.remove_prefix(id.size());
    if (rest.empty() && request.method == "DELETE") co_return remove(worlds, world);
    if (rest.empty()) co_return wrong_method(request.method, path, world_methods);
    if (rest == "/fork" && request.method != "POST") co_return wrong_method(request.method, path, fork_methods);
    if (rest == "/fork") {
      auto response = co_await fork(worlds, std::move(world));
      co_return response;
    }
  }
  auto response = co_await answer_control(*world, std::move(request));
  co_return response;
}

}  // namespace understudy::simulator
