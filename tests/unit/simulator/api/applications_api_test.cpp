#include <set>

#include "simulator/world_file.hpp"
#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;

namespace {

const std::string account_root = "/2010-04-01/Accounts/" + std::string(account_sid);
const std::string applications_root = account_root + "/Applications";

nlohmann::json body_of(const Response& response) { return nlohmann::json::parse(response.body); }

Response post(WorldDriver& driver, const std::string& path, const Form& form) {
  Request request = twilio_request("POST", path);
  request.headers.add("Content-Type", std::string(form_content_type));
  request.body = encode_form(form);
  return driver.ask(request);
}
std::string path_of(const std::string& sid) { return applications_root + "/" + sid + ".json"; }
std::string create(WorldDriver& driver, const Form& form) {
  const Response created = post(driver, applications_root + ".json", form);
  INFO(created.body);
  REQUIRE(created.status == 201);
  return body_of(created).at("sid");
}
std::string number_path(WorldDriver& driver, const std::string& number) {
  const std::string query = "/IncomingPhoneNumbers.json?PhoneNumber=" + percent_encode(number);
  const auto page = body_of(driver.ask(twilio_request("GET", account_root + query)));
  return account_root + "/IncomingPhoneNumbers/" +
         page.at("incoming_phone_numbers").at(0).at("sid").get<std::string>() + ".json";
}

// Where the callbacks of a message go, each once.
std::set<std::string> callbacks_of(WorldDriver& driver, Form form) {
  driver.webhooks.clear();
  for (const auto& [name, value] : Form{{"To", "+15550100099"}, {"Body", "hi"}}) form.add(name, value);
  driver.send(form);
  driver.advance(1min);
  std::set<std::string> urls;
  for (const Request& webhook : driver.webhooks) urls.insert(webhook.url);
  return urls;
}
std::vector<std::string> webhooks_of_text(WorldDriver& driver) {
  driver.webhooks.clear();
  REQUIRE(driver.text_in({"+15550100099", "+15550100001", "hello", {}}));
  std::vector<std::string> asked;
  for (const Request& webhook : driver.webhooks) asked.push_back(webhook.method + " " + webhook.url);
  return asked;
}

const std::string service = "MGc0ffee00c0ffee00c0ffee00c0ffee00";

}  // namespace

TEST_CASE("an application is made, shown, changed and deleted") {
  WorldDriver driver;
  const Response created = post(driver, applications_root + ".json", {{"FriendlyName", "Shop"}});
  REQUIRE(created.status == 201);
  const auto application = body_of(created);
  const std::string sid = application.at("sid");
  CHECK(is_sid(sid, "AP"));
  CHECK(application == nlohmann::json({{"sid", sid},
                                       {"account_sid", account_sid},
                                       {"api_version", "2010-04-01"},
                                       {"friendly_name", "Shop"},
                                       {"date_created", "Thu, 01 Jan 2026 09:00:00 +0000"},
                                       {"date_updated", "Thu, 01 Jan 2026 09:00:00 +0000"},
                                       {"message_status_callback", nullptr},
                                       {"sms_url", nullptr},
                                       {"sms_method", "POST"},
                                       {"sms_fallback_url", nullptr},
                                       {"sms_fallback_method", "POST"},
                                       {"sms_status_callback", nullptr},
                                       {"voice_url", nullptr},
                                       {"voice_method", "POST"},
                                       {"voice_fallback_url", nullptr},
                                       {"voice_fallback_method", "POST"},
                                       {"voice_caller_id_lookup", false},
                                       {"status_callback", nullptr},
                                       {"status_callback_method", "POST"},
                                       {"public_application_connect_enabled", false},
                                       {"uri", path_of(sid)}}));
  CHECK(body_of(driver.ask(twilio_request("GET", path_of(sid)))) == application);

  driver.advance(1h);
  const auto changed = body_of(post(driver, path_of(sid),
                                    {{"SmsUrl", "https://app.example/sms"},
                                     {"SmsMethod", "GET"},
                                     {"VoiceUrl", "https://app.example/voice"},
                                     {"VoiceCallerIdLookup", "true"}}));
  CHECK(changed.at("sms_url") == "https://app.example/sms");
  CHECK(changed.at("sms_method") == "GET");
  CHECK(changed.at("voice_url") == "https://app.example/voice");
  CHECK(changed.at("voice_caller_id_lookup") == true);
  CHECK(changed.at("friendly_name") == "Shop");
  CHECK(changed.at("date_created") == "Thu, 01 Jan 2026 09:00:00 +0000");
  CHECK(changed.at("date_updated") == "Thu, 01 Jan 2026 10:00:00 +0000");

  CHECK(driver.ask(twilio_request("DELETE", path_of(sid))).status == 204);
  CHECK(driver.ask(twilio_request("GET", path_of(sid))).status == 404);
  CHECK(post(driver, path_of(sid), {}).status == 404);
  CHECK(driver.ask(twilio_request("DELETE", path_of(sid))).status == 404);
}

TEST_CASE("applications are listed, the latest first, and by their name") {
  WorldDriver driver;
  const std::string first = create(driver, {{"FriendlyName", "Shop & Co"}});
  const std::string second = create(driver, {{"FriendlyName", "Desk"}});
  const auto sids = [&](const std::string& query) {
    std::vector<std::string> found;
    const auto page = body_of(driver.ask(twilio_request("GET", applications_root + ".json" + query)));
    for (const auto& application : page.at("applications")) found.push_back(application.at("sid"));
    return found;
  };
  CHECK(sids("") == std::vector{second, first});
  CHECK(sids("?FriendlyName=Shop%20%26%20Co") == std::vector{first});
  CHECK(sids("?FriendlyName=Shop").empty());
  CHECK(sids("?PageSize=1&Page=1") == std::vector{first});
}

