#include "simulator/control_faults.hpp"

#include <algorithm>
#include <charconv>

#include "core/api/json_writer.hpp"
#include "core/http/url.hpp"
#include "simulator/control_answer.hpp"
#include "simulator/fault_json.hpp"
#include "simulator/fault_table.hpp"
#include "simulator/simulated_twilio.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

// The four digits of the \u escape at the beginning of a text.
std::optional<std::uint32_t> escaped_unit(std::string_view text) {
  std::uint32_t unit = 0;
  if (!text.starts_with("\\u") || text.size() < 6) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + 6, unit, 16);
  return error == std::errc{} && end == text.data() + 6 ? std::optional(unit) : std::nullopt;
}

// JSON is YAML but for what is beyond the first plane: two escapes in the one (RFC 8259 §7), a longer one in the other.
std::string as_yaml(std::string_view json) {
  std::string yaml;
  while (!json.empty()) {
    const auto high = escaped_unit(json);
    const auto low = high ? escaped_unit(json.substr(6)) : std::nullopt;
    const bool pair = low && (*high & ~0x3FFu) == 0xD800 && (*low & ~0x3FFu) == 0xDC00;
    if (pair) yaml += fmt::format("\\U{:08x}", 0x10000 + ((*high & 0x3FFu) << 10 | (*low & 0x3FFu)));
    const std::size_t taken = pair ? 12 : json.front() == '\\' ? 2 : 1;
    if (!pair) yaml += json.substr(0, taken);
    json.remove_prefix(std::min(taken, json.size()));
  }
  return yaml;
}

}  // namespace

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
  auto fault = parse_fault(as_yaml(request.body), "body");
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
