#include "core/api/json_writer.hpp"
#include "core/http/url.hpp"
#include "core/message/segments.hpp"
#include "simulator/api/fields.hpp"
#include "simulator/api/page.hpp"
#include "simulator/api/resources.hpp"
#include "simulator/world_state.hpp"

#include <fmt/format.h>

// Both that of the 2010 API and version 1 at iam.twilio.com, which names the account in a parameter.
namespace understudy::simulator {
namespace {

constexpr std::size_t name_max = 64;

bool is_v1(const Call& call) { return call.path.starts_with("/v1/"); }

enum class Show { all_but_secret, secret };

void write_key(JsonWriter& json, const WorldState& world, const Call& call, const ApiKey& key,
               Show show = Show::all_but_secret) {
  json.begin_object();
  json.member("sid", std::string_view(key.sid));
  json.member("friendly_name", std::string_view(key.friendly_name));
  write_dates(json, key.dates, world.born());
  if (show == Show::secret) json.member("secret", key.secret.reveal());
  if (is_v1(call)) json.key("policy").null();
  json.end_object();
}

Answer answer_with(const WorldState& world, const Call& call, const ApiKey& key, Show show = Show::all_but_secret) {
  Answer answer;
  JsonWriter json(answer.body);
  write_key(json, world, call, key, show);
  return answer;
}

std::optional<Refusal> objection_to_name(const Form& form) {
  if (utf16_units(form.get("FriendlyName")) <= name_max) return std::nullopt;
  return Refusal{400, 20002, "Invalid FriendlyName"};
}

// Version 1 wants to be told whose keys they are.
std::optional<Refusal> objection_to_account(const WorldState& world, const Call& call, const Form& parameters) {
  if (!is_v1(call)) return std::nullopt;
  const auto named = parameters.find("AccountSid");
  if (!named) return Refusal{400, 20422, "Invalid Parameter: AccountSid is required"};
  if (*named != world.account.sid()) return not_found(call.path);
  return std::nullopt;
}

std::string_view sid_in(const Call& call) { return is_v1(call) ? call.id(0) : call.id(1); }

}  // namespace

Answer list_keys(WorldState& world, Call& call) {
  const Form query = decode_form(query_of(call.request.url));
  if (const auto objection = objection_to_account(world, call, query)) return refuse(*objection);
  const auto& keys = world.keys.all();
  const PageOf page(query, keys.size());
  Answer answer;
  JsonWriter json(answer.body);
  json.begin_object().key("keys").begin_array();
  for (std::size_t i = page.begin(); i < page.end(); ++i) write_key(json, world, call, keys[i]);
  json.end_array();
  if (is_v1(call)) {
    write_meta(json, page, fmt::format("https://iam.twilio.com/v1/Keys?AccountSid={}", world.account.sid()), "keys");
  } else {
    write_list_end(json, page, fmt::format("{}{}/Keys.json", api_2010, world.account.sid()));
  }
  json.end_object();
  return answer;
}

Answer create_key(WorldState& world, Call& call) {
  if (const auto objection = objection_to_account(world, call, call.form)) return refuse(*objection);
  if (const auto objection = objection_to_name(call.form)) return refuse(*objection);
  if (call.form.get("KeyType") == "restricted") {
    return refuse(
        {400, 20422, "Invalid Parameter: KeyType restricted is not modelled; without it the key is Standard"});
  }
  const ApiKey& key = world.keys.create(std::string(call.form.get("FriendlyName")), call.now);
  world.keys_changed();
  Answer answer = answer_with(world, call, key, Show::secret);
  answer.status = 201;
  return answer;
}

Answer fetch_key(WorldState& world, Call& call) {
  const ApiKey* key = world.keys.find(sid_in(call));
  return key ? answer_with(world, call, *key) : refuse(not_found(call.path));
}

Answer update_key(WorldState& world, Call& call) {
  ApiKey* key = world.keys.find(sid_in(call));
  if (!key) return refuse(not_found(call.path));
  if (const auto objection = objection_to_name(call.form)) return refuse(*objection);
  set(key->friendly_name, call.form, "FriendlyName");
  key->dates.updated = call.now;
  return answer_with(world, call, *key);
}

Answer delete_key(WorldState& world, Call& call) {
  if (!world.keys.remove(sid_in(call))) return refuse(not_found(call.path));
  world.keys_changed();
  Answer answer;
  answer.status = 204;
  return answer;
}

}  // namespace understudy::simulator
