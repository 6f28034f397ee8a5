#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* service = "MGc0ffee00c0ffee00c0ffee00c0ffee00";

std::string message_path(const std::string& sid, const std::string& extension = ".json") {
  return "/2010-04-01/Accounts/" + std::string(account_sid) + "/Messages/" + sid + extension;
}
Request update_request(const std::string& sid, const Form& form) {
  Request request = twilio_request("POST", message_path(sid));
  request.headers.add("Content-Type", std::string(form_content_type));
  request.body = encode_form(form);
  return request;
}
nlohmann::json body_of(const Response& response) { return nlohmann::json::parse(response.body); }

std::string send_one(WorldDriver& driver, const Form& more = {}) {
  Form form{{"To", "+15550100099"}, {"Body", "hi"}};
  if (!more.find("From") && !more.find("MessagingServiceSid")) form.add("From", "+15550100001");
  for (const auto& [name, value] : more) form.add(name, value);
  return driver.send(form);
}

}  // namespace

TEST_CASE("an empty body redacts a message for good") {
  WorldDriver driver;
  const std::string sid = send_one(driver);
  driver.advance(10s);
  const Response response = driver.ask(update_request(sid, {{"Body", ""}}));
  REQUIRE(response.status == 200);
  CHECK(body_of(response).at("body") == "");
  CHECK(body_of(response).at("date_updated") == "Thu, 01 Jan 2026 09:00:10 +0000");
  CHECK(driver.fetch(sid).at("body") == "");
}

TEST_CASE("an update is an empty body or a cancel, and nothing else") {
  WorldDriver driver;
  const std::string sid = send_one(driver);
  const auto form =
      GENERATE(Form{}, Form{{"Body", "another"}}, Form{{"Status", "sent"}}, Form{{"Body", ""}, {"Status", "canceled"}});
  const Response response = driver.ask(update_request(sid, form));
  REQUIRE(response.status == 400);
  CHECK(body_of(response).at("code") == 30400);
  CHECK(driver.fetch(sid).at("body") == "hi");
}

TEST_CASE("a message is deleted once it is complete, and is gone") {
  WorldDriver driver;
  const std::string sid = send_one(driver);
  const std::string other = send_one(driver);
  Response early = driver.ask(twilio_request("DELETE", message_path(sid)));
  REQUIRE(early.status == 409);
  CHECK(body_of(early).at("code") == 20009);
  driver.advance(1h);
  const Response response = driver.ask(twilio_request("DELETE", message_path(sid)));
  REQUIRE(response.status == 204);
  CHECK(response.body.empty());
  CHECK_FALSE(response.headers.find("Content-Type"));
  CHECK(driver.ask(fetch_request(sid)).status == 404);
  CHECK(driver.ask(twilio_request("DELETE", message_path(sid))).status == 404);
  const auto listed = body_of(driver.ask(twilio_request("GET", messages_path()))).at("messages");
  REQUIRE(listed.size() == 1);
  CHECK(listed[0].at("sid") == other);
}

TEST_CASE("a message that never gets a receipt can be deleted") {
  WorldDriver driver;
  const std::string sid = driver.send({{"To", "+15005570000"}, {"From", "+15550100001"}, {"Body", "hi"}});
  driver.advance(1h);
  REQUIRE(driver.status(sid) == "sent");
  CHECK(driver.ask(twilio_request("DELETE", message_path(sid))).status == 204);
}

TEST_CASE("feedback is taken for a message that is there") {
  WorldDriver driver;
  const std::string sid = send_one(driver);
  Request request = twilio_request("POST", message_path(sid, "/Feedback.json"));
  request.headers.add("Content-Type", std::string(form_content_type));
  request.body = "Outcome=unconfirmed";
  const Response response = driver.ask(request);
  REQUIRE(response.status == 200);
  CHECK(body_of(response).at("outcome") == "unconfirmed");
  CHECK(body_of(response).at("message_sid") == sid);
  request.body = "Outcome=perhaps";
  CHECK(driver.ask(request).status == 400);
}

