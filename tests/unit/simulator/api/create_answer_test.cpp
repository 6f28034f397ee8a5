#include "tests/support/fixtures.hpp"
#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace understudy;
using namespace understudy::test;
using Json = nlohmann::ordered_json;

namespace {

const Form good{{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "Your code is 123456"}};
const Form by_service{{"To", "+15550100099"},
                      {"MessagingServiceSid", "MGc0ffee00c0ffee00c0ffee00c0ffee00"},
                      {"Body", "Your code is 123456"}};

Json create(const Form& form) {
  WorldDriver driver;
  const Response response = driver.ask(create_request(form));
  REQUIRE(response.status == 201);
  return Json::parse(response.body);
}

// Whether a value is of a type in the API's own description.
bool conforms(const Json& value, const Json& schema) {
  if (value.is_null()) return schema.value("nullable", false);
  const std::string type = schema.contains("type") ? schema["type"].get<std::string>() : "string";
  if (type == "integer") return value.is_number_integer();
  if (type == "object") return value.is_object();
  return type == "string" && value.is_string();
}

}  // namespace

TEST_CASE("a new message looks as Twilio shows one") {
  const Json message = create(good);
  const std::string sid = message.at("sid");
  const std::string path = "/2010-04-01/Accounts/" + std::string(account_sid) + "/Messages/" + sid;
  REQUIRE(is_sid(sid, "SM"));
  const Json expected = {{"body", "Your code is 123456"},
                         {"num_segments", "1"},
                         {"direction", "outbound-api"},
                         {"from", "+15550100001"},
                         {"date_updated", "Thu, 01 Jan 2026 09:00:00 +0000"},
                         {"price", nullptr},
                         {"error_message", nullptr},
                         {"uri", path + ".json"},
                         {"account_sid", account_sid},
                         {"num_media", "0"},
                         {"to", "+15550100099"},
                         {"date_created", "Thu, 01 Jan 2026 09:00:00 +0000"},
                         {"status", "queued"},
                         {"sid", sid},
                         {"date_sent", nullptr},
                         {"messaging_service_sid", nullptr},
                         {"error_code", nullptr},
                         {"price_unit", "USD"},
                         {"api_version", "2010-04-01"},
                         {"subresource_uris", {{"media", path + "/Media.json"}}}};
  REQUIRE(message.dump(1) == expected.dump(1));  // the order of the keys counts
}

TEST_CASE("every field has the type that the API describes") {
  const Json schema = Json::parse(read_fixture("twilio/openapi_messages.json"))
                          .at("components")
                          .at("schemas")
                          .at("api.v2010.account.message")
                          .at("properties");
  const Json message = GENERATE(create(good), create(by_service));
  for (const auto& [name, described] : schema.items()) {
    INFO(name);
    REQUIRE(message.contains(name));
    CHECK(conforms(message.at(name), described));
  }
  REQUIRE(message.size() == schema.size());
}

TEST_CASE("a message with a messaging service has no sender and no segments yet") {
  const Json message = create(by_service);
  REQUIRE(message.at("status") == "accepted");
  REQUIRE(message.at("from").is_null());
  REQUIRE(message.at("num_segments") == "0");
  REQUIRE(message.at("messaging_service_sid") == "MGc0ffee00c0ffee00c0ffee00c0ffee00");
}

TEST_CASE("a message with media is an MM of one segment") {
  Form form = good;
  form.add("MediaUrl", "https://example.com/1.png");
  form.add("MediaUrl", "https://example.com/2.png");
  const Json message = create(form);
  REQUIRE(is_sid(message.at("sid").get<std::string>(), "MM"));
  REQUIRE(message.at("num_media") == "2");
  REQUIRE(message.at("num_segments") == "1");
}

TEST_CASE("segments are those of the body as it goes over the air") {
  const Json message = create({{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", std::string(161, 'a')}});
  REQUIRE(message.at("num_segments") == "2");
}

TEST_CASE("an answer has the headers of a real one") {
  WorldDriver driver;
  const Response created = driver.ask(create_request(good));
  const std::string sid = Json::parse(created.body).at("sid");
  REQUIRE(created.headers.get("Content-Type") == "application/json");
  REQUIRE(created.headers.get("Twilio-Request-Id") == "RQ" + sid.substr(2));
  REQUIRE(created.headers.get("Twilio-Request-Duration") == "0.000");
  for (const char* name :
       {"Twilio-Concurrent-Requests", "X-API-Domain", "X-Home-Region", "X-Powered-By", "X-Shenanigans",
        "Access-Control-Allow-Origin", "Access-Control-Allow-Methods", "Access-Control-Allow-Headers",
        "Access-Control-Expose-Headers", "Access-Control-Allow-Credentials", "Strict-Transport-Security"}) {
    INFO(name);
    CHECK(created.headers.find(name));
  }
  const Response fetched = driver.ask(fetch_request(sid));
  REQUIRE(is_sid(fetched.headers.get("Twilio-Request-Id"), "RQ"));
  REQUIRE(fetched.headers.get("Twilio-Request-Id") != created.headers.get("Twilio-Request-Id"));
}

TEST_CASE("what was created can be fetched, the same to the byte") {
  WorldDriver driver;
  const Response created = driver.ask(create_request(good));
  const Response fetched = driver.ask(fetch_request(Json::parse(created.body).at("sid").get<std::string>()));
  REQUIRE(fetched.status == 200);
  REQUIRE(fetched.body == created.body);
}
