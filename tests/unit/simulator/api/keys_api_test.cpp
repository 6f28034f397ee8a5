#include <algorithm>

#include "core/webhook/signature.hpp"
#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;

namespace {

const std::string keys_root = "/2010-04-01/Accounts/" + std::string(account_sid) + "/Keys";
const std::string configured = "SKc0ffee00c0ffee00c0ffee00c0ffee00";
const std::string configured_secret = "5eed0000000000005eed000000005eed";

using Pair = std::pair<std::string, std::string>;

nlohmann::json body_of(const Response& response) { return nlohmann::json::parse(response.body); }

Request with_pair(Request request, const Pair& pair) {
  request.headers.set("Authorization", basic(pair.first, pair.second));
  return request;
}
Request post(const std::string& path, const Form& form) {
  Request request = twilio_request("POST", path);
  request.headers.add("Content-Type", std::string(form_content_type));
  request.body = encode_form(form);
  return request;
}
Pair create(WorldDriver& driver, const std::string& name = "Deploys") {
  const auto key = body_of(driver.ask(post(keys_root + ".json", {{"FriendlyName", name}})));
  return {key.at("sid"), key.at("secret")};
}
std::vector<std::string> listed(WorldDriver& driver, const std::string& query = "") {
  std::vector<std::string> sids;
  const auto page = body_of(driver.ask(twilio_request("GET", keys_root + ".json" + query)));
  for (const auto& key : page.at("keys")) sids.push_back(key.at("sid"));
  return sids;
}

}  // namespace

TEST_CASE("a key is shown with its secret when it is made, and never again") {
  WorldDriver driver;
  const Response created = driver.ask(post(keys_root + ".json", {{"FriendlyName", "Deploys"}}));
  REQUIRE(created.status == 201);
  const auto key = body_of(created);
  const std::string sid = key.at("sid");
  const std::string secret = key.at("secret");
  CHECK(is_sid(sid, "SK"));
  CHECK(secret.size() == 32);
  CHECK(key.at("friendly_name") == "Deploys");
  CHECK(key.at("date_created") == "Thu, 01 Jan 2026 09:00:00 +0000");
  CHECK(key.at("date_updated") == "Thu, 01 Jan 2026 09:00:00 +0000");
  CHECK(key.size() == 5);

  auto shown = key;
  shown.erase("secret");
  CHECK(body_of(driver.ask(twilio_request("GET", keys_root + "/" + sid + ".json"))) == shown);
  CHECK(driver.ask(twilio_request("GET", keys_root + ".json")).body.find(secret) == std::string::npos);
  driver.advance(1h);
  const auto changed = body_of(driver.ask(post(keys_root + "/" + sid + ".json", {{"FriendlyName", "Old"}})));
  CHECK(changed.at("friendly_name") == "Old");
  CHECK(changed.at("date_created") == "Thu, 01 Jan 2026 09:00:00 +0000");
  CHECK(changed.at("date_updated") == "Thu, 01 Jan 2026 10:00:00 +0000");
  CHECK_FALSE(changed.contains("secret"));
}

TEST_CASE("a new key lets one in at once, and one that is deleted no more") {
  WorldDriver driver;
  const Pair pair = create(driver);
  const Form form{{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "hi"}};
  CHECK(driver.ask(with_pair(create_request(form), pair)).status == 201);
  CHECK(driver.ask(with_pair(twilio_request("GET", "/v1/Services"), pair)).status == 200);
  CHECK(driver.ask(with_pair(create_request(form), {pair.first, configured_secret})).status == 401);

  CHECK(driver.ask(twilio_request("DELETE", keys_root + "/" + pair.first + ".json")).status == 204);
  const Response refused = driver.ask(with_pair(create_request(form), pair));
  CHECK(refused.status == 401);
  CHECK(body_of(refused).at("code") == 20003);
  CHECK(body_of(refused).at("message") == "Authentication Error - invalid username");
  CHECK(driver.ask(twilio_request("GET", keys_root + "/" + pair.first + ".json")).status == 404);
  CHECK(driver.ask(twilio_request("DELETE", keys_root + "/" + pair.first + ".json")).status == 404);
}

TEST_CASE("keys are listed with the configured one, the latest first") {
  WorldDriver driver;
  const std::string first = create(driver).first;
  const std::string second = create(driver).first;
  CHECK(listed(driver) == std::vector{second, first, configured});
  CHECK(listed(driver, "?PageSize=1&Page=1") == std::vector{first});
  const auto page = body_of(driver.ask(twilio_request("GET", keys_root + ".json?PageSize=2")));
  CHECK(page.at("next_page_uri") == keys_root + ".json?PageSize=2&Page=1");
  const auto key = body_of(driver.ask(twilio_request("GET", keys_root + "/" + configured + ".json")));
  CHECK(key.at("date_created") == "Thu, 01 Jan 2026 09:00:00 +0000");
  CHECK_FALSE(key.contains("secret"));
}

TEST_CASE("the configured key can be deleted, too") {
  WorldDriver driver;
  const Request request = with_pair(twilio_request("GET", "/v1/Services"), {configured, configured_secret});
  CHECK(driver.ask(request).status == 200);
  CHECK(driver.ask(twilio_request("DELETE", keys_root + "/" + configured + ".json")).status == 204);
  CHECK(driver.ask(request).status == 401);
  CHECK(listed(driver).empty());
}

