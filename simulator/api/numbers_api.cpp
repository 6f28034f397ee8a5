#include <algorithm>
#include <vector>

#include "core/api/json_writer.hpp"
#include "core/http/url.hpp"
#include "core/message/phone_number.hpp"
#include "simulator/api/fields.hpp"
#include "simulator/api/page.hpp"
#include "simulator/api/resources.hpp"
#include "simulator/world_state.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

void text_or_empty(JsonWriter& json, std::string_view name, const std::optional<std::string>& text) {
  json.member(name, std::string_view(text ? *text : ""));
}

void write_number(JsonWriter& json, const WorldState& world, const Number& number) {
  const std::string sid = world.account.sid_of(number.number);
  const std::string created = format_rfc2822(world.born());
  json.begin_object();
  json.member("sid", std::string_view(sid));
  json.member("account_sid", std::string_view(world.account.sid()));
  json.member("friendly_name", std::string_view(number.friendly_name.empty() ? number.number : number.friendly_name));
  json.member("phone_number", std::string_view(number.number));
  json.key("capabilities").begin_object();
  json.member("voice", false).member("sms", true).member("mms", number.mms).member("fax", false);
  json.end_object();
  text_or_empty(json, "sms_url", number.sms_url);
  json.member("sms_method", std::string_view(number.sms_method));
  text_or_empty(json, "sms_fallback_url", number.sms_fallback_url);
  json.member("sms_fallback_method", std::string_view(number.sms_fallback_method));
  json.member("sms_application_sid", std::string_view(number.sms_application_sid));
  text_or_empty(json, "status_callback", number.status_callback);
  json.member("status_callback_method", std::string_view(number.status_callback_method));
  json.member("date_created", std::string_view(created));
  json.member("date_updated", std::string_view(created));
  json.member("api_version", "2010-04-01");
  json.member("beta", false);
  json.member("origin", "twilio");
  json.member("status", "in-use");
  json.member("uri", std::string_view(fmt::format("/2010-04-01/Accounts/{}/IncomingPhoneNumbers/{}.json",
                                                  world.account.sid(), sid)));
  json.end_object();
}

Answer show(const WorldState& world, const Number& number) {
  Answer answer;
  JsonWriter json(answer.body);
  write_number(json, world, number);
  return answer;
}

std::optional<Refusal> objection_to(const Form& form) {
  return Fields{
      {"SmsUrl", "SmsFallbackUrl", "StatusCallback"}, {"SmsMethod", "SmsFallbackMethod", "StatusCallbackMethod"}, {}}
      .objection(form);
}

}  // namespace

Answer list_numbers(WorldState& world, Call& call) {
  const Form query = decode_form(query_of(call.request.url));
  std::vector<const Number*> found;
  for (const auto& [text, number] : world.account.numbers()) {
    const auto wanted = query.find("PhoneNumber");
    if (!wanted || text.find(*wanted) != std::string::npos) found.push_back(&number);
  }
  const PageOf page(query, found.size());
  Answer answer;
  JsonWriter json(answer.body);
  json.begin_object().key("incoming_phone_numbers").begin_array();
  for (std::size_t i = page.begin(); i < page.end(); ++i) write_number(json, world, *found[i]);
  json.end_array();
  write_list_end(json, page, fmt::format("/2010-04-01/Accounts/{}/IncomingPhoneNumbers.json", world.account.sid()));
  json.end_object();
  return answer;
}

Answer fetch_number(WorldState& world, Call& call) {
  const Number* number = world.account.number_of_sid(call.id(1));
  return number ? show(world, *number) : refuse(not_found(call.path));
}

Answer update_number(WorldState& world, Call& call) {
  Number* number = world.account.number_of_sid(call.id(1));
  if (!number) return refuse(not_found(call.path));
  if (const auto objection = objection_to(call.form)) return refuse(*objection);
  const std::string_view application = call.form.get("SmsApplicationSid");
  if (!application.empty() && !world.account.applications().find(application)) {
    return refuse({400, 21218, "Invalid ApplicationSid"});
  }
  Number wanted = *number;
  set(wanted.friendly_name, call.form, "FriendlyName");
  set(wanted.sms_url, call.form, "SmsUrl");
  set(wanted.sms_method, call.form, "SmsMethod");
  set(wanted.sms_fallback_url, call.form, "SmsFallbackUrl");
  set(wanted.sms_fallback_method, call.form, "SmsFallbackMethod");
  set(wanted.sms_application_sid, call.form, "SmsApplicationSid");
  set(wanted.status_callback, call.form, "StatusCallback");
  set(wanted.status_callback_method, call.form, "StatusCallbackMethod");
  if (wanted.sms_fallback_url && !wanted.sms_url) {
    return refuse({400, 21406, "An SmsUrl is required when an SmsFallbackUrl is set"});
  }
  *number = std::move(wanted);
  return show(world, *number);
}

}  // namespace understudy::simulator
