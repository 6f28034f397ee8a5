#include "tests/support/fixtures.hpp"
#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* test_account = "AC7e577e577e577e577e577e577e577e57";
constexpr const char* test_token = "7e577e577e577e577e577e577e577e57";
const std::string test_root = "/2010-04-01/Accounts/" + std::string(test_account);

Request as_test(const std::string& method, const std::string& path, const Form& form = {}) {
  Request request(method, std::string(twilio_origin) + test_root + path);
  request.headers.add("Authorization", basic(test_account, test_token));
  request.headers.add("Content-Type", std::string(form_content_type));
  request.body = encode_form(form);
  return request;
}

nlohmann::json body_of(const Response& response) { return nlohmann::json::parse(response.body); }

// The row's number in its place, and what Twilio's documentation has in the other.
Form form_of(const CsvRow& row) {
  const bool any = row.at("number") == "*";
  Form form{{"To", "+15551234567"}, {"From", "+15005550006"}, {"Body", "hi"}};
  const std::string number = !any ? row.at("number") : row.at("param") == "From" ? "+15550100001" : "+15557654321";
  Form replaced;
  for (const auto& [name, value] : form) replaced.add(name, name == row.at("param") ? number : value);
  return replaced;
}

std::string wording(const CsvRow& row, const Form& form) {
  std::string text = row.at("message");
  const auto place = text.find("{From}");
  return place == std::string::npos ? text : text.replace(place, 6, std::string(form.get("From")));
}

}  // namespace

TEST_CASE("with test credentials each magic number does what is written") {
  WorldDriver driver;
  int rows = 0;
  for (const CsvRow& row : read_csv_fixture("twilio/magic_numbers.csv")) {
    if (row.at("resource") != "Messages") continue;
    ++rows;
    const Form form = form_of(row);
    INFO(row.at("param") << " " << row.at("number"));
    const Response response = driver.ask(as_test("POST", "/Messages.json", form));
    REQUIRE(std::to_string(response.status) == row.at("http_status"));
    if (response.status == 201) {
      CHECK(body_of(response).at("status") == "queued");
      CHECK(body_of(response).at("account_sid") == test_account);
    } else {
      CHECK(std::to_string(body_of(response).at("code").get<int>()) == row.at("code"));
      CHECK(body_of(response).at("message") == wording(row, form));
    }
  }
  CHECK(rows == 11);
}

TEST_CASE("with test credentials nothing is sent, called back or kept") {
  WorldDriver driver;
  const Response response = driver.ask(as_test("POST", "/Messages.json",
                                               {{"To", "+15551234567"},
                                                {"From", "+15005550006"},
                                                {"Body", "hi"},
                                                {"StatusCallback", "https://app.example/status"}}));
  REQUIRE(response.status == 201);
  driver.advance(1h);
  CHECK(driver.webhooks.empty());
  const std::string sid = body_of(response).at("sid");
  CHECK(driver.ask(as_test("GET", "/Messages/" + sid + ".json")).status == 403);
  CHECK(driver.ask(fetch_request(sid)).status == 404);
}

TEST_CASE("test credentials open nothing else, and nothing else opens their account") {
  WorldDriver driver;
  const Response other = driver.ask(as_test("GET", "/Messages.json"));
  CHECK(other.status == 403);
  CHECK(body_of(other).at("code") == 20008);
  CHECK(body_of(other).at("message") == "Resource not accessible with Test Account Credentials");
  Request with_test = fetch_request("SM00");
  with_test.headers.set("Authorization", basic(test_account, test_token));
  CHECK(driver.ask(with_test).status == 401);
  Request with_live = as_test("POST", "/Messages.json", {});
  with_live.headers.set("Authorization", basic(account_sid, auth_token));
  CHECK(driver.ask(with_live).status == 401);
}

TEST_CASE("test credentials are known to the newer APIs, too, and open nothing there") {
  WorldDriver driver;
  const std::string path = GENERATE(
      as<std::string>{}, "/v1/Services", "/v1/Services/MGc0ffee00c0ffee00c0ffee00c0ffee00",
      "/v1/Keys?AccountSid=" + std::string(account_sid), "/v2/PhoneNumbers/+15550100001", "/2010-04-01/Accounts.json");
  Request request("GET", std::string(twilio_origin) + path);
  request.headers.add("Authorization", basic(test_account, test_token));
  const Response refused = driver.ask(request);
  CHECK(refused.status == 403);
  CHECK(body_of(refused).at("code") == 20008);
  CHECK(body_of(refused).at("message") == "Resource not accessible with Test Account Credentials");
  request.headers.set("Authorization", basic(test_account, "wrong"));
  CHECK(driver.ask(request).status == 401);
}

TEST_CASE("a switch gives magic numbers their power in the account itself, callbacks included") {
  const Form unlucky{{"To", "+15005550009"}, {"From", "+15005550006"}, {"Body", "hi"}};
  const Form lucky{{"To", "+15551234567"},
                   {"From", "+15005550006"},
                   {"Body", "hi"},
                   {"StatusCallback", "https://app.example/status"}};
  WorldDriver usual;
  CHECK(usual.ask(create_request(unlucky)).status == 201);
  simulator::WorldConfig config;
  config.magic_numbers = true;
  WorldDriver magic(config);
  CHECK(body_of(magic.ask(create_request(unlucky))).at("code") == 21614);
  magic.send(lucky);
  magic.advance(1h);
  CHECK(magic.webhooks.size() == 2);
}
