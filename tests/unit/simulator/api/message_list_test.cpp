#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;
using Json = nlohmann::ordered_json;

namespace {

Json list(WorldDriver& driver, const std::string& target) {
  const Response response = driver.ask(twilio_request("GET", target));
  REQUIRE(response.status == 200);
  return Json::parse(response.body);
}

std::vector<std::string> bodies(const Json& page) {
  std::vector<std::string> all;
  for (const Json& message : page.at("messages")) all.push_back(message.at("body"));
  return all;
}

}  // namespace

TEST_CASE("messages are listed newest first, page by page, along next_page_uri") {
  WorldDriver driver;
  for (int i = 0; i < 5; ++i) {
    driver.send(
        {{"To", i == 2 ? "+15550100098" : "+15550100099"}, {"From", "+15550100001"}, {"Body", std::to_string(i)}});
  }
  Json page = list(driver, messages_path() + "?PageSize=2&To=%2B15550100099");
  REQUIRE(bodies(page) == std::vector<std::string>{"4", "3"});
  REQUIRE(page.at("first_page_uri") == messages_path() + "?To=%2B15550100099&PageSize=2&Page=0");
  REQUIRE(page.at("previous_page_uri").is_null());
  REQUIRE(page.at("start") == 0);
  REQUIRE(page.at("end") == 1);

  page = list(driver, page.at("next_page_uri"));
  REQUIRE(bodies(page) == std::vector<std::string>{"1", "0"});
  REQUIRE(page.at("page") == 1);
  REQUIRE(page.at("start") == 2);
  REQUIRE(page.at("next_page_uri").is_null());
}

TEST_CASE("an empty list has the envelope of a real one") {
  WorldDriver driver;
  const Json page = list(driver, messages_path());
  const std::string uri = messages_path() + "?PageSize=50&Page=0";
  const Json expected = {{"first_page_uri", uri},
                         {"end", 0},
                         {"previous_page_uri", nullptr},
                         {"messages", Json::array()},
                         {"uri", uri},
                         {"page_size", 50},
                         {"start", 0},
                         {"next_page_uri", nullptr},
                         {"page", 0}};
  REQUIRE(page.dump(1) == expected.dump(1));
}

TEST_CASE("a list that cannot be had is refused, not guessed") {
  WorldDriver driver;
  const auto [query, code] = GENERATE(std::pair{"?Page=1", 21481}, std::pair{"?PageToken=PASM00", 21481},
                                      std::pair{"?DateSent%3E=soon", 20422});
  const Response response = driver.ask(twilio_request("GET", messages_path() + query));
  REQUIRE(response.status == 400);
  REQUIRE(Json::parse(response.body).at("code") == code);
}

TEST_CASE("messages are listed by when they were sent, and until then by when they were made") {
  WorldDriver driver;
  driver.send({{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "waits its turn behind the first"}});
  driver.send({{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "second of the sender"}});
  driver.send({{"To", "+15550100099"}, {"From", "+15550100002"}, {"Body", "of another sender"}});
  REQUIRE(bodies(list(driver, messages_path())).front() == "of another sender");
  driver.advance(1h);
  REQUIRE(bodies(list(driver, messages_path())).front() == "second of the sender");
}

TEST_CASE("lists can be narrowed to when messages were sent, ends included") {
  WorldDriver driver;
  const auto send = [&](const char* body) {
    driver.send({{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", body}});
    driver.advance(std::chrono::days(1));
  };
  send("first");
  send("second");
  send("third");
  driver.send({{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "not sent yet"}});
  struct Row {
    const char* query;
    std::vector<std::string> listed;
  };
  const auto row = GENERATE(values<Row>({
      {"DateSent=2026-01-02", {"second"}},
      {"DateSent%3E=2026-01-02", {"third", "second"}},
      {"DateSent>=2026-01-02", {"third", "second"}},
      {"DateSent%3C=2026-01-02", {"second", "first"}},
      {"DateSent%3E=2026-01-02&DateSent%3C=2026-01-02", {"second"}},
      {"DateSent%3E=2026-01-02T12:00:00Z", {"third"}},
      {"DateSent%3C=Fri,%2002%20Jan%202026%2008:00:00%20%2B0000", {"first"}},
      {"DateSent=2026-02-01", {}},
  }));
  INFO(row.query);
  REQUIRE(bodies(list(driver, messages_path() + "?" + row.query)) == row.listed);
}

TEST_CASE("a list that was asked for before follows what becomes of messages") {
  simulator::WorldConfig config;
  config.services.push_back({.sid = "MG00000000000000000000000000000001", .pool = {"+15550100001"}});
  WorldDriver driver(std::move(config));
  const std::string from_pool = messages_path() + "?From=%2B15550100001";
  const std::string to_whom = messages_path() + "?To=%2B15550100099";
  const std::string to_hidden = messages_path() + "?To=%2B1555010XXXX";
  for (const std::string& target : {from_pool, to_whom, to_hidden, to_whom + "&From=%2B15550100001"}) {
    REQUIRE(bodies(list(driver, target)).empty());
  }
  driver.send({{"To", "+15550100099"},
               {"MessagingServiceSid", "MG00000000000000000000000000000001"},
               {"Body", "hello"},
               {"AddressRetention", "obfuscate"}});
  const std::vector<std::string> hello{"hello"};
  REQUIRE(bodies(list(driver, from_pool)).empty());
  REQUIRE(bodies(list(driver, to_whom)) == hello);
  driver.advance(1h);
  REQUIRE(bodies(list(driver, from_pool)) == hello);
  REQUIRE(bodies(list(driver, to_whom)).empty());
  REQUIRE(bodies(list(driver, to_hidden)) == hello);
  REQUIRE(bodies(list(driver, to_hidden + "&From=%2B15550100001")) == hello);
}

TEST_CASE("pages stay apart however many messages come in between") {
  WorldDriver driver;
  for (int i = 0; i < 6; ++i) {
    driver.send({{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", std::to_string(i)}});
    driver.advance(1min);
  }
  Json page = list(driver, messages_path() + "?PageSize=2");
  std::vector<std::string> seen = bodies(page);
  while (!page.at("next_page_uri").is_null()) {
    driver.send({{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "later"}});
    driver.advance(1min);
    page = list(driver, page.at("next_page_uri"));
    for (const auto& body : bodies(page)) seen.push_back(body);
  }
  REQUIRE(seen == std::vector<std::string>{"5", "4", "3", "2", "1", "0"});
}

TEST_CASE("a page has at most a thousand messages") {
  WorldDriver driver;
  REQUIRE(list(driver, messages_path() + "?PageSize=5000").at("page_size") == 1000);
}

TEST_CASE("a page however far out has rows that can be numbered") {
  WorldDriver driver;
  for (int i = 0; i < 2; ++i) driver.send({{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "hi"}});
  const Json first = Json::parse(driver.ask(twilio_request("GET", messages_path())).body);
  const std::string token = "PA" + first.at("messages").at(0).at("sid").get<std::string>();
  const Response response =
      driver.ask(twilio_request("GET", messages_path() + "?PageSize=1000&Page=2147483647&PageToken=" + token));
  const Json page = Json::parse(response.body);
  CHECK(page.at("messages").size() == 1);
  CHECK(page.at("start") > 0);
  CHECK(page.at("end") == page.at("start"));
}
