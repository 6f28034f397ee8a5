#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;

namespace {

constexpr const char* default_service = "MGc0ffee00c0ffee00c0ffee00c0ffee00";

Response post(WorldDriver& driver, const std::string& path, const Form& form) {
  Request request = twilio_request("POST", path);
  request.headers.add("Content-Type", std::string(form_content_type));
  request.body = encode_form(form);
  return driver.ask(request);
}
Response get(WorldDriver& driver, const std::string& path) { return driver.ask(twilio_request("GET", path)); }
nlohmann::json body_of(const Response& response) { return nlohmann::json::parse(response.body); }

std::string number_sid(WorldDriver& driver, const std::string& number) {
  const std::string path = "/2010-04-01/Accounts/" + std::string(account_sid) +
                           "/IncomingPhoneNumbers.json?PhoneNumber=" + percent_encode(number);
  return body_of(get(driver, path)).at("incoming_phone_numbers").at(0).at("sid");
}

}  // namespace

TEST_CASE("services are listed in the envelope of the newer APIs, with dates of their own form") {
  WorldDriver driver;
  const auto page = body_of(get(driver, "/v1/Services"));
  REQUIRE(page.at("services").size() == 1);
  const auto& service = page.at("services")[0];
  CHECK(service.at("sid") == default_service);
  CHECK(service.at("date_created") == "2026-01-01T09:00:00Z");
  CHECK(service.at("validity_period") == 36'000);
  CHECK(service.at("links").at("phone_numbers") ==
        std::string("https://messaging.twilio.com/v1/Services/") + default_service + "/PhoneNumbers");
  CHECK(page.at("meta").at("key") == "services");
  CHECK(page.at("meta").at("next_page_url").is_null());
  CHECK(page.at("meta").at("url") == "https://messaging.twilio.com/v1/Services?PageSize=50&Page=0");
}

TEST_CASE("a service is created, changed, used and deleted") {
  WorldDriver driver;
  const Response created = post(driver, "/v1/Services", {{"FriendlyName", "Alerts"}, {"StickySender", "false"}});
  REQUIRE(created.status == 201);
  const std::string sid = body_of(created).at("sid");
  CHECK(body_of(created).at("sticky_sender") == false);
  const std::string path = "/v1/Services/" + sid;

  const Response added = post(driver, path + "/PhoneNumbers", {{"PhoneNumberSid", number_sid(driver, "+15005550006")}});
  REQUIRE(added.status == 201);
  CHECK(body_of(added).at("phone_number") == "+15005550006");
  const std::string message = driver.send({{"To", "+15551230001"}, {"MessagingServiceSid", sid}, {"Body", "hi"}});
  driver.advance(std::chrono::hours(1));
  CHECK(driver.fetch(message).at("from") == "+15005550006");

  const Response changed =
      post(driver, path, {{"FriendlyName", "Warnings"}, {"InboundRequestUrl", "https://a.example/"}});
  CHECK(body_of(changed).at("friendly_name") == "Warnings");
  CHECK(body_of(get(driver, path)).at("inbound_request_url") == "https://a.example/");

  CHECK(driver.ask(twilio_request("DELETE", path)).status == 204);
  CHECK(get(driver, path).status == 404);
  const Response refused =
      driver.ask(create_request({{"To", "+15551230001"}, {"MessagingServiceSid", sid}, {"Body", "hi"}}));
  CHECK(body_of(refused).at("code") == 21701);
}

TEST_CASE("a number is in one pool at most, and once") {
  WorldDriver driver;
  const std::string pool = "/v1/Services/" + std::string(default_service) + "/PhoneNumbers";
  const std::string member = number_sid(driver, "+15550100001");
  const Response twice = post(driver, pool, {{"PhoneNumberSid", member}});
  CHECK(twice.status == 409);
  CHECK(body_of(twice).at("code") == 21710);
  const std::string other = body_of(post(driver, "/v1/Services", {{"FriendlyName", "Other"}})).at("sid");
  const Response elsewhere = post(driver, "/v1/Services/" + other + "/PhoneNumbers", {{"PhoneNumberSid", member}});
  CHECK(body_of(elsewhere).at("code") == 21712);
  CHECK(body_of(get(driver, pool)).at("phone_numbers").size() == 2);
  CHECK(body_of(get(driver, pool + "/" + member)).at("phone_number") == "+15550100001");
  CHECK(driver.ask(twilio_request("DELETE", pool + "/" + member)).status == 204);
  CHECK(get(driver, pool + "/" + member).status == 404);
  CHECK(post(driver, "/v1/Services/" + other + "/PhoneNumbers", {{"PhoneNumberSid", member}}).status == 201);
}

TEST_CASE("what a service cannot be is refused") {
  WorldDriver driver;
  CHECK(body_of(post(driver, "/v1/Services", {})).at("code") == 20002);
  const auto form = GENERATE(Form{{"FriendlyName", "x"}, {"InboundRequestUrl", "nowhere"}},
                             Form{{"FriendlyName", "x"}, {"InboundMethod", "PUT"}},
                             Form{{"FriendlyName", "x"}, {"StickySender", "perhaps"}});
  CHECK(post(driver, "/v1/Services", form).status == 400);
  CHECK(body_of(get(driver, "/v1/Services")).at("services").size() == 1);
}

TEST_CASE("a pool holds four hundred numbers") {
  simulator::WorldConfig config;
  config.services = {{default_service, {}}};
  for (int i = 0; i < 401; ++i) {
    const std::string number = "+15551" + std::to_string(100'000 + i);
    config.numbers.push_back({number, {}});
    if (i > 0) config.services[0].pool.push_back(number);
  }
  WorldDriver driver(config);
  const Response refused = post(driver, "/v1/Services/" + std::string(default_service) + "/PhoneNumbers",
                                {{"PhoneNumberSid", number_sid(driver, "+15551100000")}});
  CHECK(body_of(refused).at("code") == 21714);
}
