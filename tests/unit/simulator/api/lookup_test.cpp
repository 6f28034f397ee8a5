#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;

TEST_CASE("a valid number has a country and a national form") {
  WorldDriver driver;
  const Response response = driver.ask(twilio_request("GET", "/v2/PhoneNumbers/%2B14159929960"));
  REQUIRE(response.status == 200);
  const auto found = nlohmann::json::parse(response.body);
  CHECK(found.at("valid") == true);
  CHECK(found.at("validation_errors").is_null());
  CHECK(found.at("calling_country_code") == "1");
  CHECK(found.at("country_code") == "US");
  CHECK(found.at("national_format") == "(415) 992-9960");
  CHECK(found.at("url") == "https://lookups.twilio.com/v2/PhoneNumbers/+14159929960");
  CHECK(found.at("line_type_intelligence").is_null());
}

TEST_CASE("a number that is none is an answer, too") {
  const auto [number, error] =
      GENERATE(std::pair{"+1415992", "TOO_SHORT"}, std::pair{"+141599299601234", "TOO_LONG"},
               std::pair{"+15550100099", "INVALID_BUT_POSSIBLE"}, std::pair{"hello", "NOT_A_NUMBER"},
               std::pair{"+9991234567", "INVALID_COUNTRY_CODE"}, std::pair{"4159929960", "INVALID_COUNTRY_CODE"});
  INFO(number);
  WorldDriver driver;
  const Response response = driver.ask(twilio_request("GET", "/v2/PhoneNumbers/" + percent_encode(number)));
  REQUIRE(response.status == 200);
  const auto found = nlohmann::json::parse(response.body);
  CHECK(found.at("valid") == false);
  CHECK(found.at("validation_errors") == nlohmann::json::array({error}));
  CHECK(found.at("country_code").is_null());
  CHECK(found.at("national_format").is_null());
}

TEST_CASE("a national number wants the country it is in") {
  WorldDriver driver;
  const std::string path = "/v2/PhoneNumbers/" + percent_encode("(415) 992-9960") + "?CountryCode=US";
  const auto found = nlohmann::json::parse(driver.ask(twilio_request("GET", path)).body);
  CHECK(found.at("phone_number") == "+14159929960");
  CHECK(found.at("valid") == true);
}

TEST_CASE("a lookup wants credentials") {
  WorldDriver driver;
  CHECK(driver.ask(Request("GET", std::string(twilio_origin) + "/v2/PhoneNumbers/+14159929960")).status == 401);
}
