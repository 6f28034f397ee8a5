#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;

namespace {

nlohmann::json accounts(WorldDriver& driver, const std::string& query = "") {
  const Response response = driver.ask(twilio_request("GET", "/2010-04-01/Accounts.json" + query));
  REQUIRE(response.status == 200);
  return nlohmann::json::parse(response.body);
}

}  // namespace

TEST_CASE("the list of accounts is the account itself, as it is fetched") {
  WorldDriver driver;
  const auto page = accounts(driver);
  const std::string path = "/2010-04-01/Accounts/" + std::string(account_sid) + ".json";
  REQUIRE(page.at("accounts").size() == 1);
  CHECK(page.at("accounts")[0] == nlohmann::json::parse(driver.ask(twilio_request("GET", path)).body));
  CHECK(page.at("accounts")[0].at("sid") == account_sid);
  CHECK(page.at("first_page_uri") == "/2010-04-01/Accounts.json?PageSize=50&Page=0");
  CHECK(page.at("next_page_uri").is_null());
}

TEST_CASE("the list of accounts is filtered by name and status, as its pages say") {
  simulator::WorldConfig config;
  config.friendly_name = "The shop & more";
  WorldDriver driver(config);
  const auto [query, found] = GENERATE(table<std::string, std::size_t>({
      {"FriendlyName=The+shop+%26+more", 1},
      {"FriendlyName=The+shop", 0},
      {"Status=active", 1},
      {"Status=suspended", 0},
      {"FriendlyName=The+shop+%26+more&Status=suspended", 0},
  }));
  const auto page = accounts(driver, "?" + query);
  CHECK(page.at("accounts").size() == found);
  CHECK_THAT(page.at("uri").get<std::string>(), Catch::StartsWith("/2010-04-01/Accounts.json?" + query));
}
