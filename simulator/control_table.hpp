#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "core/http/message.hpp"
#include "core/runtime/task.hpp"

namespace understudy {
class JsonWriter;
}

namespace understudy::simulator {

class SimulatedTwilio;
class Worlds;

// Who answers. One that takes its time is a task; one of worlds is there only where there may be several, and gets the
// one that its path names.
using AtOnce = Response (*)(SimulatedTwilio& twilio, const Request& request);
using Patiently = Task<Response> (*)(SimulatedTwilio& twilio, Request request);
using OfWorlds = Task<Response> (*)(Worlds& worlds, std::shared_ptr<SimulatedTwilio> world, Request request);
using Describing = Response (*)(bool with_worlds);

struct QueryParameter {
  std::string_view name;
  std::string_view meaning;
  std::string_view example;
};

struct ControlBody {
  std::string_view example{};  // empty: it has no body
  bool required = true;
  void (*schema)(JsonWriter& json) = nullptr;  // as members of an open object
};

// One thing that the control API can do. From the table of these come its routing, its OpenAPI document, what it says
// of a path that is none, and the table in docs/control-api.md.
struct ControlOperation {
  std::string_view method;
  std::string_view path;  // below the root or a world; {…} stands for one segment
  std::string_view does;
  std::variant<AtOnce, Patiently, OfWorlds, Describing> answer;
  int status = 200;  // when all is well
  ControlBody body = {};
  std::span<const QueryParameter> query = {};
  std::string_view type = "application/json";  // of the answer
};

std::span<const ControlOperation> control_operations();
inline bool is_of_worlds(const ControlOperation& operation) {
  return std::holds_alternative<OfWorlds>(operation.answer);
}

// GET openapi.json: all of it as an OpenAPI 3.1 document.
Response describe_control(bool with_worlds);

}  // namespace understudy::simulator
