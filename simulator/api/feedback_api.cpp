#include "core/api/json_writer.hpp"
#include "simulator/api/resources.hpp"
#include "simulator/world_state.hpp"

#include <fmt/format.h>

namespace understudy::simulator {

Answer create_feedback(WorldState& world, Call& call) {
  call.message = world.messages.find(call.id(1));
  if (!call.message) return refuse(not_found(call.path));
  const std::string_view outcome = call.form.find("Outcome").value_or("confirmed");
  if (outcome != "confirmed" && outcome != "unconfirmed") {
    return refuse({400, 20422, fmt::format("Invalid Parameter: Outcome is confirmed or unconfirmed, not {}", outcome)});
  }
  const std::string_view account = world.account.sid();
  const std::string_view sid = world.messages[*call.message].sid;
  const std::string now = format_rfc2822(call.now);
  Answer answer;
  JsonWriter json(answer.body);
  json.begin_object();
  json.member("account_sid", account);
  json.member("message_sid", sid);
  json.member("outcome", outcome);
  json.member("date_created", std::string_view(now));
  json.member("date_updated", std::string_view(now));
  json.member("uri", std::string_view(fmt::format("/2010-04-01/Accounts/{}/Messages/{}/Feedback.json", account, sid)));
  json.end_object();
  return answer;
}

}  // namespace understudy::simulator
