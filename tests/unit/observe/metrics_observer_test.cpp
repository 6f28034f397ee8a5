#include "core/observe/metrics_observer.hpp"

#include "core/webhook/events.hpp"
#include "tests/support/observed_client.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;
using test::ObservedClient;

constexpr const char* sid = "SM00112233445566778899aabbccddeeff";

TEST_CASE("sends, limits, errors and webhooks are counted under the names that dashboards know") {
  auto metrics = std::make_shared<MetricsObserver>();
  ObservedClient observed(metrics);
  REQUIRE(observed.send());
  REQUIRE(observed.send());  // a second later, since a sender has one a second
  OutgoingMessage wrong = ObservedClient::hello();
  wrong.to = "banana";
  REQUIRE_FALSE(observed.send(wrong));
  const auto update = parse_webhook({{"MessageSid", sid}, {"MessageStatus", "delivered"}}, "");
  metrics->on(WebhookTaken{&std::get<StatusUpdate>(*update), nullptr, nullptr, {}, {}, {}});
  const auto message = parse_webhook({{"MessageSid", sid}, {"To", "+15550100001"}, {"From", "+15550100099"}}, "");
  metrics->on(WebhookTaken{nullptr, &std::get<InboundMessage>(*message), nullptr, {}, {}, {}});

  const std::string text = metrics->text();

  CHECK_THAT(text, Catch::Contains(R"(twilio_messages_sent_total{from_number="+15550100001",status="queued"} 2)"));
  CHECK_THAT(text, Catch::Contains(R"(twilio_messages_received_total{to_number="+15550100001"} 1)"));
  CHECK_THAT(text, Catch::Contains(R"(twilio_delivery_status_total{status="delivered"} 1)"));
  CHECK_THAT(text, Catch::Contains(R"(twilio_errors_total{error_type="invalid_recipient"} 1)"));
  CHECK_THAT(text, Catch::Contains(R"(twilio_rate_limit_hits_total{limit="sender"} 2)"));
  CHECK_THAT(text, Catch::Contains("twilio_send_latency_seconds_count 3"));
  CHECK_THAT(text, Catch::Contains("twilio_send_latency_seconds_sum 2"));  // both waited a second for their turn
  CHECK_THAT(text, Catch::Contains(R"(twilio_send_latency_seconds_bucket{le="0.01"} 1)"));
  CHECK_THAT(text, !Catch::Contains("15550100099"));
}