TEST_CASE("what has been sent has a price, each segment by itself") {
  WorldDriver driver;
  const std::string sid = send_one(driver);
  const std::string longer =
      driver.send({{"To", "+15550100099"}, {"From", "+15550100002"}, {"Body", std::string(161, 'a')}});
  CHECK(driver.fetch(sid).at("price").is_null());
  driver.advance(1h);
  CHECK(driver.fetch(sid).at("price") == "-0.00750");
  CHECK(driver.fetch(longer).at("price") == "-0.01500");
}

TEST_CASE("a scheduled message goes at its time, and is accepted then") {
  WorldDriver driver;
  const std::string sid = send_one(driver, {{"MessagingServiceSid", service},
                                            {"ScheduleType", "fixed"},
                                            {"SendAt", "2026-01-01T10:00:00Z"},
                                            {"StatusCallback", "https://app.example/status"}});
  auto message = driver.fetch(sid);
  CHECK(message.at("status") == "scheduled");
  CHECK(message.at("from").is_null());
  CHECK(message.at("num_segments") == "0");
  driver.advance(1h - 1us);
  CHECK(driver.status(sid) == "scheduled");
  driver.advance(10s);
  CHECK(driver.status(sid) == "delivered");
  std::vector<std::string> callbacks;
  for (const Request& webhook : driver.webhooks) {
    callbacks.emplace_back(decode_form(webhook.body).get("MessageStatus"));
  }
  CHECK(callbacks == std::vector<std::string>{"queued", "sent", "delivered"});
}

TEST_CASE("a scheduled message can be canceled until its time, once") {
  WorldDriver driver;
  const Form scheduled{{"MessagingServiceSid", service},
                       {"ScheduleType", "fixed"},
                       {"SendAt", "2026-01-01T10:00:00Z"},
                       {"StatusCallback", "https://app.example/status"}};
  const std::string sid = send_one(driver, scheduled);
  const Response response = driver.ask(update_request(sid, {{"Status", "canceled"}}));
  REQUIRE(response.status == 200);
  CHECK(body_of(response).at("status") == "canceled");
  REQUIRE(driver.webhooks.size() == 1);
  CHECK(decode_form(driver.webhooks[0].body).get("MessageStatus") == "canceled");
  driver.advance(2h);
  CHECK(driver.status(sid) == "canceled");
  const Response again = driver.ask(update_request(sid, {{"Status", "canceled"}}));
  CHECK(again.status == 409);
  CHECK(body_of(again).at("code") == 30409);
}

TEST_CASE("a message that was canceled and deleted stays away when its time comes") {
  WorldDriver driver;
  const std::string sid = send_one(
      driver, {{"MessagingServiceSid", service}, {"ScheduleType", "fixed"}, {"SendAt", "2026-01-01T10:00:00Z"}});
  driver.ask(update_request(sid, {{"Status", "canceled"}}));
  REQUIRE(driver.ask(twilio_request("DELETE", message_path(sid))).status == 204);
  driver.advance(2h);
  CHECK(driver.events("status").size() == 1);
}

TEST_CASE("a STOP in between does not cancel a scheduled message, but fails it") {
  WorldDriver driver;
  const std::string sid = send_one(
      driver, {{"MessagingServiceSid", service}, {"ScheduleType", "fixed"}, {"SendAt", "2026-01-01T10:00:00Z"}});
  REQUIRE(driver.text_in({"+15550100099", "+15550100001", "STOP", {}}));
  CHECK(driver.status(sid) == "scheduled");
  driver.advance(2h);
  CHECK(driver.status(sid) == "failed");
  CHECK(driver.fetch(sid).at("error_code") == 21610);
}

