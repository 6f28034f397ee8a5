#include "tests/support/openapi.hpp"

#include <functional>

#include "simulator/api/endpoints.hpp"
#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;
using Json = nlohmann::ordered_json;

namespace {

const std::string account = "/2010-04-01/Accounts/" + std::string(account_sid);
constexpr const char* service = "MGc0ffee00c0ffee00c0ffee00c0ffee00";
const Form by_service{{"MessagingServiceSid", service}};
const Form scheduled{{"MessagingServiceSid", service}, {"ScheduleType", "fixed"}, {"SendAt", "2026-01-01T10:00:00Z"}};

std::string operation_of(const Request& request, std::string_view path) {
  simulator::Call call{request, {}};
  const simulator::Endpoint* endpoint = simulator::route(request.method, path, call).endpoint;
  return endpoint ? std::string(endpoint->method) + " " + std::string(endpoint->path) : "nothing";
}

simulator::WorldConfig with_carrier_rules() {
  simulator::WorldConfig config;
  config.carrier_rules = {{"+15550101", 0, 30005}, {"+15550102", 0, 30450}};
  config.numbers.push_back({"+15550100003", "http://app.localhost/sms"});
  return config;
}

// A world, all of whose answers are held against the description.
struct Judged {
  explicit Judged(const OpenApi& description) : api(description), driver(with_carrier_rules()) {}

  Json ask(const std::string& method, const std::string& path, const Form& form = {}) {
    Request request = twilio_request(method, account + path);
    if (method == "POST") request.headers.add("Content-Type", std::string(form_content_type));
    if (method == "POST") request.body = encode_form(form);
    const std::string operation = operation_of(request, account + path.substr(0, path.find('?')));
    const Response response = driver.ask(request);
    seen.insert(operation);
    INFO(method << " " << path << "\n" << response.body);
    CHECK(api.objection(operation, response.status, response.body) == "");
    return response.body.empty() ? Json() : Json::parse(response.body);
  }
  std::string create(const Form& more = {}) {
    Form form;
    for (const auto& [name, value] : Form{{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "hi"}}) {
      if (!more.find(name) && !(name == "From" && more.find("MessagingServiceSid"))) form.add(name, value);
    }
    for (const auto& [name, value] : more) form.add(name, value);
    return ask("POST", "/Messages.json", form).at("sid");
  }
  std::string delivered(const Form& more = {}) {
    std::string sid = create(more);
    driver.advance(1min);
    return sid;
  }
  std::string updated(std::string sid, const Form& form) {
    ask("POST", "/Messages/" + sid + ".json", form);
    return sid;
  }
  std::string text_in(std::vector<simulator::MediaSource> media = {}) {
    const auto sid = driver.text_in({"+15550100099", "+15550100003", "hi", std::move(media)});
    REQUIRE(sid);
    driver.advance(1min);
    return sid->text();
  }

  const OpenApi& api;
  WorldDriver driver;
  std::set<std::string> seen;
};

// What can have become of a message, and which of its fields are null then.
struct State {
  const char* what;
  const char* status;
  std::set<std::string> nulls;
  std::function<std::string(Judged&)> make;
};

const std::set<std::string> unsent{"price", "error_code", "error_message", "date_sent", "messaging_service_sid"};
const std::set<std::string> without_sender{"from", "price", "error_code", "error_message", "date_sent"};
const std::set<std::string> sent{"error_code", "error_message", "messaging_service_sid"};
const std::set<std::string> sent_by_service{"error_code", "error_message"};

const State states[] = {
    {"new", "queued", unsent, [](Judged& world) { return world.create(); }},
    {"with media", "queued", unsent,
     [](Judged& world) {
       return world.create({{"MediaUrl", "https://example.com/1.png"}});
     }},
    {"from a name", "queued", unsent,
     [](Judged& world) {
       return world.create({{"From", "Understudy"}});
     }},
    {"from a short code", "queued", unsent,
     [](Judged& world) {
       return world.create({{"From", "12345"}});
     }},
    {"by a service", "accepted", without_sender, [](Judged& world) { return world.create(by_service); }},
    {"delivered", "delivered", sent, [](Judged& world) { return world.delivered(); }},
    {"delivered by a service", "delivered", sent_by_service, [](Judged& world) { return world.delivered(by_service); }},
    {"not delivered",
     "undelivered",
     {"messaging_service_sid"},
     [](Judged& world) {
       return world.delivered({{"To", "+15550101099"}});
     }},
    {"failed",
     "failed",
     {"price", "date_sent", "messaging_service_sid"},
     [](Judged& world) {
       return world.delivered({{"To", "+15550102099"}});
     }},
    {"scheduled", "scheduled", without_sender, [](Judged& world) { return world.create(scheduled); }},
    {"canceled", "canceled", without_sender,
     [](Judged& world) {
       return world.updated(world.create(scheduled), {{"Status", "canceled"}});
     }},
    {"delivered with media", "delivered", sent,
     [](Judged& world) {
       return world.delivered({{"MediaUrl", "https://example.com/1.png"}});
     }},
    {"redacted", "delivered", sent,
     [](Judged& world) {
       return world.updated(world.delivered(), {{"Body", ""}});
     }},
    {"content discarded", "delivered", sent,
     [](Judged& world) {
       return world.delivered({{"ContentRetention", "discard"}});
     }},
    {"address obfuscated", "delivered", sent,
     [](Judged& world) {
       return world.delivered({{"AddressRetention", "obfuscate"}});
     }},
    {"received",
     "received",
     {"price", "error_code", "error_message", "messaging_service_sid"},
     [](Judged& world) { return world.text_in(); }},
    {"received with media",
     "received",
     {"price", "error_code", "error_message", "messaging_service_sid"},
     [](Judged& world) { return world.text_in({{"https://example.com/1.png"}}); }},
    {"a reply", "delivered", sent,
     [](Judged& world) {
       world.driver.answer = Response(200, "text/xml", "<Response><Message>thanks</Message></Response>");
       world.text_in();
       return world.ask("GET", "/Messages.json?From=%2B15550100003").at("messages").at(0).at("sid").get<std::string>();
     }},
};

std::set<std::string> nulls_of(const Json& message) {
  std::set<std::string> nulls;
  for (const auto& [name, value] : message.items()) {
    if (value.is_null()) nulls.insert(name);
  }
  return nulls;
}

}  // namespace

