#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;

namespace {

const std::string numbers_root = "/2010-04-01/Accounts/" + std::string(account_sid) + "/IncomingPhoneNumbers";

nlohmann::json body_of(const Response& response) { return nlohmann::json::parse(response.body); }

nlohmann::json list(WorldDriver& driver, const std::string& query = "") {
  return body_of(driver.ask(twilio_request("GET", numbers_root + ".json" + query)));
}
std::string sid_of(WorldDriver& driver, const std::string& number) {
  return list(driver, "?PhoneNumber=" + percent_encode(number)).at("incoming_phone_numbers").at(0).at("sid");
}
Response update(WorldDriver& driver, const std::string& sid, const Form& form) {
  Request request = twilio_request("POST", numbers_root + "/" + sid + ".json");
  request.headers.add("Content-Type", std::string(form_content_type));
  request.body = encode_form(form);
  return driver.ask(request);
}

}  // namespace

TEST_CASE("an account's numbers are listed and fetched") {
  WorldDriver driver;
  const auto page = list(driver, "?PageSize=2");
  REQUIRE(page.at("incoming_phone_numbers").size() == 2);
  CHECK(page.at("incoming_phone_numbers")[0].at("phone_number") == "+15005550006");
  CHECK(page.at("next_page_uri") == numbers_root + ".json?PageSize=2&Page=1");
  const auto rest = body_of(driver.ask(twilio_request("GET", page.at("next_page_uri").get<std::string>())));
  CHECK(rest.at("incoming_phone_numbers").size() == 1);
  CHECK(rest.at("next_page_uri").is_null());
  const std::string sid = sid_of(driver, "+15550100001");
  CHECK(sid.starts_with("PN"));
  const auto number = body_of(driver.ask(twilio_request("GET", numbers_root + "/" + sid + ".json")));
  CHECK(number.at("phone_number") == "+15550100001");
  CHECK(number.at("capabilities").at("sms") == true);
  CHECK(driver.ask(twilio_request("GET", numbers_root + "/PN00.json")).status == 404);
}

TEST_CASE("a text goes where its number was set to send it") {
  WorldDriver driver;
  const std::string sid = sid_of(driver, "+15550100001");
  const Response response = update(driver, sid, {{"SmsUrl", "https://app.example/sms"}, {"FriendlyName", "Support"}});
  REQUIRE(response.status == 200);
  CHECK(body_of(response).at("sms_url") == "https://app.example/sms");
  CHECK(body_of(response).at("friendly_name") == "Support");
  driver.answer = Response(200, "text/xml", "<Response/>");
  REQUIRE(driver.text_in({"+15550100099", "+15550100001", "hello", {}}));
  REQUIRE(driver.webhooks.size() == 1);
  CHECK(driver.webhooks[0].url == "https://app.example/sms");
  update(driver, sid, {{"SmsUrl", ""}});
  REQUIRE(driver.text_in({"+15550100099", "+15550100001", "hello", {}}));
  CHECK(driver.webhooks.size() == 1);
}

TEST_CASE("what a number cannot be set to is refused, and changes nothing") {
  WorldDriver driver;
  const std::string sid = sid_of(driver, "+15550100001");
  const auto [form, code] = GENERATE(std::pair{Form{{"SmsUrl", "nowhere"}}, 20422},
                                     std::pair{Form{{"SmsUrl", "https://a.example/"}, {"SmsMethod", "PUT"}}, 20422},
                                     std::pair{Form{{"SmsFallbackUrl", "https://a.example/"}}, 21406});
  const Response response = update(driver, sid, form);
  CHECK(response.status == 400);
  CHECK(body_of(response).at("code") == code);
  CHECK(body_of(driver.ask(twilio_request("GET", numbers_root + "/" + sid + ".json"))).at("sms_url") == "");
}

TEST_CASE("the account says what it is") {
  WorldDriver driver;
  const auto account =
      body_of(driver.ask(twilio_request("GET", "/2010-04-01/Accounts/" + std::string(account_sid) + ".json")));
  CHECK(account.at("sid") == account_sid);
  CHECK(account.at("status") == "active");
  CHECK(account.at("type") == "Full");
  CHECK(account.at("auth_token").is_null());
}
