#include "simulator/control_holdings.hpp"

#include "core/api/json_writer.hpp"
#include "simulator/account.hpp"
#include "simulator/control_answer.hpp"
#include "simulator/form_json.hpp"
#include "simulator/json_as_yaml.hpp"
#include "simulator/simulated_twilio.hpp"
#include "simulator/world_table.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

void write_url_or_null(JsonWriter& json, std::string_view name, const std::optional<std::string>& url) {
  url ? write_url(json, name, *url) : void(json.key(name).null());
}

void write(JsonWriter& json, const Number& number, const Account& account) {
  json.begin_object();
  json.member("number", std::string_view(number.number));
  json.member("sid", std::string_view(account.sid_of(number.number)));
  json.member("friendly_name", std::string_view(number.friendly_name));
  write_url_or_null(json, "sms_url", number.sms_url);
  json.member("sms_method", std::string_view(number.sms_method));
  write_url_or_null(json, "sms_fallback_url", number.sms_fallback_url);
  json.member("sms_fallback_method", std::string_view(number.sms_fallback_method));
  write_url_or_null(json, "status_callback", number.status_callback);
  json.member("status_callback_method", std::string_view(number.status_callback_method));
  json.key("sms_application_sid");
  number.sms_application_sid.empty() ? json.null() : json.string(number.sms_application_sid);
  json.member("mms", number.mms);
  json.key("segments_per_second");
  number.segments_per_second ? json.integer(*number.segments_per_second) : json.null();
  json.end_object();
}

void write(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
  json.key(name).begin_array();
  for (const std::string& text : texts) json.string(text);
  json.end_array();
}

void write(JsonWriter& json, std::string_view name, const AdvancedOptOut::Class& words) {
  json.key(name).begin_object();
  write(json, "keywords", words.keywords);
  json.member("text", std::string_view(words.text)).end_object();
}

void write(JsonWriter& json, const MessagingService& service, const Account&) {
  json.begin_object();
  json.member("sid", std::string_view(service.sid));
  json.member("friendly_name", std::string_view(service.friendly_name));
  write(json, "pool", service.pool);
  json.member("use_inbound_webhook_on_number", service.use_inbound_webhook_on_number);
  write_url_or_null(json, "inbound_request_url", service.inbound_request_url);
  json.member("inbound_method", std::string_view(service.inbound_method));
  write_url_or_null(json, "fallback_url", service.fallback_url);
  json.member("fallback_method", std::string_view(service.fallback_method));
  write_url_or_null(json, "status_callback", service.status_callback);
  json.member("sticky_sender", service.sticky_sender);
  json.member("area_code_geomatch", service.area_code_geomatch);
  json.member("smart_encoding", service.smart_encoding);
  json.member("validity", std::string_view(format_duration(service.validity)));
  json.key("advanced_opt_out");
  if (const auto& own = service.advanced_opt_out) {
    json.begin_object();
    write(json, "stop", own->stop);
    write(json, "start", own->start);
    write(json, "help", own->help);
    json.end_object();
  } else {
    json.null();
  }
  json.end_object();
}

Response list(std::string_view name, const auto& holdings, const Account& account) {
  return json_object([&](JsonWriter& json) {
    json.key(name).begin_array();
    for (const auto& [id, holding] : holdings) write(json, holding, account);
    json.end_array();
  });
}

Response added(bool is_new, const auto& holding, const Account& account) {
  std::string body;
  JsonWriter json(body);
  write(json, holding, account);
  return json_response(is_new ? 201 : 200, std::move(body));
}

}  // namespace

Response list_numbers(SimulatedTwilio& twilio, const Request&) {
  const Account& account = twilio.world().account();
  return list("numbers", account.numbers(), account);
}

Response add_number(SimulatedTwilio& twilio, const Request& request) {
  auto number = parse_number(json_as_yaml(request.body), "body", twilio.world().account().applications().all());
  if (!number) return problem(number.error());
  const std::string text = number->number;
  const bool is_new = twilio.world().add_number(std::move(*number), twilio.now());
  twilio.pursue();
  const Account& account = twilio.world().account();
  return added(is_new, *account.number(text), account);
}

Response remove_number(SimulatedTwilio& twilio, const Request& request) {
  const std::string number = named_in(request, "/numbers/");
  const bool removed = twilio.world().remove_number(number, twilio.now());
  twilio.pursue();
  if (removed) return Response(204);
  return problem(404, fmt::format("The account has no number \"{}\"; GET numbers lists those it has", number));
}

Response list_services(SimulatedTwilio& twilio, const Request&) {
  const Account& account = twilio.world().account();
  return list("services", account.services(), account);
}

Response add_service(SimulatedTwilio& twilio, const Request& request) {
  const World& world = twilio.world();
  std::vector<Number> numbers;
  for (const auto& [text, number] : world.account().numbers()) numbers.push_back(number);
  auto service = parse_service(json_as_yaml(request.body), "body", std::move(numbers));
  if (!service) return problem(service.error());
  const bool is_new = !world.account().service(service->sid);
  const auto sid = twilio.world().add_service(std::move(*service), twilio.now());
  twilio.pursue();
  if (!sid) return problem(sid.error());
  return added(is_new, *world.account().service(*sid), world.account());
}

Response remove_service(SimulatedTwilio& twilio, const Request& request) {
  const std::string sid = named_in(request, "/services/");
  const bool removed = twilio.world().remove_service(sid, twilio.now());
  twilio.pursue();
  if (removed) return Response(204);
  return problem(404, fmt::format("There is no service \"{}\"; GET services lists those there are", sid));
}

}  // namespace understudy::simulator
