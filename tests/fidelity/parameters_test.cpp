#include "tests/support/openapi.hpp"
#include "tests/support/page.hpp"
#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;

namespace {

const std::string service = "MGc0ffee00c0ffee00c0ffee00c0ffee00";
const std::string application = "APc0ffee00c0ffee00c0ffee00c0ffee00";
const std::string content = "HXc0ffee00c0ffee00c0ffee00c0ffee00";

const Form as_usual{{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "“hi”"}};

// A parameter of a create: a good value, a bad one, and what else the request needs to show what it does. Parameters
// without a bad value take anything; those without a good one are refused whatever they say.
struct Parameter {
  const char* name;
  std::optional<std::string> good;
  std::optional<std::string> bad = {};
  Form beside = as_usual;
  const char* remark = "";
};

const Form to_and_body{{"To", "+15550100099"}, {"Body", "hi"}};
const Form to_and_from{{"To", "+15550100099"}, {"From", "+15550100001"}};
const Form by_service{{"To", "+15550100099"}, {"MessagingServiceSid", service}, {"Body", "hi"}};
const Form with(Form form, std::string_view name, std::string_view value) {
  form.add(name, value);
  return form;
}
const Form with_time = with(by_service, "SendAt", "2026-01-01T10:00:00Z");
const Form with_schedule = with(by_service, "ScheduleType", "fixed");
const Form with_content = with(to_and_from, "ContentSid", content);

const Parameter parameters[] = {
    {"To", "+15550100099", "hello", {{"From", "+15550100001"}, {"Body", "hi"}}},
    {"From", "+15550100002", "+0", to_and_body, "may hold the SID of a messaging service"},
    {"FallbackFrom", {}, "+15550100002", by_service, "no service here has an RCS sender"},
    {"MessagingServiceSid", service, "MGx", to_and_body},
    {"Body", "hi", std::string(1601, 'a'), to_and_from},
    {"MediaUrl", "https://example.com/1.png", "kitten.png", as_usual, "fetched as below"},
    {"ContentSid", content, "HXx", to_and_from, "templates of the world file"},
    {"ContentVariables", R"({"1": "you"})", "{", with_content},
    {"StatusCallback", "http://app.localhost/status", "nowhere", as_usual, "with connection overrides in its fragment"},
    {"ApplicationSid", application, "APx", as_usual, "for its `message_status_callback`"},
    {"MaxPrice", "0.5", "cheap", as_usual, "as with Twilio since 2024"},
    {"ProvideFeedback", "true"},
    {"Attempt", "2"},
    {"ValidityPeriod", "5", "0"},
    {"ForceDelivery", "true"},
    {"ContentRetention", "discard", "burn"},
    {"AddressRetention", "obfuscate", "burn"},
    {"SmartEncoded", "true"},
    {"PersistentAction", "geo:1,2"},
    {"TrafficType", "free"},
    {"ShortenUrls", "true", {}, by_service, "needs a messaging service: 30124"},
    {"ScheduleType", "fixed", "soon", with_time},
    {"SendAt", "2026-01-01T10:00:00Z", "2026-01-01T09:00:01Z", with_schedule},
    {"SendAsMms", "true"},
    {"RiskCheck", "disable"},
    {"Tags", R"({"a": "b"})", {}, as_usual, "in Twilio's examples only"},
};

simulator::WorldConfig config() {
  simulator::WorldConfig config;
  config.contents = {{content, "hello {{1}}"}};
  config.applications = {{.sid = application, .message_status_callback = "http://app.localhost/application"}};
  return config;
}

// All that a user of the API can see of a create and of what becomes of it in a minute. The sender has something to do
// before, so that it matters how long the message may wait.
struct Trace {
  int status = 0;
  int code = 0;
  std::string seen;
};
Trace trace_of(const Form& form) {
  WorldDriver driver(config());
  driver.send({{"To", "+15550100098"}, {"From", "+15550100001"}, {"Body", std::string(1500, 'a')}});
  const Response created = driver.ask(create_request(form));
  const auto body = nlohmann::json::parse(created.body);
  if (created.status != 201) return {created.status, body.at("code"), created.body};
  driver.advance(1min);
  CHECK(driver.events("alert").empty());  // such as one about a parameter that is not known
  Trace trace{created.status, 0, created.body + driver.fetch(body.at("sid")).dump()};
  for (const Request& webhook : driver.webhooks) trace.seen += webhook.method + webhook.url + webhook.body;
  return trace;
}

std::string met(const Parameter& parameter) {
  INFO(parameter.name);
  std::string refusal;
  if (parameter.bad) {
    const Trace bad = trace_of(with(parameter.beside, parameter.name, *parameter.bad));
    CHECK(bad.status == 400);
    refusal = std::to_string(bad.code);
  }
  if (!parameter.good) return fmt::format("refused: {}", refusal);
  const Trace good = trace_of(with(parameter.beside, parameter.name, *parameter.good));
  CHECK(good.status == 201);
  const bool counts = good.seen != trace_of(parameter.beside).seen;
  if (!parameter.bad) return counts ? "used" : "taken, without effect";
  return fmt::format("{}: {}", counts ? "used, and refused when wrong" : "without effect, but refused when wrong",
                     refusal);
}

}  // namespace

TEST_CASE("the page on fidelity has every parameter of a create, with what it does") {
  std::vector<std::string> described = OpenApi().form_parameters("POST /2010-04-01/Accounts/{}/Messages");
  described.emplace_back("Tags");
  std::vector<std::string> here;
  std::string table = "| parameter | here | |\n|---|---|---|\n";
  for (const Parameter& parameter : parameters) {
    here.emplace_back(parameter.name);
    table += fmt::format("| `{}` | {} | {} |\n", parameter.name, met(parameter), parameter.remark);
  }
  CHECK_THAT(here, Catch::UnorderedEquals(described));
  check_table("fidelity.md", "the parameters of a create", table);
}
