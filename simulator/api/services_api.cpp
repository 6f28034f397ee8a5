#include <algorithm>
#include <array>
#include <vector>

#include "core/api/json_writer.hpp"
#include "core/http/url.hpp"
#include "simulator/api/fields.hpp"
#include "simulator/api/page.hpp"
#include "simulator/api/resources.hpp"
#include "simulator/world_state.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

constexpr std::string_view root = "https://messaging.twilio.com/v1/Services";

void text_or_null(JsonWriter& json, std::string_view name, const std::optional<std::string>& text) {
  json.key(name);
  text ? json.string(*text) : json.null();
}

// This API has dates of its own: 2015-07-30T20:12:31Z.
std::string format_date(TimePoint at) { return format_timestamp(floor<std::chrono::seconds>(at)).substr(0, 19) + "Z"; }

void write_service(JsonWriter& json, const WorldState& world, const MessagingService& service) {
  const std::string created = format_date(world.born());
  const std::string url = fmt::format("{}/{}", root, service.sid);
  json.begin_object();
  json.member("sid", std::string_view(service.sid));
  json.member("account_sid", std::string_view(world.account.sid()));
  json.member("friendly_name", std::string_view(service.friendly_name));
  json.member("date_created", std::string_view(created));
  json.member("date_updated", std::string_view(created));
  text_or_null(json, "inbound_request_url", service.inbound_request_url);
  json.member("inbound_method", std::string_view(service.inbound_method));
  text_or_null(json, "fallback_url", service.fallback_url);
  json.member("fallback_method", std::string_view(service.fallback_method));
  text_or_null(json, "status_callback", service.status_callback);
  json.member("sticky_sender", service.sticky_sender);
  json.member("mms_converter", true);
  json.member("smart_encoding", service.smart_encoding);
  json.member("scan_message_content", "inherit");
  json.member("fallback_to_long_code", false);
  json.member("area_code_geomatch", service.area_code_geomatch);
  json.member("synchronous_validation", false);
  json.member("validity_period", static_cast<std::int64_t>(service.validity / std::chrono::seconds(1)));
  json.member("usecase", "undeclared");
  json.member("us_app_to_person_registered", false);
  json.member("use_inbound_webhook_on_number", service.use_inbound_webhook_on_number);
  json.key("links").begin_object();
  for (const auto& [name, resource] :
       {std::pair{"phone_numbers", "PhoneNumbers"}, {"short_codes", "ShortCodes"}, {"alpha_senders", "AlphaSenders"}}) {
    json.member(name, std::string_view(fmt::format("{}/{}", url, resource)));
  }
  json.end_object();
  json.member("url", std::string_view(url));
  json.end_object();
}

void write_member(JsonWriter& json, const WorldState& world, const MessagingService& service,
                  const std::string& number) {
  const std::string sid = world.account.sid_of(number);
  const std::string created = format_date(world.born());
  json.begin_object();
  json.member("sid", std::string_view(sid));
  json.member("account_sid", std::string_view(world.account.sid()));
  json.member("service_sid", std::string_view(service.sid));
  json.member("date_created", std::string_view(created));
  json.member("date_updated", std::string_view(created));
  json.member("phone_number", std::string_view(number));
  json.member("country_code", "US");
  json.key("capabilities").begin_array();
  json.string("SMS").string("MMS");
  json.end_array();
  json.member("url", std::string_view(fmt::format("{}/{}/PhoneNumbers/{}", root, service.sid, sid)));
  json.end_object();
}

template <typename Write>
Answer answer_with(int status, Write write) {
  Answer answer;
  answer.status = status;
  JsonWriter json(answer.body);
  write(json);
  return answer;
}

std::optional<Refusal> objection_to(const Form& form) {
  return Fields{{"InboundRequestUrl", "FallbackUrl", "StatusCallback"},
                {"InboundMethod", "FallbackMethod"},
                {"StickySender", "SmartEncoding", "AreaCodeGeomatch", "UseInboundWebhookOnNumber"}}
      .objection(form);
}

void describe(MessagingService& service, const Form& form) {
  set(service.friendly_name, form, "FriendlyName");
  set(service.inbound_request_url, form, "InboundRequestUrl");
  set(service.inbound_method, form, "InboundMethod");
  set(service.fallback_url, form, "FallbackUrl");
  set(service.fallback_method, form, "FallbackMethod");
  set(service.status_callback, form, "StatusCallback");
  set(service.sticky_sender, form, "StickySender");
  set(service.smart_encoding, form, "SmartEncoding");
  set(service.area_code_geomatch, form, "AreaCodeGeomatch");
  set(service.use_inbound_webhook_on_number, form, "UseInboundWebhookOnNumber");
}

}  // namespace

