#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace understudy;
using namespace understudy::test;

namespace {

Request with_authorization(std::string value) {
  Request request = fetch_request("SM00000000000000000000000000000000");
  request.headers.set("Authorization", std::move(value));
  return request;
}

const std::string api_key = "SKc0ffee00c0ffee00c0ffee00c0ffee00";
const std::string api_secret = "5eed0000000000005eed000000005eed";

}  // namespace

TEST_CASE("the auth token and the API key both let one in") {
  WorldDriver driver;
  REQUIRE(driver.ask(with_authorization(basic(account_sid, auth_token))).status == 404);
  REQUIRE(driver.ask(with_authorization(basic(api_key, api_secret))).status == 404);
  std::string lower_case = basic(account_sid, auth_token);
  lower_case[0] = 'b';
  REQUIRE(driver.ask(with_authorization(lower_case)).status == 404);
}

TEST_CASE("a 401 says how far the credentials got") {
  struct Case {
    std::string authorization;
    std::string message;
    bool detail;
  };
  const auto [authorization, message, detail] = GENERATE(
      Case{"", "Authentication Error - No credentials provided", false},
      Case{"Bearer abc", "Authentication Error - No credentials provided", false},
      Case{"Basic ???", "Authentication Error - No credentials provided", false},
      Case{basic("ACdeadbeefdeadbeefdeadbeefdeadbeef", auth_token), "Authentication Error - invalid username", false},
      Case{basic("", ""), "Authentication Error - invalid username", false},
      Case{basic(account_sid, "wrong"), "Authenticate", true},
      Case{basic(account_sid, api_secret), "Authenticate", true},
      Case{basic(api_key, auth_token), "Authenticate", true});
  WorldDriver driver;
  Request request = with_authorization(authorization);
  if (authorization.empty()) request.headers.remove("Authorization");

  const Response response = driver.ask(request);

  REQUIRE(response.status == 401);
  REQUIRE(response.headers.get("WWW-Authenticate") == "Basic realm=\"Twilio API\"");
  const auto body = nlohmann::json::parse(response.body);
  REQUIRE(body.at("code") == 20003);
  REQUIRE(body.at("message") == message);
  REQUIRE(body.contains("detail") == detail);
  if (detail) REQUIRE(body.at("detail") == "Your AccountSid or AuthToken was incorrect.");
}

TEST_CASE("no credential gets into the journal") {
  WorldDriver driver;
  driver.ask(with_authorization(basic(account_sid, "a wrong password")));
  driver.send({{"To", "+15550100099"},
               {"From", "+15550100001"},
               {"Body", "hi"},
               {"StatusCallback", "http://user:hidden@app.localhost/status"}});
  driver.advance(std::chrono::seconds(3));
  REQUIRE(driver.webhooks.size() == 2);
  for (const auto& event : driver.world.journal().events()) {
    for (const char* secret : {auth_token.data(), "a wrong password", "hidden", "Basic "}) {
      INFO(event.line);
      REQUIRE(event.line.find(secret) == std::string::npos);
    }
  }
}

TEST_CASE("the parent account's credentials open this one, too") {
  const std::string parent = "AC11111111111111111111111111111111";
  simulator::WorldConfig config;
  config.parent = simulator::Parent{parent, Secret("parents1parents1parents1parents1")};
  WorldDriver driver(config);
  CHECK(driver.ask(with_authorization(basic(parent, "parents1parents1parents1parents1"))).status == 404);
  CHECK(driver.ask(with_authorization(basic(parent, auth_token))).status == 401);
}

TEST_CASE("an account that is not active lets nobody do anything") {
  simulator::WorldConfig config;
  config.status = simulator::AccountStatus::suspended;
  WorldDriver driver(config);
  const Response response = driver.ask(fetch_request("SM00000000000000000000000000000000"));
  CHECK(response.status == 403);
  CHECK(nlohmann::json::parse(response.body).at("code") == 20005);
}

TEST_CASE("more requests at one time than may be are refused, and counted in a header") {
  simulator::WorldConfig config;
  config.concurrency_max = 2;
  WorldDriver driver(config);
  simulator::Fault slow;
  slow.effect.delay = std::chrono::seconds(5);
  driver.plan(slow);
  driver.plan(slow);
  const Form form{{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "hi"}};
  CHECK(driver.ask(create_request(form)).headers.get("Twilio-Concurrent-Requests") == "1");
  driver.plan(slow);
  CHECK(driver.ask(create_request(form)).headers.get("Twilio-Concurrent-Requests") == "2");
  const Response refused = driver.ask(create_request(form));
  CHECK(refused.status == 429);
  CHECK(nlohmann::json::parse(refused.body).at("code") == 20429);
  CHECK(nlohmann::json::parse(refused.body).at("message") == "Too Many Requests");
  driver.now += std::chrono::seconds(5);
  CHECK(driver.ask(fetch_request("SM00")).status == 404);
}
