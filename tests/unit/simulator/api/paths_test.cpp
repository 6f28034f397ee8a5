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
