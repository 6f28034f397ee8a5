#include "core/api/json_writer.hpp"
#include "simulator/api/resources.hpp"
#include "simulator/world_state.hpp"

#include <fmt/format.h>

namespace understudy::simulator {

Answer fetch_account(WorldState& world, Call&) {
  const WorldConfig& config = world.config;
  const std::string path = "/2010-04-01/Accounts/" + config.account_sid;
  const std::string created = format_rfc2822(world.born());
  Answer answer;
  JsonWriter json(answer.body);
  json.begin_object();
  // The token is in the real answer, too; here it stays where it is.
  json.key("auth_token").null();
  json.member("date_created", std::string_view(created));
  json.member("date_updated", std::string_view(created));
  json.member("friendly_name", std::string_view(config.friendly_name));
  json.member("owner_account_sid", std::string_view(config.parent ? config.parent->account_sid : config.account_sid));
  json.member("sid", std::string_view(config.account_sid));
  json.member("status", to_string(config.status));
  json.key("subresource_uris").begin_object();
  for (const auto& [name, resource] :
       {std::pair{"incoming_phone_numbers", "IncomingPhoneNumbers"}, {"messages", "Messages"}}) {
    json.member(name, std::string_view(fmt::format("{}/{}.json", path, resource)));
  }
  json.end_object();
  json.member("type", "Full");
  json.member("uri", std::string_view(path + ".json"));
  json.end_object();
  return answer;
}

}  // namespace understudy::simulator
