#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace understudy;
using namespace understudy::test;

TEST_CASE("what does not exist is 404 with the path in the message") {
  const std::string account = "/2010-04-01/Accounts/" + std::string(account_sid);
  const auto path = GENERATE_COPY(std::string("/"), std::string("/2010-04-01"), std::string("/v2/Services"),
                                  std::string("/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json"),
                                  account + "/Messages/.json", account + "/Calls.json",
                                  account + "/Messages/SM00000000000000000000000000000000.json",
                                  account + "/Messages/SM00/Media.json", account + "/Messages/SM00/Parts.json");
  WorldDriver driver;
  const Response response = driver.ask(twilio_request("GET", path + "?with=query"));
  REQUIRE(response.status == 404);
  const auto body = nlohmann::json::parse(response.body);
  REQUIRE(body.at("code") == 20404);
  REQUIRE(body.at("message") == "The requested resource " + path + " was not found");
}

TEST_CASE("what cannot be done to a resource is 405") {
  WorldDriver driver;
  const std::string message = "/2010-04-01/Accounts/" + std::string(account_sid) + "/Messages/SM00.json";
  for (const auto& [method, path] :
       {std::pair{"PUT", messages_path()}, {"DELETE", messages_path()}, {"PUT", message}}) {
    const Response response = driver.ask(twilio_request(method, path));
    REQUIRE(response.status == 405);
    REQUIRE(nlohmann::json::parse(response.body).at("code") == 20004);
  }
}

TEST_CASE("a path is served by its product's host in any region, by no other of Twilio's, and by every host of ours") {
  const auto [url, status] = GENERATE(table<std::string, int>({
      {"https://messaging.twilio.com/v1/Services", 200},
      {"https://Messaging.dublin.ie1.Twilio.com:443/v1/Services", 200},
      {"https://verify.twilio.com/v1/Services", 404},
      {"https://iam.twilio.com/v1/Keys?AccountSid=ACc0ffee00c0ffee00c0ffee00c0ffee00", 200},
      {"https://messaging.twilio.com/v1/Keys?AccountSid=ACc0ffee00c0ffee00c0ffee00c0ffee00", 404},
      {"https://iam.twilio.com/v1/Services", 404},
      {"https://api.twilio.com/v1/Services", 404},
      {"https://verify.twilio.com/v2/PhoneNumbers/+14159929960", 404},
      {"https://lookups.twilio.com/v2/PhoneNumbers/+14159929960", 200},
      {"https://127.0.0.1:8080/v1/Services", 200},
      {"http://messaging.twilio.com.localhost/v1/Services", 200},
  }));
  CAPTURE(url);
  WorldDriver driver;
  Request request("GET", url);
  request.headers.add("Authorization", basic(account_sid, auth_token));
  CHECK(driver.ask(std::move(request)).status == status);
}

TEST_CASE("messages are served by the host of the 2010 API, in any region") {
  const auto [host, status] = GENERATE(table<std::string, int>(
      {{"api.twilio.com", 200}, {"api.dublin.ie1.twilio.com", 200}, {"verify.twilio.com", 404}}));
  WorldDriver driver;
  Request request("GET", "https://" + host + messages_path());
  request.headers.add("Authorization", basic(account_sid, auth_token));
  CHECK(driver.ask(std::move(request)).status == status);
}
