#include "core/client/outgoing_message.hpp"

#include <functional>

#include "tests/support/client_bench.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;
using understudy::test::ClientBench;

namespace {

const TimePoint now = *parse_timestamp("2026-01-01T09:00:00Z");
const std::string service = "MGc0ffee00c0ffee00c0ffee00c0ffee00";

OutgoingMessage scheduled(TimePoint at) {
  OutgoingMessage message;
  message.messaging_service_sid = service;
  message.send_at = at;
  return message;
}

}  // namespace

TEST_CASE("each parameter of a create is posted as Twilio's own libraries post it") {
  struct Case {
    std::function<void(OutgoingMessage&)> set;
    Form posted;
  };
  // https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
  const auto c = GENERATE(values<Case>({
      {[](auto&) {}, {}},
      {[](auto& m) { m.to = "whatsapp:+15552229999"; }, {{"To", "whatsapp:+15552229999"}}},
      {[](auto& m) { m.from = "Bank"; }, {{"From", "Bank"}}},
      {[](auto& m) { m.fallback_from = "+15550100002"; }, {{"FallbackFrom", "+15550100002"}}},
      {[](auto& m) { m.messaging_service_sid = service; }, {{"MessagingServiceSid", service}}},
      {[](auto& m) { m.body = "a\nb & “c”"; }, {{"Body", "a\nb & “c”"}}},
      {[](auto& m) {
         m.media_urls = {"https://a", "https://b"};
       },
       {{"MediaUrl", "https://a"}, {"MediaUrl", "https://b"}}},
      {[](auto& m) { m.content_sid = "HX1"; }, {{"ContentSid", "HX1"}}},
      {[](auto& m) {
         m.content_variables = {{"1", "say \"hi\""}, {"name", "Ä"}};
       },
       {{"ContentVariables", R"({"1":"say \"hi\"","name":"Ä"})"}}},
      {[](auto& m) { m.status_callback = "https://a?b#c"; }, {{"StatusCallback", "https://a?b#c"}}},
      {[](auto& m) { m.application_sid = "AP1"; }, {{"ApplicationSid", "AP1"}}},
      {[](auto& m) { m.max_price = "0.05"; }, {{"MaxPrice", "0.05"}}},
      {[](auto& m) { m.provide_feedback = true; }, {{"ProvideFeedback", "true"}}},
      {[](auto& m) { m.attempt = 3; }, {{"Attempt", "3"}}},
      {[](auto& m) { m.validity = 4h; }, {{"ValidityPeriod", "14400"}}},
      {[](auto& m) { m.force_delivery = false; }, {{"ForceDelivery", "false"}}},
      {[](auto& m) { m.content_retention = ContentRetention::retain; }, {{"ContentRetention", "retain"}}},
      {[](auto& m) { m.content_retention = ContentRetention::discard; }, {{"ContentRetention", "discard"}}},
      {[](auto& m) { m.address_retention = AddressRetention::retain; }, {{"AddressRetention", "retain"}}},
      {[](auto& m) { m.address_retention = AddressRetention::obfuscate; }, {{"AddressRetention", "obfuscate"}}},
      {[](auto& m) { m.smart_encoded = true; }, {{"SmartEncoded", "true"}}},
      {[](auto& m) {
         m.persistent_actions = {"geo:1,2", "geo:3,4"};
       },
       {{"PersistentAction", "geo:1,2"}, {"PersistentAction", "geo:3,4"}}},
      {[](auto& m) { m.traffic_type = "free"; }, {{"TrafficType", "free"}}},
      {[](auto& m) { m.shorten_urls = false; }, {{"ShortenUrls", "false"}}},
      {[](auto& m) { m.send_at = now + 1h + 999ms; }, {{"ScheduleType", "fixed"}, {"SendAt", "2026-01-01T10:00:00Z"}}},
      {[](auto& m) { m.send_as_mms = true; }, {{"SendAsMms", "true"}}},
      {[](auto& m) { m.risk_check = RiskCheck::enable; }, {{"RiskCheck", "enable"}}},
      {[](auto& m) { m.risk_check = RiskCheck::disable; }, {{"RiskCheck", "disable"}}},
      {[](auto& m) {
         m.tags = {{"campaign", "spring"}};
       },
       {{"Tags", R"({"campaign":"spring"})"}}},
  }));
  OutgoingMessage message;
  c.set(message);
  CHECK(to_form(message) == c.posted);
}

TEST_CASE("variables that are no valid UTF-8 are posted as far as they can be") {
  OutgoingMessage message;
  message.content_variables = {{"1", "a\xff"}};
  CHECK(to_form(message) == Form{{"ContentVariables", "{\"1\":\"a\xef\xbf\xbd\"}"}});
}

TEST_CASE("a message is scheduled within the window, both ends included") {
  struct Case {
    TimePoint at;
    bool good;
  };
  const auto c = GENERATE(values<Case>({
      {now + 300s, true},
      {now + 300s - 1us, false},  // posted as a second before
      {now + 35 * 24h, true},
      {now + 35 * 24h + 999ms, true},  // posted without the fraction
      {now + 35 * 24h + 1s, false},
      {now - 1s, false},
  }));
  const auto problem = problem_of(scheduled(c.at), now);
  CHECK(problem.has_value() == !c.good);
  if (problem) {
    CHECK(problem->code == ErrorCode::invalid_input);
    CHECK(problem->provider_code == 35114);
  }
}

TEST_CASE("the window for schedules is the client's to set") {
  const ScheduleWindow older{.least = 900s, .most = 7 * 24h};
  CHECK_FALSE(problem_of(scheduled(now + 900s), now, older));
  const auto problem = problem_of(scheduled(now + 899s), now, older);
  REQUIRE(problem);
  CHECK(problem->message ==
        "a scheduled message should go out 15m to 7d from now, between 2026-01-01T09:15:00Z and "
        "2026-01-08T09:00:00Z, but is to go out at 2026-01-01T09:14:59Z");
}

TEST_CASE("a scheduled message wants a messaging service, or its SID for a sender") {
  OutgoingMessage message = scheduled(now + 1h);
  message.messaging_service_sid.clear();
  message.from = "+15550100001";
  REQUIRE(problem_of(message, now));
  CHECK(problem_of(message, now)->provider_code == 35118);
  message.from = service;
  CHECK_FALSE(problem_of(message, now));
}

TEST_CASE("a validity is whole seconds; how many of them is for the service to say") {
  struct Case {
    Duration validity;
    bool good;
  };
  const auto c = GENERATE(values<Case>({{1s, true}, {10h, true}, {11h, true}, {1500ms, false}, {1us, false}}));
  OutgoingMessage message;
  message.validity = c.validity;
  const auto problem = problem_of(message, now);
  CHECK(problem.has_value() == !c.good);
  if (problem) CHECK(problem->provider_code == 21624);
}

TEST_CASE("what cannot be right is not sent, and costs nothing") {
  ClientBench bench;
  bench.config.daily_caps.sender = 1;
  bench.transport.answer_always(test::created());
  Client client = bench.client();
  OutgoingMessage message = bench.hello();
  SECTION("no service") { message.send_at = bench.start + 1h; }
  SECTION("too soon") {
    message = scheduled(bench.start + 1s);
    message.from = "+15550100001";
  }
  SECTION("half a second") { message.validity = 500ms; }

  auto receipt = client.send(message).get();

  REQUIRE_FALSE(receipt);
  CHECK(receipt.error().attempts == 0);
  CHECK_FALSE(receipt.error().in_doubt);
  CHECK(bench.transport.asked.empty());
  CHECK(bench.watcher->sends.size() == 1);
  CHECK(client.send(bench.hello()).get()->remaining_today == 0);
}

TEST_CASE("the least time ahead of a schedule can be the older one of 900 seconds") {
  const TimePoint now = *parse_timestamp("2026-01-01T09:00:00Z");
  OutgoingMessage message;
  message.messaging_service_sid = "MGc0ffee00c0ffee00c0ffee00c0ffee00";
  message.send_at = now + 600s;
  CHECK_FALSE(problem_of(message, now));
  CHECK(problem_of(message, now, ScheduleWindow{.least = 900s}));
}