TEST_CASE("every answer about messages is as Twilio describes it, field by field, whatever has become of them") {
  const OpenApi api;
  std::set<std::string> seen;
  for (const State& state : states) {
    INFO(state.what);
    Judged world(api);
    const std::string sid = state.make(world);
    const Json message = world.ask("GET", "/Messages/" + sid + ".json");
    CHECK(message.at("status") == state.status);
    CHECK(nulls_of(message) == state.nulls);
    CHECK(message.at("uri") == account + "/Messages/" + sid + ".json");
    CHECK(message.at("subresource_uris").at("media") == account + "/Messages/" + sid + "/Media.json");
    CHECK(world.ask("GET", "/Messages.json?To=" + percent_encode(message.at("to").get<std::string>())).at("end") == 0);
    world.ask("POST", "/Messages/" + sid + "/Feedback.json", {{"Outcome", "unconfirmed"}});
    const Json media = world.ask("GET", "/Messages/" + sid + "/Media.json");
    for (const Json& medium : media.at("media_list")) {
      const std::string path = "/Messages/" + sid + "/Media/" + medium.at("sid").get<std::string>() + ".json";
      CHECK(world.ask("GET", path).at("uri") == account + path);
      world.ask("DELETE", path);
    }
    const std::string status = state.status;
    if (status == "delivered" || status == "canceled") world.ask("DELETE", "/Messages/" + sid + ".json");
    seen.merge(world.seen);
  }
  CHECK(seen == api.operations());
}

TEST_CASE("the pages of a list are as Twilio describes them, the first, the last and one with nothing on it") {
  const OpenApi api;
  Judged world(api);
  for (int i = 0; i < 3; ++i) world.delivered();
  const Json first = world.ask("GET", "/Messages.json?PageSize=2");
  CHECK(nulls_of(first) == std::set<std::string>{"previous_page_uri"});
  const std::string next = first.at("next_page_uri");
  CHECK(nulls_of(world.ask("GET", next.substr(account.size()))) == std::set<std::string>{"next_page_uri"});
  const Json none = world.ask("GET", "/Messages.json?To=%2B15550100098");
  CHECK(nulls_of(none) == std::set<std::string>{"previous_page_uri", "next_page_uri"});
}

TEST_CASE("the description objects to a field of another type, one that is missing and one that nobody knows") {
  const OpenApi api;
  Judged world(api);
  const std::string sid = world.create();
  const Json good = world.ask("GET", "/Messages/" + sid + ".json");
  const auto objection = [&](const Json& message) {
    return api.objection("GET /2010-04-01/Accounts/{}/Messages/{}", 200, message.dump());
  };
  Json number = good;
  number["num_media"] = 0;
  CHECK(objection(number) == R"(.num_media: type ["string","null"], got 0)");
  Json missing = good;
  missing.erase("price");
  CHECK_THAT(objection(missing), Catch::StartsWith(": required"));
  Json unknown = good;
  unknown["priority"] = "high";
  CHECK(objection(unknown) == ".priority: unknown");
  Json date = good;
  date["date_created"] = "2026-01-01T09:00:00Z";
  CHECK_THAT(objection(date), Catch::StartsWith(".date_created: pattern"));
  Json link = good;
  link["subresource_uris"]["media"] = "/Media.json";
  CHECK_THAT(objection(link), Catch::StartsWith(".subresource_uris.media: pattern"));
  CHECK(api.objection("GET /2010-04-01/Accounts/{}/Messages/{}", 201, good.dump()) == "status 201");
}
