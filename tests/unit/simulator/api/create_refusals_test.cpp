#include "tests/support/fixtures.hpp"
#include "tests/support/refused_creates.hpp"
#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace understudy;
using namespace understudy::test;

namespace {

constexpr const char* service = "MGc0ffee00c0ffee00c0ffee00c0ffee00";

// How the fixture words a refusal: the text seen in answers, else the catalogue's.
std::string wording(int code, const Form& form) {
  for (const auto& row : read_csv_fixture("twilio/error_codes.csv")) {
    if (row.at("code") != std::to_string(code)) continue;
    std::string text = row.at("api_text").empty() ? row.at("message") : row.at("api_text");
    for (const std::string name : {"To", "From"}) {
      const std::string place = "{" + name + "}";
      if (const auto at = text.find(place); at != std::string::npos) {
        text.replace(at, place.size(), std::string(form.get(name)));
      }
    }
    return text;
  }
  return "a code that the fixture has";
}

}  // namespace

TEST_CASE("a create that Twilio would refuse is refused with its code and in its words") {
  const RefusedCreate refused = GENERATE(from_range(refused_creates()));
  INFO(refused.what);
  WorldDriver driver;
  const Form form = create_with(refused.changes);

  const Response response = driver.ask(create_request(form));

  REQUIRE(response.status == 400);
  const auto body = nlohmann::json::parse(response.body);
  CHECK(body.at("code") == refused.code);
  CHECK(body.at("message") == wording(refused.code, form));
  CHECK(body.at("more_info") == "https://www.twilio.com/docs/errors/" + std::to_string(refused.code));
  CHECK(body.at("status") == 400);
  CHECK_FALSE(driver.world.next_due());
}

TEST_CASE("what is at the edge of the rules is accepted") {
  const auto changes =
      GENERATE(Form{{"Body", std::string(1600, 'a')}}, many_media(10), Form{{"ValidityPeriod", "1"}},
               Form{{"ValidityPeriod", "36000"}}, Form{{"From", "12345"}}, Form{{"From", "Understudy"}},
               Form{{"StatusCallback", "http://localhost:3000/status"}}, Form{{"Unknown", "parameter"}},
               Form{{"MessagingServiceSid", service}, {"From", "+15550100002"}}, Form{{"From", service}});
  WorldDriver driver;
  REQUIRE(driver.ask(create_request(create_with(changes))).status == 201);
}

TEST_CASE("the body's limit counts UTF-16 units") {
  std::string clefs;
  for (int i = 0; i < 800; ++i) clefs += "\xF0\x9D\x84\x9E";  // U+1D11E, two units each
  WorldDriver driver;
  REQUIRE(driver.ask(create_request(create_with({{"Body", clefs}}))).status == 201);
  REQUIRE(driver.ask(create_request(create_with({{"Body", clefs + "a"}}))).status == 400);
}

TEST_CASE("a strict world refuses senders that the account does not have") {
  simulator::WorldConfig config;
  config.strict_senders = true;
  WorldDriver driver(config);
  const Form form = create_with({{"From", "+15550100777"}});
  const auto body = nlohmann::json::parse(driver.ask(create_request(form)).body);
  REQUIRE(body.at("code") == 21606);
  REQUIRE(body.at("message") == wording(21606, form));
  REQUIRE(driver.ask(create_request(create_with({}))).status == 201);
}

TEST_CASE("other worlds provision a sender on its first use, and say so once") {
  WorldDriver driver;
  driver.send(create_with({{"From", "+15550100777"}}));
  driver.send(create_with({{"From", "+15550100777"}}));
  const auto events = driver.events("number");
  REQUIRE(events.size() == 1);
  REQUIRE(events[0].at("provisioned") == "+15550100777");
}

TEST_CASE("a strict world refuses callbacks that Twilio could not reach") {
  simulator::WorldConfig config;
  config.strict_callbacks = true;
  WorldDriver driver(config);
  for (const char* url : {"http://localhost/", "http://127.0.0.1:3000/", "http://10.0.0.7/", "http://172.16.0.1/",
                          "http://192.168.1.1/", "http://intranet/"}) {
    INFO(url);
    const auto body = nlohmann::json::parse(driver.ask(create_request(create_with({{"StatusCallback", url}}))).body);
    CHECK(body.at("code") == 21609);
  }
  for (const char* url : {"https://example.com/status", "http://172.32.0.1/"}) {
    INFO(url);
    CHECK(driver.ask(create_request(create_with({{"StatusCallback", url}}))).status == 201);
  }
}

TEST_CASE("a body that is neither form is taken for an empty one") {
  WorldDriver driver;
  Request request = twilio_request("POST", messages_path());
  request.headers.add("Content-Type", "application/json");
  request.body = R"({"To": "+15550100099"})";
  REQUIRE(nlohmann::json::parse(driver.ask(request).body).at("code") == 21604);
}

TEST_CASE("garbage for a multipart body is refused, saying what is wrong with it") {
  WorldDriver driver;
  Request request = twilio_request("POST", messages_path());
  request.headers.add("Content-Type", "multipart/form-data; boundary=x");
  request.body = "\x01\xff garbage";
  const Response response = driver.ask(request);
  REQUIRE(response.status == 400);
  const std::string message = nlohmann::json::parse(response.body).at("message");
  REQUIRE_THAT(message, Catch::Contains("should begin with the boundary --x"));
}

TEST_CASE("a multipart body is as good as a url-encoded one") {
  WorldDriver driver;
  Request request = twilio_request("POST", messages_path());
  request.headers.add("Content-Type", "multipart/form-data; boundary=x");
  for (const auto& [name, value] : create_with({})) {
    request.body.append("--x\r\nContent-Disposition: form-data; name=\"").append(name).append("\"\r\n\r\n");
    request.body.append(value).append("\r\n");
  }
  request.body += "--x--\r\n";
  REQUIRE(driver.ask(request).status == 201);
}

TEST_CASE("nobody has a sender on a channel that is not here") {
  WorldDriver driver;
  const Response response =
      driver.ask(create_request(create_with({{"To", "whatsapp:+15550100099"}, {"From", "whatsapp:+15550100001"}})));
  CHECK(response.status == 400);
  const auto body = nlohmann::json::parse(response.body);
  CHECK(body.at("code") == 63007);
  CHECK(body.at("message") == "Twilio could not find a Channel with the specified From address");
}

TEST_CASE("a parameter that there is not is ignored, with a warning that names it") {
  WorldDriver driver;
  const std::string sid = driver.send(create_with({{"Boddy", "hello"}, {"from", "+15550100002"}}));
  CHECK(driver.fetch(sid).at("body") == "hi");
  const auto alerts = driver.events("alert");
  REQUIRE(alerts.size() == 1);
  CHECK(alerts[0].at("code") == 20001);
  CHECK(alerts[0].at("text") == "Unknown parameters: Boddy, from");
  CHECK(alerts[0].at("message") == sid);
}