TEST_CASE("when a message may be scheduled") {
  struct Row {
    const char* what;
    Form more;
    int code;  // 0: taken
  };
  const auto row = GENERATE(values<Row>({
      {"soonest", {{"ScheduleType", "fixed"}, {"SendAt", "2026-01-01T09:05:00Z"}}, 0},
      {"too soon", {{"ScheduleType", "fixed"}, {"SendAt", "2026-01-01T09:04:59Z"}}, 35114},
      {"latest, with an offset", {{"ScheduleType", "fixed"}, {"SendAt", "2026-02-05T04:00:00-05:00"}}, 0},
      {"too late", {{"ScheduleType", "fixed"}, {"SendAt", "2026-02-05T09:00:01Z"}}, 35114},
      {"no time", {{"ScheduleType", "fixed"}}, 35111},
      {"no date", {{"ScheduleType", "fixed"}, {"SendAt", "tomorrow"}}, 35114},
      {"another way", {{"ScheduleType", "daily"}, {"SendAt", "2026-01-02T09:00:00Z"}}, 35126},
  }));
  INFO(row.what);
  WorldDriver driver;
  Form form{{"To", "+15550100099"}, {"Body", "hi"}, {"MessagingServiceSid", service}};
  for (const auto& [name, value] : row.more) form.add(name, value);
  const auto answer = body_of(driver.ask(create_request(form)));
  if (row.code == 0) {
    CHECK(answer.at("status") == "scheduled");
  } else {
    CHECK(answer.at("code") == row.code);
  }
}

TEST_CASE("without a service a schedule is dropped, or refused where that is switched on") {
  const Form form{{"To", "+15550100099"},
                  {"From", "+15550100001"},
                  {"Body", "hi"},
                  {"ScheduleType", "fixed"},
                  {"SendAt", "2026-01-02T09:00:00Z"}};
  WorldDriver lenient;
  CHECK(body_of(lenient.ask(create_request(form))).at("status") == "queued");
  simulator::WorldConfig config;
  config.switches.refuse_schedule_without_service = true;
  WorldDriver strict(config);
  CHECK(body_of(strict.ask(create_request(form))).at("code") == 35118);
}

TEST_CASE("only so many messages may wait for their time") {
  simulator::WorldConfig config;
  config.scheduled_max = 1;
  WorldDriver driver(config);
  const Form form{{"To", "+15550100099"},
                  {"MessagingServiceSid", service},
                  {"Body", "hi"},
                  {"ScheduleType", "fixed"},
                  {"SendAt", "2026-01-01T10:00:00Z"}};
  const std::string first = driver.send(form);
  CHECK(body_of(driver.ask(create_request(form))).at("code") == 35125);
  driver.ask(update_request(first, {{"Status", "canceled"}}));
  const std::string second = driver.send(form);
  driver.advance(2h);
  CHECK(driver.status(second) == "delivered");
}

TEST_CASE("a stored template is filled in") {
  simulator::WorldConfig config;
  const std::string sid = "HX00000000000000000000000000000001";
  config.contents = {{sid, "Hi {{1}}, your code is {{code}}{{missing}}"}};
  WorldDriver driver(config);
  const std::string message = driver.send({{"To", "+15550100099"},
                                           {"From", "+15550100001"},
                                           {"ContentSid", sid},
                                           {"ContentVariables", R"({"1":"Ann","code":"123"})"}});
  CHECK(driver.fetch(message).at("body") == "Hi Ann, your code is 123{{missing}}");
  const auto variables = GENERATE("[]", "{", R"({"1":1})");
  const auto refused = driver.ask(create_request(
      {{"To", "+15550100099"}, {"From", "+15550100001"}, {"ContentSid", sid}, {"ContentVariables", variables}}));
  CHECK(body_of(refused).at("code") == 21656);
}

