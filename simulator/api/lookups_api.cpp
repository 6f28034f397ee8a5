#include <string>

#include "core/api/json_writer.hpp"
#include "core/http/url.hpp"
#include "core/message/number_plan.hpp"
#include "simulator/api/resources.hpp"
#include "simulator/world_state.hpp"

#include <fmt/format.h>

namespace understudy::simulator {

Answer fetch_lookup(WorldState&, Call& call) {
  const Form query = decode_form(query_of(call.request.url));
  const NumberFacts found = look_up_number(percent_decode(call.id(0)), query.get("CountryCode"));
  const auto text_or_null = [](JsonWriter& json, std::string_view name, const std::string& text) {
    json.key(name);
    text.empty() ? json.null() : json.string(text);
  };
  Answer answer;
  JsonWriter json(answer.body);
  json.begin_object();
  text_or_null(json, "calling_country_code", found.calling_code);
  text_or_null(json, "country_code", found.region);
  json.member("phone_number", std::string_view(found.number));
  text_or_null(json, "national_format", found.national_format);
  json.member("valid", !found.trouble);
  json.key("validation_errors");
  if (!found.trouble) {
    json.null();
  } else {
    json.begin_array();
    json.string(to_string(*found.trouble));
    json.end_array();
  }
  for (const char* package :
       {"caller_name", "sim_swap", "call_forwarding", "line_status", "line_type_intelligence", "identity_match",
        "reassigned_number", "sms_pumping_risk", "phone_number_quality_score", "pre_fill"}) {
    json.key(package).null();
  }
  json.member("url", std::string_view(fmt::format("https://lookups.twilio.com/v2/PhoneNumbers/{}", found.number)));
  json.end_object();
  return answer;
}

}  // namespace understudy::simulator