TEST_CASE("a Standard key manages neither keys nor the account, a Main key both") {
  WorldDriver driver;
  const std::string account = "/2010-04-01/Accounts/" + std::string(account_sid) + ".json";
  const Pair standard = create(driver);
  for (const std::string& path : {keys_root + ".json", account, std::string("/2010-04-01/Accounts.json"),
                                  "/v1/Keys?AccountSid=" + std::string(account_sid)}) {
    INFO(path);
    const Response refused = driver.ask(with_pair(twilio_request("GET", path), standard));
    CHECK(refused.status == 401);
    CHECK(body_of(refused).at("code") == 20003);
    CHECK(body_of(refused).at("message") == "Authenticate");
    CHECK(driver.ask(with_pair(twilio_request("GET", path), {configured, configured_secret})).status == 200);
  }
  CHECK(driver.ask(with_pair(post(keys_root + ".json", {}), standard)).status == 401);
  CHECK(listed(driver).size() == 2);

  simulator::WorldConfig config;
  config.api_key_is_main = false;
  WorldDriver with_standard(config);
  const Pair pair{configured, configured_secret};
  CHECK(with_standard.ask(with_pair(twilio_request("GET", account), pair)).status == 401);
  CHECK(with_standard.ask(with_pair(fetch_request("SM00"), pair)).status == 404);
}

TEST_CASE("version 1 has the same keys, and wants to be told the account") {
  WorldDriver driver;
  const std::string sid(account_sid);
  const Response created = driver.ask(post("/v1/Keys", {{"AccountSid", sid}, {"FriendlyName", "Deploys"}}));
  REQUIRE(created.status == 201);
  const auto key = body_of(created);
  CHECK(key.at("policy").is_null());
  CHECK(key.at("secret").get<std::string>().size() == 32);
  const std::string path = "/v1/Keys/" + key.at("sid").get<std::string>();
  CHECK(body_of(driver.ask(post(path, {{"FriendlyName", "Old"}}))).at("friendly_name") == "Old");
  CHECK_FALSE(body_of(driver.ask(twilio_request("GET", path))).contains("secret"));
  const auto page = body_of(driver.ask(twilio_request("GET", "/v1/Keys?AccountSid=" + sid)));
  CHECK(page.at("keys").size() == 2);
  CHECK(page.at("meta").at("key") == "keys");
  CHECK(page.at("meta").at("url") == "https://iam.twilio.com/v1/Keys?AccountSid=" + sid + "&PageSize=50&Page=0");
  CHECK(listed(driver).size() == 2);
  CHECK(driver.ask(twilio_request("DELETE", path)).status == 204);
  CHECK(listed(driver).size() == 1);

  CHECK(body_of(driver.ask(twilio_request("GET", "/v1/Keys"))).at("code") == 20422);
  CHECK(driver.ask(post("/v1/Keys", {{"AccountSid", "AC00000000000000000000000000000000"}})).status == 404);
  CHECK(body_of(driver.ask(post("/v1/Keys", {{"AccountSid", sid}, {"KeyType", "restricted"}}))).at("code") == 20422);
}

TEST_CASE("a key's name has 64 characters at most") {
  WorldDriver driver;
  CHECK(driver.ask(post(keys_root + ".json", {{"FriendlyName", std::string(64, 'a')}})).status == 201);
  const Response refused = driver.ask(post(keys_root + ".json", {{"FriendlyName", std::string(65, 'a')}}));
  CHECK(refused.status == 400);
  CHECK(body_of(refused).at("code") == 20002);
  CHECK(listed(driver).size() == 2);
}

TEST_CASE("a new key's secret is nowhere in the journal") {
  WorldDriver driver;
  const Pair pair = create(driver);
  driver.ask(with_pair(create_request({{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "hi"}}), pair));
  driver.advance(1h);
  for (const auto& event : driver.world.journal().events()) {
    INFO(event.line);
    CHECK(event.line.find(pair.second) == std::string::npos);
  }
}

TEST_CASE("keys follow from the seed and the account, and move nothing else") {
  WorldDriver one;
  WorldDriver same;
  const Pair pair = create(one);
  CHECK(create(same) == pair);
  CHECK(create(same) != pair);
  const Form form{{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "hi"}};
  WorldDriver without;
  CHECK(one.send(form) == without.send(form));
  simulator::WorldConfig config;
  config.account_sid = "AC00000000000000000000000000000001";
  WorldDriver neighbour(config);
  Request request("POST", "http://twilio.localhost/2010-04-01/Accounts/" + config.account_sid + "/Keys.json");
  request.headers.add("Authorization", basic(config.account_sid, auth_token));
  CHECK(body_of(neighbour.ask(request)).at("sid") != pair.first);
}

TEST_CASE("a copy of a world has its keys, and loses none when the other does") {
  WorldDriver driver;
  const Pair pair = create(driver);
  simulator::World copy(driver.world);
  driver.ask(twilio_request("DELETE", keys_root + "/" + pair.first + ".json"));
  const Request request = with_pair(twilio_request("GET", "/v1/Services"), pair);
  CHECK(driver.ask(request).status == 401);
  CHECK(copy.handle(request, driver.now).response.value().status == 200);
  CHECK(copy.has_key(pair.first));
  CHECK_FALSE(driver.world.has_key(pair.first));
}

TEST_CASE("a signature that was checked with a new key's secret is explained") {
  WorldDriver driver;
  const Pair pair = create(driver);
  driver.send({{"To", "+15550100099"},
               {"From", "+15550100001"},
               {"Body", "hi"},
               {"StatusCallback", "http://app.localhost/status"}});
  driver.advance(1min);
  REQUIRE_FALSE(driver.webhooks.empty());
  const Request& webhook = driver.webhooks[0];
  const std::string wrong = Signer(Secret(pair.second)).sign(webhook.url, decode_form(webhook.body));

  const auto explanation = driver.world.explain_signature(*driver.world.find_webhook(1));

  const auto made = std::ranges::find(explanation.mistakes, wrong, &Mistake::signature);
  REQUIRE(made != explanation.mistakes.end());
  CHECK(made->name == "api_key_secret");
}