TEST_CASE("smart encoding makes a body fit GSM-7 where that was asked for") {
  WorldDriver driver;
  const std::string body = "\xE2\x80\x9CHi\xE2\x80\x9D \xE2\x80\x93 " + std::string(100, 'a');
  const std::string plain = driver.send({{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", body}});
  const std::string smart =
      driver.send({{"To", "+15550100099"}, {"From", "+15550100002"}, {"Body", body}, {"SmartEncoded", "true"}});
  CHECK(driver.fetch(plain).at("num_segments") == "2");
  CHECK(driver.fetch(smart).at("num_segments") == "1");
  CHECK(driver.fetch(smart).at("body") == "\"Hi\" - " + std::string(100, 'a'));
}

TEST_CASE("a service smart-encodes its messages unless it is set not to, or the message says so") {
  const std::string body = "\xE2\x80\x9CHi\xE2\x80\x9D";
  const auto sent = [&](bool smart, const char* asked) {
    simulator::WorldConfig config;
    config.services[0].smart_encoding = smart;
    WorldDriver driver(config);
    Form form{{"To", "+15550100099"}, {"MessagingServiceSid", service}, {"Body", body}};
    if (*asked) form.add("SmartEncoded", asked);
    return driver.fetch(driver.send(form)).at("body").get<std::string>();
  };
  CHECK(sent(true, "") == "\"Hi\"");
  CHECK(sent(true, "false") == body);
  CHECK(sent(false, "") == body);
  CHECK(sent(false, "true") == "\"Hi\"");
}

TEST_CASE("a message waits no longer than its service allows") {
  simulator::WorldConfig config;
  config.services[0].pool = {"+15550100001"};
  config.services[0].validity = 2s;
  WorldDriver driver(config);
  for (int i = 0; i < 10; ++i) driver.send({{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "hi"}});
  const std::string sid = send_one(driver, {{"MessagingServiceSid", service}, {"ValidityPeriod", "3600"}});
  driver.advance(1h);
  CHECK(driver.fetch(sid).at("error_code") == 30036);
}

TEST_CASE("retention is kept to when a message has come to its end") {
  WorldDriver driver;
  const std::string sid = send_one(driver, {{"ContentRetention", "discard"},
                                            {"AddressRetention", "obfuscate"},
                                            {"StatusCallback", "https://app.example/status"}});
  CHECK(driver.fetch(sid).at("body") == "hi");
  driver.advance(1h);
  CHECK(driver.fetch(sid).at("body") == "");
  CHECK(driver.fetch(sid).at("to") == "+1555010XXXX");
  CHECK(decode_form(driver.webhooks.back().body).get("To") == "+15550100099");
}

TEST_CASE("a trial account writes to verified numbers only, and says what it is") {
  simulator::WorldConfig config;
  config.trial = true;
  config.verified_numbers = {"+15550100099"};
  WorldDriver driver(config);
  const auto refused = [&](const Form& form) { return body_of(driver.ask(create_request(form))).at("code"); };
  CHECK(refused({{"To", "+15550100098"}, {"From", "+15550100001"}, {"Body", "hi"}}) == 21608);
  CHECK(refused({{"To", "+15550100099"}, {"From", "Acme"}, {"Body", "hi"}}) == 21267);
  const std::string sid = send_one(driver);
  CHECK(driver.fetch(sid).at("body") == "Sent from your Twilio trial account - hi");
  const std::string longest =
      driver.send({{"To", "+15550100099"}, {"From", "+15550100002"}, {"Body", std::string(1600, 'a')}});
  driver.advance(1h);
  CHECK(driver.status(sid) == "delivered");
  CHECK(driver.fetch(longest).at("error_code") == 30044);
}

TEST_CASE("a service with a sender named accepts first, or queues at once where that is switched on") {
  const Form form{{"To", "+15550100099"}, {"From", "+15550100001"}, {"MessagingServiceSid", service}, {"Body", "hi"}};
  WorldDriver usual;
  CHECK(body_of(usual.ask(create_request(form))).at("status") == "accepted");
  simulator::WorldConfig config;
  config.switches.queued_with_service_and_from = true;
  WorldDriver other(config);
  const auto message = body_of(other.ask(create_request(form)));
  CHECK(message.at("status") == "queued");
  CHECK(message.at("num_segments") == "1");
  other.advance(1h);
  CHECK(other.status(message.at("sid")) == "delivered");
}
