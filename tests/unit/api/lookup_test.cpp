#include "core/api/lookup.hpp"

#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;

namespace {

const std::string full = R"({"calling_country_code":"1","country_code":"US","phone_number":"+14159929960",
  "national_format":"(415) 992-9960","valid":true,"validation_errors":[],"caller_name":null,
  "line_type_intelligence":{"mobile_country_code":"310","mobile_network_code":null,"carrier_name":"Some Carrier",
  "type":"mobile","error_code":null},"url":"https://lookups.twilio.com/v2/PhoneNumbers/+14159929960"})";

Result<PhoneLookup> asked(const std::string& number) {
  WorldDriver driver;
  return parse_lookup(driver.ask(twilio_request("GET", "/v2/PhoneNumbers/" + percent_encode(number))).body);
}

}  // namespace

TEST_CASE("the fake's lookup of a valid number is read with its country") {
  const auto found = asked("+14159929960");
  REQUIRE(found);
  CHECK(found->phone_number == "+14159929960");
  CHECK(found->valid);
  CHECK(found->validation_errors.empty());
  CHECK(found->calling_country_code == "1");
  CHECK(found->country_code == "US");
  CHECK(found->national_format == "(415) 992-9960");
  CHECK(found->url == "https://lookups.twilio.com/v2/PhoneNumbers/+14159929960");
  CHECK_FALSE(found->line_type);
}

TEST_CASE("the fake's lookup of what is no number is read with what is wrong with it") {
  const auto found = asked("+1415992");
  REQUIRE(found);
  CHECK(found->phone_number == "+1415992");
  CHECK_FALSE(found->valid);
  CHECK(found->validation_errors == std::vector<std::string>{"TOO_SHORT"});
  CHECK_FALSE(found->country_code);
  CHECK_FALSE(found->calling_country_code);
  CHECK_FALSE(found->national_format);
}

TEST_CASE("a lookup is read with the type of the line where it was asked for") {
  const auto found = parse_lookup(full);
  REQUIRE(found);
  CHECK(found->validation_errors.empty());
  REQUIRE(found->line_type);
  CHECK(*found->line_type == LineType{.type = "mobile",
                                      .carrier_name = "Some Carrier",
                                      .mobile_country_code = "310",
                                      .mobile_network_code = std::nullopt,
                                      .error_code = std::nullopt});
}

TEST_CASE("a lookup that is not as promised is a bad response that names the field") {
  const auto [from, to, message] = GENERATE(table<std::string, std::string, std::string>({
      {R"("valid":true)", R"("valid":null)", R"(the lookup's "valid" should be true or false)"},
      {R"("valid":true)", R"("valid":"yes")", R"(the lookup's "valid" should be true or false)"},
      {R"("phone_number")", R"("number")", R"(the lookup's "phone_number" should be a string)"},
      {R"("country_code":"US")", R"("country_code":1)", R"(the lookup's "country_code" should be a string or null)"},
      {R"("validation_errors":[])", R"("validation_errors":[1])",
       R"(the lookup's "validation_errors" should be a list of strings)"},
      {R"("error_code":null)", R"("error_code":-1)", R"(the lookup's "error_code" should be an error code)"},
      {"{", "[", "the answer should be a JSON object, but is not"},
  }));
  std::string json = full;
  json.replace(json.find(from), from.size(), to);
  CAPTURE(json);
  const auto found = parse_lookup(json);
  REQUIRE_FALSE(found);
  CHECK(found.error().code == ErrorCode::bad_response);
  CHECK(found.error().message == message);
}
