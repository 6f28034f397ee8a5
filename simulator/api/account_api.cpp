#include "core/api/json_writer.hpp"
#include "core/http/url.hpp"
#include "simulator/api/page.hpp"
#include "simulator/api/resources.hpp"
#include "simulator/world_state.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

void write_account(JsonWriter& json, const WorldState& world) {
  const WorldConfig& config = world.config;
  const std::string path = std::string(api_2010) + config.account_sid;
  const std::string created = format_rfc2822(world.born());
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
  for (const auto& [name, resource] : {std::pair{"applications", "Applications"},
                                       {"incoming_phone_numbers", "IncomingPhoneNumbers"},
                                       {"keys", "Keys"},
                                       {"messages", "Messages"}}) {
    json.member(name, std::string_view(fmt::format("{}/{}.json", path, resource)));
  }
  json.end_object();
  json.member("type", "Full");
  json.member("uri", std::string_view(path + ".json"));
  json.end_object();
}

}  // namespace

// A parent's list has this account only: nothing is known of the parent but its credentials.
Answer list_accounts(WorldState& world, Call& call) {
  const Form query = decode_form(query_of(call.request.url));
  Form filters;
  bool wanted = true;
  for (const auto& [name, value] :
       {std::pair<std::string_view, std::string_view>{"FriendlyName", world.config.friendly_name},
        {"Status", to_string(world.config.status)}}) {
    const auto asked = query.find(name);
    if (!asked) continue;
    filters.add(name, *asked);
    wanted = wanted && *asked == value;
  }
  const PageOf page(query, wanted ? 1 : 0);
  Answer answer;
  JsonWriter json(answer.body);
  json.begin_object().key("accounts").begin_array();
  if (page.begin() < page.end()) write_account(json, world);
  json.end_array();
  write_list_end(json, page, "/2010-04-01/Accounts.json" + (filters.empty() ? "" : "?" + encode_form(filters)));
  json.end_object();
  return answer;
}

Answer fetch_account(WorldState& world, Call&) {
  Answer answer;
  JsonWriter json(answer.body);
  write_account(json, world);
  return answer;
}

}  // namespace understudy::simulator