Answer list_services(WorldState& world, Call& call) {
  const auto& services = world.account.services();
  const PageOf page(decode_form(query_of(call.request.url)), services.size());
  return answer_with(200, [&](JsonWriter& json) {
    json.begin_object();
    write_meta(json, page, root, "services");
    json.key("services").begin_array();
    auto service = std::next(services.begin(), static_cast<std::ptrdiff_t>(std::min(page.begin(), services.size())));
    for (std::size_t i = page.begin(); i < page.end(); ++i, ++service) write_service(json, world, service->second);
    json.end_array().end_object();
  });
}

Answer create_service(WorldState& world, Call& call) {
  if (call.form.get("FriendlyName").empty()) return refuse({400, 20002, "Invalid FriendlyName"});
  if (const auto objection = objection_to(call.form)) return refuse(*objection);
  MessagingService service;
  service.sid = make_sid("MG", world.sids);
  describe(service, call.form);
  const MessagingService& added = world.account.add(std::move(service));
  return answer_with(201, [&](JsonWriter& json) { write_service(json, world, added); });
}

Answer fetch_service(WorldState& world, Call& call) {
  const MessagingService* service = world.account.service(call.id(0));
  if (!service) return refuse(not_found(call.path));
  return answer_with(200, [&](JsonWriter& json) { write_service(json, world, *service); });
}

Answer update_service(WorldState& world, Call& call) {
  MessagingService* service = world.account.service(call.id(0));
  if (!service) return refuse(not_found(call.path));
  if (const auto objection = objection_to(call.form)) return refuse(*objection);
  describe(*service, call.form);
  return answer_with(200, [&](JsonWriter& json) { write_service(json, world, *service); });
}

Answer delete_service(WorldState& world, Call& call) {
  if (!world.account.remove_service(call.id(0))) return refuse(not_found(call.path));
  Answer answer;
  answer.status = 204;
  return answer;
}

Answer list_pool(WorldState& world, Call& call) {
  const MessagingService* service = world.account.service(call.id(0));
  if (!service) return refuse(not_found(call.path));
  const PageOf page(decode_form(query_of(call.request.url)), service->pool.size());
  return answer_with(200, [&](JsonWriter& json) {
    json.begin_object();
    write_meta(json, page, fmt::format("{}/{}/PhoneNumbers", root, service->sid), "phone_numbers");
    json.key("phone_numbers").begin_array();
    for (std::size_t i = page.begin(); i < page.end(); ++i) write_member(json, world, *service, service->pool[i]);
    json.end_array().end_object();
  });
}

Answer add_to_pool(WorldState& world, Call& call) {
  constexpr std::size_t pool_max = 400;
  MessagingService* service = world.account.service(call.id(0));
  if (!service) return refuse(not_found(call.path));
  const Number* number = world.account.number_of_sid(call.form.get("PhoneNumberSid"));
  if (!number) return refuse(not_found(call.path));
  if (const MessagingService* other = world.account.service_of(number->number)) {
    if (other == service) return refuse({409, 21710, "Phone Number Already Exists in Messaging Service"});
    return refuse({400, 21712, "Phone Number or Short Code is associated with another Messaging Service."});
  }
  if (service->pool.size() >= pool_max) {
    return refuse({400, 21714, "Messaging Service Number Pool size limit reached"});
  }
  service->pool.push_back(number->number);
  return answer_with(201, [&](JsonWriter& json) { write_member(json, world, *service, number->number); });
}

Answer fetch_from_pool(WorldState& world, Call& call) {
  const MessagingService* service = world.account.service(call.id(0));
  const Number* number = world.account.number_of_sid(call.id(1));
  if (!service || !number || !world.account.in_pool(service->sid, number->number)) return refuse(not_found(call.path));
  return answer_with(200, [&](JsonWriter& json) { write_member(json, world, *service, number->number); });
}

Answer remove_from_pool(WorldState& world, Call& call) {
  MessagingService* service = world.account.service(call.id(0));
  const Number* number = world.account.number_of_sid(call.id(1));
  if (!service || !number || std::erase(service->pool, number->number) == 0) return refuse(not_found(call.path));
  Answer answer;
  answer.status = 204;
  return answer;
}

}  // namespace understudy::simulator
