#include "simulator/control_inbound.hpp"

#include "core/api/json_writer.hpp"
#include "simulator/control_answer.hpp"
#include "simulator/control_bodies.hpp"
#include "simulator/simulated_twilio.hpp"

namespace understudy::simulator {

Response receive_text(SimulatedTwilio& twilio, const Request& request) {
  const auto text = parse_inbound(request.body);
  if (!text) return problem(text.error());
  const auto sid = twilio.text_in(*text);
  if (!sid) return problem(sid.error());
  Response response = json_object([&](JsonWriter& json) { json.member("sid", std::string_view(sid->text())); });
  response.status = 201;
  return response;
}

}  // namespace understudy::simulator
