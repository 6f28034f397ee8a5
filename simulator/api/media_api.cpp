#include <algorithm>

#include "core/api/json_writer.hpp"
#include "core/http/url.hpp"
#include "simulator/api/date_filter.hpp"
#include "simulator/api/page.hpp"
#include "simulator/api/resources.hpp"
#include "simulator/world_state.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

std::string list_path(const WorldState& world, std::size_t message) {
  return fmt::format("/2010-04-01/Accounts/{}/Messages/{}/Media", world.account.sid(), world.messages[message].sid);
}

void write_media(JsonWriter& json, const WorldState& world, std::size_t message, const Media& medium) {
  const std::string created = format_rfc2822(medium.created);
  json.begin_object();
  json.member("sid", std::string_view(medium.sid));
  json.member("account_sid", std::string_view(world.account.sid()));
  json.member("parent_sid", std::string_view(world.messages[message].sid));
  json.member("content_type", std::string_view(medium.content_type));
  json.member("date_created", std::string_view(created));
  json.member("date_updated", std::string_view(created));
  json.member("uri", std::string_view(fmt::format("{}/{}.json", list_path(world, message), medium.sid)));
  json.end_object();
}

// The list's path with the filters of the query, in the order of the published examples.
std::string filtered_path(const WorldState& world, std::size_t message, const Form& query) {
  std::string path = list_path(world, message) + ".json";
  for (const char* name : {"DateCreated", "DateCreated<", "DateCreated>"}) {
    const auto value = query.find(name);
    const char* joint = path.find('?') == std::string::npos ? "?" : "&";
    if (value) path += fmt::format("{}{}={}", joint, percent_encode(name), percent_encode(*value));
  }
  return path;
}

}  // namespace

Answer list_media(WorldState& world, Call& call) {
  call.message = world.messages.find(call.id(1));
  if (!call.message) return refuse(not_found(call.path));
  const Form query = decode_form(query_of(call.request.url));
  const auto created = read_date_filter(query, "DateCreated");
  if (!created) return refuse(created.error());
  auto found = world.media.of(*call.message);
  std::erase_if(found, [&](const Media* medium) { return !created->admits(medium->created); });
  const PageOf page(query, found.size());
  Answer answer;
  JsonWriter json(answer.body);
  json.begin_object().key("media_list").begin_array();
  for (std::size_t i = page.begin(); i < page.end(); ++i) write_media(json, world, *call.message, *found[i]);
  json.end_array();
  write_list_end(json, page, filtered_path(world, *call.message, query));
  json.end_object();
  return answer;
}

Answer fetch_media(WorldState& world, Call& call) {
  call.message = world.messages.find(call.id(1));
  const Media* medium = call.message ? world.media.find(*call.message, call.id(2)) : nullptr;
  if (!medium) return refuse(not_found(call.path));
  Answer answer;
  if (call.representation == Representation::none) {
    const auto asked = Url::parse(call.request.url);
    answer.status = 302;
    answer.content_type = "text/html";
    answer.location =
        world.signed_content_url(asked ? asked->origin() : world.api_url(), *call.message, *medium, call.now);
  } else {
    JsonWriter json(answer.body);
    write_media(json, world, *call.message, *medium);
  }
  return answer;
}

Answer delete_media(WorldState& world, Call& call) {
  call.message = world.messages.find(call.id(1));
  if (!call.message || !world.media.erase(*call.message, call.id(2))) return refuse(not_found(call.path));
  Answer answer;
  answer.status = 204;
  return answer;
}

}  // namespace understudy::simulator
