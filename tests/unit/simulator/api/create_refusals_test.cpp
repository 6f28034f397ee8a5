#include "tests/support/fixtures.hpp"
#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace understudy;
using namespace understudy::test;

namespace {

constexpr const char* service = "MGc0ffee00c0ffee00c0ffee00c0ffee00";

// A good create with some parameters replaced; an empty value leaves the parameter out.
Form create_with(const Form& changes) {
  Form form;
  for (const auto& field : Form{{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "hi"}}) {
    if (!changes.find(field.first)) form.add(field.first, field.second);
  }
  for (const auto& [name, value] : changes) {
    if (!value.empty()) form.add(name, value);
  }
  return form;
}

struct Refused {
  const char* what;
  Form changes;
  int code;
};

Form many_media(int count) {
  Form form;
  for (int i = 0; i < count; ++i) form.add("MediaUrl", "https://example.com/" + std::to_string(i) + ".png");
  return form;
}

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
  const auto refused = GENERATE(
      Refused{"no To", {{"To", ""}}, 21604}, Refused{"no sender", {{"From", ""}}, 21603},
      Refused{"no body", {{"Body", ""}}, 21602},
      Refused{"no body with a service", {{"Body", ""}, {"From", ""}, {"MessagingServiceSid", service}}, 21619},
      Refused{"a To of letters", {{"To", "hello"}}, 21211}, Refused{"a To that is too short", {{"To", "+1555"}}, 21211},
      Refused{"a To without a plus", {{"To", "15550100099"}}, 21211},
      Refused{"a short code as To", {{"To", "12345"}}, 21265},
      Refused{"a From that nobody can have", {{"From", "+0"}}, 21212},
      Refused{"a sender to itself", {{"To", "+15550100001"}}, 21266},
      Refused{"1,601 characters", {{"Body", std::string(1601, 'a')}}, 21617},
      Refused{"eleven media", many_media(11), 21623},
      Refused{"media that is no URL", {{"MediaUrl", "kitten.png"}}, 21620},
      Refused{"a callback that is no URL", {{"StatusCallback", "nowhere"}}, 21609},
      Refused{"a callback host with an underscore", {{"StatusCallback", "http://my_app.example.com/"}}, 21609},
      Refused{"a price in words", {{"MaxPrice", "cheap"}}, 21627},
      Refused{"variables without a template", {{"ContentVariables", "{}"}}, 21654},
      Refused{"a fallback beside a sender", {{"FallbackFrom", "+15550100002"}}, 21664},
      Refused{"a fallback that is no sender",
              {{"From", ""}, {"MessagingServiceSid", service}, {"FallbackFrom", "+0"}},
              21665},
      Refused{"a fallback from nothing that needs one",
              {{"From", ""}, {"MessagingServiceSid", service}, {"FallbackFrom", "+15550100002"}},
              21667},
      Refused{"two channels", {{"To", "whatsapp:+15550100099"}}, 21910},
      Refused{"unknown retention of content", {{"ContentRetention", "burn"}}, 30029},
      Refused{"unknown retention of addresses", {{"AddressRetention", "burn"}}, 30030},
      Refused{"no seconds of validity", {{"ValidityPeriod", "0"}}, 21624},
      Refused{"too many seconds of validity", {{"ValidityPeriod", "36001"}}, 21624},
      Refused{"validity in words", {{"ValidityPeriod", "long"}}, 21624},
      Refused{"an unknown service", {{"MessagingServiceSid", "MG00000000000000000000000000000000"}}, 21701},
      Refused{"a service that is no SID", {{"MessagingServiceSid", "MGx"}}, 21705},
      Refused{"a sender outside the pool", {{"MessagingServiceSid", service}, {"From", "+15005550006"}}, 21711},
      Refused{"a template", {{"ContentSid", "HX00000000000000000000000000000000"}}, 21655});
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
