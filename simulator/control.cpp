#include "simulator/control.hpp"

#include <algorithm>
#include <vector>

#include "core/http/form.hpp"
#include "core/http/url.hpp"
#include "core/text/yaml_reading.hpp"
#include "simulator/control_answer.hpp"
#include "simulator/control_table.hpp"
#include "simulator/control_worlds.hpp"
#include "simulator/worlds.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

// Whom a request is for.
struct Addressee {
  SimulatedTwilio* twilio;
  Worlds* worlds = nullptr;  // that it is one of, if it is
  Worlds::Shared shared = {};
};

// Segment by segment; {…} stands for any one.
bool matches(std::string_view pattern, std::string_view path) {
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = pattern.substr(0, pattern.find('/', 1));
    const std::string_view met = path.substr(0, path.find('/', 1));
    if (wanted != met && !(wanted.starts_with("/{") && met.size() > 1)) return false;
    pattern.remove_prefix(wanted.size());
    path.remove_prefix(met.size());
  }
  return pattern.empty() && path.empty();
}

// The operation of a method and a path, or the methods that the path has.
struct Route {
  const ControlOperation* operation = nullptr;
  std::vector<std::string_view> allowed = {};
};
Route find_route(std::string_view method, std::string_view path, bool of_worlds) {
  Route route;
  for (const ControlOperation& operation : control_operations()) {
    if (is_of_worlds(operation) != of_worlds || !matches(operation.path, path)) continue;
    if (operation.method == method) route.operation = &operation;
    route.allowed.push_back(operation.method);
  }
  return route;
}

Response unknown_path(std::string_view path, bool with_worlds) {
  std::string known;
  for (const ControlOperation& operation : control_operations()) {
    if (is_of_worlds(operation) && !with_worlds) continue;
    known += fmt::format("{}{} {}{}", known.empty() ? "" : ", ", operation.method, control_root, operation.path);
  }
  return problem(404, fmt::format("There is nothing at {}; there is: {}", path, known));
}

// What is wrong with the query, if anything.
std::optional<std::string> objection_to(std::string_view query, const ControlOperation& operation) {
  std::vector<std::string_view> known;
  for (const QueryParameter& parameter : operation.query) known.push_back(parameter.name);
  for (const auto& [name, value] : decode_form(query)) {
    if (std::ranges::find(known, name) != known.end()) continue;
    if (known.empty()) return fmt::format("{}: {} takes no parameters", name, operation.path);
    return fmt::format("{}: there is no such parameter{}", name, suggestion(name, known));
  }
  return std::nullopt;
}

Task<Response> carry_out(const ControlOperation& operation, Addressee to, Request request) {
  if (const auto objection = objection_to(query_of(request.url), operation)) co_return problem(400, *objection);
  if (const auto* at_once = std::get_if<AtOnce>(&operation.answer)) {
    if (operation.method == "GET") co_return (*at_once)(*to.twilio, request);
    co_return to.twilio->change(request, [&] { return (*at_once)(*to.twilio, request); });
  }
  if (const auto* describing = std::get_if<Describing>(&operation.answer))
    co_return (*describing)(to.worlds != nullptr);
  Task<Response> task = [&] {
    if (const auto* of_worlds = std::get_if<OfWorlds>(&operation.answer)) {
      return (*of_worlds)(*to.worlds, std::move(to.shared), std::move(request));
    }
    return std::get<Patiently>(operation.answer)(*to.twilio, std::move(request));
  }();
  auto response = co_await task;
  co_return response;
}

constexpr std::string_view folder = "/worlds/";

// "AC…" of /worlds/AC…/clock, and the rest.
std::string_view world_in(std::string_view path) {
  if (!path.starts_with(folder)) return {};
  path.remove_prefix(folder.size());
  return path.substr(0, path.find('/'));
}
std::string_view within_world(std::string_view path, std::string_view id) {
  return id.empty() ? path : path.substr(folder.size() + id.size());
}

Task<Response> dispatch(Addressee to, Route route, std::string whole, Request request) {
  if (route.operation) {
    auto response = co_await carry_out(*route.operation, std::move(to), std::move(request));
    co_return response;
  }
  if (route.allowed.empty()) co_return unknown_path(whole, to.worlds != nullptr);
  co_return wrong_method(request.method, whole, route.allowed);
}

}  // namespace

bool is_control_path(std::string_view path) {
  return path.starts_with(control_root) && (path.size() == control_root.size() || path[control_root.size()] == '/');
}

Task<Response> answer_control(SimulatedTwilio& twilio, Request request) {
  std::string whole(path_of(request.url));
  const std::string_view path = std::string_view(whole).substr(control_root.size());
  const std::string_view id = world_in(path);
  const std::string& account = twilio.world().config().account_sid;
  if (!id.empty() && id != "default" && id != account) {
    co_return problem(404, fmt::format("There is no world \"{}\"; there is \"default\", which is {}", id, account));
  }
  Route route = find_route(request.method, within_world(path, id), false);
  Addressee to{&twilio};
  auto response = co_await dispatch(std::move(to), std::move(route), std::move(whole), std::move(request));
  co_return response;
}

Task<Response> answer_control(Worlds& worlds, Request request) {
  std::string whole(path_of(request.url));
  const std::string_view path = std::string_view(whole).substr(control_root.size());
  const std::string_view id = world_in(path);
  const Worlds::Shared world = worlds.find(id.empty() ? "default" : id);  // stays while it answers, whoever removes it
  const bool by_account = world && (id.empty() || id == "default" || id == world->world().config().account_sid);
  if (!by_account) co_return no_world(id, worlds);
  Route route = find_route(request.method, path, true);
  if (route.allowed.empty()) route = find_route(request.method, within_world(path, id), false);
  Addressee to{world.get(), &worlds, world};
  auto response = co_await dispatch(std::move(to), std::move(route), std::move(whole), std::move(request));
  co_return response;
}

void repeat_control(SimulatedTwilio& twilio, const Request& request) {
  const std::string_view path = path_of(request.url).substr(control_root.size());
  const Route route = find_route(request.method, within_world(path, world_in(path)), false);
  if (!route.operation) return;
  if (const auto* at_once = std::get_if<AtOnce>(&route.operation->answer)) (*at_once)(twilio, request);
}

}  // namespace understudy::simulator
