#include "simulator/control_opt_outs.hpp"

#include "core/api/json_writer.hpp"
#include "core/http/form.hpp"
#include "core/http/url.hpp"
#include "simulator/control_answer.hpp"
#include "simulator/control_bodies.hpp"
#include "simulator/opt_out.hpp"
#include "simulator/simulated_twilio.hpp"

#include <fmt/format.h>

namespace understudy::simulator {

Response list_opt_outs(SimulatedTwilio& twilio, const Request&) {
  return json_object([&](JsonWriter& json) {
    json.key("opt_outs").begin_array();
    for (const auto& [phone, sender] : twilio.world().opt_outs().pairs()) {
      json.begin_object();
      json.member("phone", std::string_view(phone)).member("sender", std::string_view(sender));
      json.end_object();
    }
    json.end_array();
  });
}

Response add_opt_out(SimulatedTwilio& twilio, const Request& request) {
  const auto pair = parse_opt_out(request.body);
  if (!pair) return problem(pair.error());
  const auto added = twilio.world().add_opt_out(*pair, twilio.now());
  twilio.pursue();
  if (!added) return problem(added.error());
  return Response(204);
}

Response remove_opt_out(SimulatedTwilio& twilio, const Request& request) {
  const std::string_view path = path_of(request.url);
  const OptOut pair{named_in(request, "/opt-outs/"), percent_decode(path.substr(path.rfind('/') + 1))};
  const auto removed = twilio.world().remove_opt_out(pair, twilio.now());
  twilio.pursue();
  if (removed && *removed) return Response(204);
  return problem(
      404, fmt::format("{} has not opted out from {}; GET opt-outs lists those that have", pair.phone, pair.sender));
}

}  // namespace understudy::simulator
