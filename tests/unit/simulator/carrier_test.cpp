#include "simulator/carrier.hpp"

#include "simulator/api/api_codes.hpp"
#include "simulator/delivery_codes.hpp"
#include "tests/support/fixtures.hpp"
#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;
using simulator::CarrierRule;

namespace {

// The prefix, and what else it is about.
CarrierRule rule(std::string prefix) {
  CarrierRule made;
  made.prefix = std::move(prefix);
  return made;
}
CarrierRule ending(std::string prefix, int error_code, Ratio share = {1, 1}) {
  CarrierRule made = rule(std::move(prefix));
  made.error_code = error_code;
  made.share = share;
  return made;
}

nlohmann::json after_an_hour(std::vector<CarrierRule> rules, const std::string& to) {
  simulator::WorldConfig config;
  config.carrier_rules = std::move(rules);
  WorldDriver driver(config);
  const std::string sid = driver.send({{"To", to}, {"From", "+15550100001"}, {"Body", "hi"}});
  driver.advance(1h);
  return driver.fetch(sid);
}

}  // namespace

TEST_CASE("every delivery error can be had for a destination") {
  for (const auto& code : simulator::delivery_codes()) {
    INFO(code.code);
    const auto message = after_an_hour({ending("+1555", code.code)}, "+15550100099");
    CHECK(message.at("status") == to_string(code.last));
    CHECK(message.at("error_code") == code.code);
  }
}

TEST_CASE("of several rules the longest prefix counts, and the number's own outcome before all") {
  const std::vector<CarrierRule> rules{ending("+1555", 30'007), rule("+155501"), ending("+15550100099", 30'006),
                                       ending("+1500556", 30'008)};
  CHECK(after_an_hour(rules, "+15559000000").at("error_code") == 30'007);
  CHECK(after_an_hour(rules, "+15550100098").at("status") == "delivered");
  CHECK(after_an_hour(rules, "+15550100099").at("error_code") == 30'006);
  CHECK(after_an_hour(rules, "+15005560003").at("error_code") == 30'003);
}

TEST_CASE("a carrier without receipts leaves its messages sent") {
  CarrierRule silent = rule("+1555");
  silent.receipts = false;
  CHECK(after_an_hour({silent}, "+15550100099").at("status") == "sent");
}

TEST_CASE("a carrier may be slower than the others") {
  CarrierRule slow = rule("+1555");
  slow.to_sent = simulator::Range{1min, 1min};
  slow.to_delivered = simulator::Range{10min, 10min};
  simulator::WorldConfig config;
  config.carrier_rules = {slow};
  WorldDriver driver(config);
  const std::string sid = driver.send({{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "hi"}});
  driver.advance(1min - 1us);
  CHECK(driver.status(sid) == "sending");
  driver.advance(10min);
  CHECK(driver.status(sid) == "sent");
  driver.advance(1us);
  CHECK(driver.status(sid) == "delivered");
}

TEST_CASE("a share of the messages is lost, by the seed, and no latency moves") {
  const auto run = [](std::vector<CarrierRule> rules, std::uint64_t seed) {
    simulator::WorldConfig config;
    config.seed = seed;
    config.rates.long_code = 10'000;
    config.carrier_rules = std::move(rules);
    WorldDriver driver(config);
    for (int i = 0; i < 1000; ++i) driver.send({{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "hi"}});
    driver.advance(1h);
    std::vector<std::string> sent;
    int lost = 0;
    for (const auto& event : driver.events("status")) {
      if (event.at("status") == "sent") sent.push_back(event.at("at"));
      lost += event.at("status") == "undelivered";
    }
    return std::pair(sent, lost);
  };
  const auto [times, lost] = run({ending("+1555", 30'003, {1, 10})}, 7);
  CHECK(lost > 60);
  CHECK(lost < 140);
  CHECK(run({ending("+1555", 30'003, {1, 10})}, 7) == std::pair(times, lost));
  CHECK(run({}, 7) == std::pair(times, 0));
}

TEST_CASE("a destination can be refused with every code of the API, in Twilio's words") {
  int rows = 0;
  for (const auto& row : read_csv_fixture("twilio/error_codes.csv")) {
    if (row.at("kind") != "api" && row.at("kind") != "api+delivery") continue;
    ++rows;
    CarrierRule refused = rule("+1555");
    refused.refuse = std::stoi(row.at("code"));
    simulator::WorldConfig config;
    config.carrier_rules = {refused};
    WorldDriver driver(config);
    const Response response =
        driver.ask(create_request({{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "hi"}}));
    INFO(row.at("code"));
    CHECK(std::to_string(response.status) == (row.at("http_status").empty() ? "400" : row.at("http_status")));
    CHECK(nlohmann::json::parse(response.body).at("code") == refused.refuse);
    const std::string text = row.at("api_text").empty() ? row.at("message") : row.at("api_text");
    if (text.find('{') == std::string::npos) CHECK(nlohmann::json::parse(response.body).at("message") == text);
  }
  CHECK(rows == 126);
}