TEST_CASE("an application is refused that has a URL or a method that is none") {
  WorldDriver driver;
  const Form form = GENERATE(Form{{"SmsUrl", "nowhere"}}, Form{{"MessageStatusCallback", "nowhere"}},
                             Form{{"SmsFallbackMethod", "PUT"}}, Form{{"VoiceCallerIdLookup", "maybe"}});
  const Response refused = post(driver, applications_root + ".json", form);
  CHECK(refused.status == 400);
  CHECK(body_of(refused).at("code") == 20422);
  const std::string sid = create(driver, {});
  CHECK(post(driver, path_of(sid), form).status == 400);
}

TEST_CASE("a message's own callback comes before its application's, and that before its service's") {
  simulator::WorldConfig config;
  config.services[0].status_callback = "http://app.localhost/service";
  WorldDriver driver(config);
  const std::string both = create(driver, {{"MessageStatusCallback", "http://app.localhost/application"},
                                           {"SmsStatusCallback", "http://app.localhost/older"}});
  const std::string older = create(driver, {{"SmsStatusCallback", "http://app.localhost/older"}});
  const std::string none = create(driver, {});
  const auto only = [](const std::string& path) { return std::set<std::string>{"http://app.localhost/" + path}; };

  CHECK(callbacks_of(driver, {{"From", "+15550100001"}, {"ApplicationSid", both}}) == only("application"));
  CHECK(callbacks_of(driver, {{"From", "+15550100001"}, {"ApplicationSid", older}}) == only("older"));
  CHECK(callbacks_of(driver, {{"From", "+15550100001"}, {"ApplicationSid", none}}).empty());
  CHECK(callbacks_of(driver, {{"From", "+15550100001"},
                              {"ApplicationSid", both},
                              {"StatusCallback", "http://app.localhost/own"}}) == only("own"));
  CHECK(callbacks_of(driver, {{"MessagingServiceSid", service}, {"ApplicationSid", both}}) == only("application"));
  CHECK(callbacks_of(driver, {{"MessagingServiceSid", service}, {"ApplicationSid", none}}) == only("service"));
}

TEST_CASE("an application's URLs for texts take the place of its number's, until it is deleted") {
  simulator::WorldConfig config;
  config.numbers[1].sms_url = "http://app.localhost/number";
  WorldDriver driver(config);
  driver.answer = Response(200, "text/xml", "<Response/>");
  CHECK(webhooks_of_text(driver) == std::vector<std::string>{"POST http://app.localhost/number"});

  const std::string sid = create(driver, {{"SmsUrl", "http://app.localhost/application"},
                                          {"SmsMethod", "GET"},
                                          {"SmsFallbackUrl", "http://app.localhost/fallback"}});
  const std::string number = number_path(driver, "+15550100001");
  CHECK(body_of(post(driver, number, {{"SmsApplicationSid", sid}})).at("sms_application_sid") == sid);
  const auto asked = webhooks_of_text(driver);
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].starts_with("GET http://app.localhost/application?"));

  driver.answer = Response(500);
  const auto failed = webhooks_of_text(driver);
  REQUIRE(failed.size() == 2);
  CHECK(failed[1] == "POST http://app.localhost/fallback");

  driver.answer = Response(200, "text/xml", "<Response/>");
  post(driver, path_of(sid), {{"SmsUrl", ""}});
  CHECK(webhooks_of_text(driver).empty());
  driver.ask(twilio_request("DELETE", path_of(sid)));
  CHECK(webhooks_of_text(driver) == std::vector<std::string>{"POST http://app.localhost/number"});
}

TEST_CASE("a number can let go of its application, and have no other than the account's") {
  WorldDriver driver;
  const std::string sid = create(driver, {{"SmsUrl", "http://app.localhost/application"}});
  const std::string number = number_path(driver, "+15550100001");
  const Response refused = post(driver, number, {{"SmsApplicationSid", "AP00000000000000000000000000000000"}});
  CHECK(refused.status == 400);
  CHECK(body_of(refused).at("code") == 21218);
  post(driver, number, {{"SmsApplicationSid", sid}});
  CHECK(body_of(post(driver, number, {{"SmsApplicationSid", ""}})).at("sms_application_sid") == "");
  CHECK(webhooks_of_text(driver).empty());
}

TEST_CASE("a world file has applications, and numbers that name them") {
  const auto setup = simulator::parse_world(
      "understudy: 1\n"
      "applications: { shop: { sid: APc0ffee00c0ffee00c0ffee00c0ffee00, sms_url: \"http://app.localhost/shop\" } }\n"
      "numbers: { support: { number: \"+15550100001\", sms_application_sid: $shop } }\n",
      "w.yaml");
  REQUIRE(setup);
  WorldDriver driver(setup->config);
  driver.answer = Response(200, "text/xml", "<Response/>");
  CHECK(webhooks_of_text(driver) == std::vector<std::string>{"POST http://app.localhost/shop"});
  const auto application = body_of(driver.ask(twilio_request("GET", path_of("APc0ffee00c0ffee00c0ffee00c0ffee00"))));
  CHECK(application.at("date_created") == "Thu, 01 Jan 2026 09:00:00 +0000");

  const auto unknown = simulator::parse_world(
      "understudy: 1\nnumbers: { support: { number: \"+15550100001\", sms_application_sid: $shop } }\n", "w.yaml");
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().message ==
        "w.yaml:2:68: 'sms_application_sid' wants an application of this world, its SID or its name like $shop, got "
        "\"$shop\"");
}
