#include <vector>

#include "core/api/json_writer.hpp"
#include "core/http/url.hpp"
#include "core/message/segments.hpp"
#include "simulator/api/fields.hpp"
#include "simulator/api/page.hpp"
#include "simulator/api/resources.hpp"
#include "simulator/world_state.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

constexpr std::size_t name_max = 64;

void write_application(JsonWriter& json, const WorldState& world, const Application& application) {
  json.begin_object();
  json.member("sid", std::string_view(application.sid));
  json.member("account_sid", std::string_view(world.account.sid()));
  json.member("api_version", "2010-04-01");
  json.member("friendly_name", std::string_view(application.friendly_name));
  write_dates(json, application.dates, world.born());
  json.member_or_null("message_status_callback", application.message_status_callback);
  json.member_or_null("sms_url", application.sms_url);
  json.member("sms_method", std::string_view(application.sms_method));
  json.member_or_null("sms_fallback_url", application.sms_fallback_url);
  json.member("sms_fallback_method", std::string_view(application.sms_fallback_method));
  json.member_or_null("sms_status_callback", application.sms_status_callback);
  json.member_or_null("voice_url", application.voice_url);
  json.member("voice_method", std::string_view(application.voice_method));
  json.member_or_null("voice_fallback_url", application.voice_fallback_url);
  json.member("voice_fallback_method", std::string_view(application.voice_fallback_method));
  json.member("voice_caller_id_lookup", application.voice_caller_id_lookup);
  json.member_or_null("status_callback", application.status_callback);
  json.member("status_callback_method", std::string_view(application.status_callback_method));
  json.member("public_application_connect_enabled", application.public_application_connect_enabled);
  json.member("uri", std::string_view(
                         fmt::format("{}{}/Applications/{}.json", api_2010, world.account.sid(), application.sid)));
  json.end_object();
}

Answer answer_with(const WorldState& world, const Application& application) {
  Answer answer;
  JsonWriter json(answer.body);
  write_application(json, world, application);
  return answer;
}

std::optional<Refusal> objection_to(const Form& form) {
  if (utf16_units(form.get("FriendlyName")) > name_max) return Refusal{400, 20002, "Invalid FriendlyName"};
  return Fields{{"SmsUrl", "SmsFallbackUrl", "SmsStatusCallback", "MessageStatusCallback", "VoiceUrl",
                 "VoiceFallbackUrl", "StatusCallback"},
                {"SmsMethod", "SmsFallbackMethod", "VoiceMethod", "VoiceFallbackMethod", "StatusCallbackMethod"},
                {"VoiceCallerIdLookup", "PublicApplicationConnectEnabled"}}
      .objection(form);
}

void describe(Application& application, const Form& form) {
  set(application.friendly_name, form, "FriendlyName");
  set(application.sms_url, form, "SmsUrl");
  set(application.sms_method, form, "SmsMethod");
  set(application.sms_fallback_url, form, "SmsFallbackUrl");
  set(application.sms_fallback_method, form, "SmsFallbackMethod");
  set(application.message_status_callback, form, "MessageStatusCallback");
  set(application.sms_status_callback, form, "SmsStatusCallback");
  set(application.voice_url, form, "VoiceUrl");
  set(application.voice_method, form, "VoiceMethod");
  set(application.voice_fallback_url, form, "VoiceFallbackUrl");
  set(application.voice_fallback_method, form, "VoiceFallbackMethod");
  set(application.status_callback, form, "StatusCallback");
  set(application.status_callback_method, form, "StatusCallbackMethod");
  set(application.voice_caller_id_lookup, form, "VoiceCallerIdLookup");
  set(application.public_application_connect_enabled, form, "PublicApplicationConnectEnabled");
}

}  // namespace

Answer list_applications(WorldState& world, Call& call) {
  const Form query = decode_form(query_of(call.request.url));
  const auto name = query.find("FriendlyName");
  std::vector<const Application*> found;
  for (const Application& application : world.account.applications().all()) {
    if (!name || application.friendly_name == *name) found.push_back(&application);
  }
  const PageOf page(query, found.size());
  Answer answer;
  JsonWriter json(answer.body);
  json.begin_object().key("applications").begin_array();
  for (std::size_t i = page.begin(); i < page.end(); ++i) write_application(json, world, *found[i]);
  json.end_array();
  std::string path = fmt::format("{}{}/Applications.json", api_2010, world.account.sid());
  if (name) path += "?" + encode_form({{"FriendlyName", *name}});
  write_list_end(json, page, path);
  json.end_object();
  return answer;
}

Answer create_application(WorldState& world, Call& call) {
  if (const auto objection = objection_to(call.form)) return refuse(*objection);
  Application application;
  describe(application, call.form);
  Answer answer = answer_with(world, world.account.add_application(std::move(application), call.now));
  answer.status = 201;
  return answer;
}

Answer fetch_application(WorldState& world, Call& call) {
  const Application* application = world.account.applications().find(call.id(1));
  return application ? answer_with(world, *application) : refuse(not_found(call.path));
}

Answer update_application(WorldState& world, Call& call) {
  Application* application = world.account.applications().find(call.id(1));
  if (!application) return refuse(not_found(call.path));
  if (const auto objection = objection_to(call.form)) return refuse(*objection);
  describe(*application, call.form);
  application->dates.updated = call.now;
  return answer_with(world, *application);
}

Answer delete_application(WorldState& world, Call& call) {
  if (!world.account.applications().remove(call.id(1))) return refuse(not_found(call.path));
  Answer answer;
  answer.status = 204;
  return answer;
}

}  // namespace understudy::simulator
