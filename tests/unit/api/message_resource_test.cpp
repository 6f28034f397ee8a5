#include "core/api/message_resource.hpp"

#include <string>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace understudy;

namespace {

using Json = nlohmann::json;

const std::string sid = "SM00112233445566778899aabbccddeeff";

// A create response of a plain message.
Json created() {
  return Json::parse(R"({
    "body": "hi", "num_segments": "1", "direction": "outbound-api", "from": "+15550100001",
    "date_updated": "Thu, 01 Jan 2026 09:00:00 +0000", "price": null, "error_message": null,
    "uri": "/2010-04-01/Accounts/ACx/Messages/SMx.json", "account_sid": "ACc0ffee00c0ffee00c0ffee00c0ffee00",
    "num_media": "0", "to": "+15550100099", "date_created": "Thu, 01 Jan 2026 09:00:00 +0000", "status": "queued",
    "sid": ")" + sid +
                     R"(", "date_sent": null, "messaging_service_sid": null, "error_code": null,
    "price_unit": "USD", "api_version": "2010-04-01", "subresource_uris": {"media": "/x"}})");
}

std::string why(const Json& json) {
  auto message = parse_message(json.dump());
  REQUIRE_FALSE(message);
  CHECK(message.error().code == ErrorCode::bad_response);
  return message.error().message;
}

}  // namespace

TEST_CASE("a message is read as the API shows it") {
  auto message = parse_message(created().dump());
  REQUIRE(message);
  CHECK(message->sid.text() == sid);
  CHECK(message->status == MessageStatus::queued);
  CHECK(message->account_sid == "ACc0ffee00c0ffee00c0ffee00c0ffee00");
  CHECK(message->to == "+15550100099");
  CHECK(message->from == "+15550100001");
  CHECK_FALSE(message->messaging_service_sid);
  CHECK(message->body == "hi");
  CHECK(message->direction == "outbound-api");
  CHECK(message->num_segments == 1);
  CHECK(message->num_media == 0);
  CHECK_FALSE(message->price);
  CHECK(message->price_unit == "USD");
  CHECK_FALSE(message->error_code);
  CHECK_FALSE(message->error_message);
  CHECK(message->date_created == parse_timestamp("2026-01-01T09:00:00Z"));
  CHECK_FALSE(message->date_sent);
}

TEST_CASE("a message that failed says how, and what it cost") {
  Json json = created();
  json["status"] = "undelivered";
  json["error_code"] = 30003;
  json["error_message"] = "Unreachable destination handset";
  json["price"] = "-0.00750";
  json["date_sent"] = "Thu, 01 Jan 2026 09:00:02 +0000";
  auto message = parse_message(json.dump());
  REQUIRE(message);
  CHECK(message->status == MessageStatus::undelivered);
  CHECK(message->error_code == 30003);
  CHECK(message->error_message == "Unreachable destination handset");
  CHECK(message->price == "-0.00750");
  CHECK(message->date_sent == parse_timestamp("2026-01-01T09:00:02Z"));
}

TEST_CASE("what may be null may be missing, and what nobody knows is passed over") {
  Json json = created();
  for (const char* name : {"from", "price", "price_unit", "error_code", "error_message", "date_sent", "date_updated"}) {
    json.erase(name);
  }
  json["body"] = nullptr;  // as of a message whose body was redacted
  json["something_new"] = {{"deep", {1, 2, 3}}};
  auto message = parse_message(json.dump());
  REQUIRE(message);
  CHECK_FALSE(message->from);
  CHECK(message->body.empty());
}

TEST_CASE("a field that is not as promised is named, with what it should be and what it is") {
  struct Row {
    const char* field;
    Json value;
    const char* message;
  };
  const Row row = GENERATE(values<Row>({
      {"sid", "SMx", R"(the answer's "sid" should be a message SID, but is "SMx")"},
      {"sid", nullptr, R"(the answer's "sid" should be a string, but is null)"},
      {"status", "lost", R"(the answer's "status" should be a message status, but is "lost")"},
      {"to", 15550100099, R"(the answer's "to" should be a string, but is 15550100099)"},
      {"num_segments", 1, R"(the answer's "num_segments" should be a string, but is 1)"},
      {"num_segments", "one", R"(the answer's "num_segments" should be digits, but is "one")"},
      {"error_code", "30003", R"(the answer's "error_code" should be an integer or null, but is "30003")"},
      {"error_code", 3e9, R"(the answer's "error_code" should be an integer or null, but is 3000000000.0)"},
      {"date_created", "2026-01-01T09:00:00Z",
       R"(the answer's "date_created" should be a date as in RFC 2822, but is "2026-01-01T09:00:00Z")"},
  }));
  Json json = created();
  json[row.field] = row.value;
  CHECK(why(json) == row.message);
}

TEST_CASE("an error code that no int can hold is not cut to one that it is not") {
  Json json = created();
  json["error_code"] = 4294997299;  // 2^32 + 30003
  CHECK(why(json) == R"(the answer's "error_code" should be an integer or null, but is 4294997299)");
}

TEST_CASE("an answer that is no JSON object is a bad response") {
  for (const char* text : {"", "<html>", "[]", "null", "\"x\"", "{", "{\"sid\":", "{\"a\":\"\xff\"}"}) {
    CAPTURE(text);
    auto message = parse_message(text);
    REQUIRE_FALSE(message);
    CHECK(message.error().code == ErrorCode::bad_response);
    CHECK(message.error().message == "the answer should be a JSON object, but is not");
  }
  CHECK_FALSE(parse_message(std::string(100'000, '[')));
}

TEST_CASE("a refusal is read when it is one") {
  auto error = parse_api_error(R"({"code": 21211, "message": "no", "more_info": "https://x", "status": 400})");
  REQUIRE(error);
  CHECK(error->code == 21211);
  CHECK(error->message == "no");
  for (const char* text : {"", "<html>503</html>", "{}", R"({"code":"21211","message":"no"})", R"({"code":21211})",
                           R"({"code":21211.5,"message":"no"})", R"({"code":4294988507,"message":"no"})"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_api_error(text));
  }
}
