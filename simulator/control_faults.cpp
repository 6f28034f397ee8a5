#include "simulator/control_faults.hpp"

#include "core/api/json_writer.hpp"
#include "core/http/url.hpp"
#include "simulator/control_answer.hpp"
#include "simulator/fault_json.hpp"
#include "simulator/fault_table.hpp"
#include "simulator/json_as_yaml.hpp"
#include "simulator/simulated_twilio.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
Response list_faults(SimulatedTwilio& twilio, const Request&) {
  return json_object([&](JsonWriter& json) {
    json.key("faults").begin_array();
    for (const FaultPlan::Rule& rule : twilio.world().faults().rules()) {
      json.begin_object();
      write_rule(json, rule, twilio.now());
      json.end_object();
    }
    json.end_array();
  });
}

Response add_fault(SimulatedTwilio& twilio, const Request& request) {
  auto fault = parse_fault(json_as_yaml(request.body), "body");
  if (!fault) return problem(fault.error());
  const std::uint64_t id = twilio.world().add_fault(std::move(*fault), twilio.now());
  Response response =
      json_object([&](JsonWriter& json) { write_rule(json, *twilio.world().faults().find(id), twilio.now()); });
  response.status = 201;
  return response;
}

Response clear_faults(SimulatedTwilio& twilio, const Request&) {
  twilio.world().clear_faults();
  return Response(204);
}

Response remove_fault(SimulatedTwilio& twilio, const Request& request) {
  const std::string_view path = path_of(request.url);
  const auto id = read_id(path);
  if (id && twilio.world().remove_fault(*id)) return Response(204);
  return problem(404, fmt::format("There is no fault of that number at {}; GET faults lists those there are", path));
}

}  // namespace understudy::simulator
