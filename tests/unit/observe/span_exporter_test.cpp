#include "core/observe/span_exporter.hpp"

#include <map>

#include "tests/support/observed_client.hpp"
#include "tests/support/scripted_transport.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace understudy;
using namespace std::chrono_literals;
using nlohmann::json;
using test::ObservedClient;
using test::ScriptedTransport;

namespace {

// An exporter for a client whose executor it shares.
struct Bench {
  explicit Bench(SpanOptions options = {}, simulator::WorldConfig world = {})
      : observed(nullptr, std::move(world)), collector(observed.sandbox.executor()) {
    exporter = std::make_shared<SpanExporter>(observed.sandbox.executor(), collector, std::move(options));
    observed.client = Client(observed.sandbox.executor(), observed.sandbox.transport(), observed.config(exporter));
  }
  std::vector<json> spans() const {
    std::vector<json> all;
    for (const auto& asked : collector.asked) {
      const json body = json::parse(asked.request.body);
      for (const json& span : body.at("resourceSpans").at(0).at("scopeSpans").at(0).at("spans")) all.push_back(span);
    }
    return all;
  }

  ObservedClient observed;
  ScriptedTransport collector;
  std::shared_ptr<SpanExporter> exporter;
};

std::map<std::string, std::string> attributes(const json& span) {
  std::map<std::string, std::string> all;
  for (const json& attribute : span.at("attributes")) {
    const json& value = attribute.at("value");
    all[attribute.at("key")] = value.contains("stringValue") ? value.at("stringValue") : value.at("intValue");
  }
  return all;
}

}  // namespace

TEST_CASE("a send is a span with a part for each request, in the form that collectors take") {
  simulator::WorldConfig world;
  world.faults = {{.effect = {.answer = simulator::FaultAnswer{429, 20429, 3s}}}};
  Bench bench({}, world);
  bench.collector.answer_always(Response(200));

  const auto receipt = bench.observed.send();
  REQUIRE(receipt);
  bench.observed.sandbox.advance(5s);

  REQUIRE(bench.collector.asked.size() == 1);
  const Request& request = bench.collector.asked[0].request;
  CHECK(request.method == "POST");
  CHECK(request.url == "http://localhost:4318/v1/traces");
  CHECK(request.headers.get("Content-Type") == "application/json");
  const auto spans = bench.spans();
  REQUIRE(spans.size() == 3);
  const json& send = spans[2];
  CHECK(send.at("name") == "twilio.send_sms");
  CHECK(send.at("kind") == 1);
  CHECK_FALSE(send.contains("parentSpanId"));
  CHECK(send.at("startTimeUnixNano") == "1767258000000000000");
  CHECK(send.at("endTimeUnixNano") == "1767258003000000000");
  CHECK(attributes(send) == std::map<std::string, std::string>{{"twilio.to", "+1555•••0099"},
                                                               {"twilio.from", "+15550100001"},
                                                               {"twilio.message_sid", receipt->message.sid.text()},
                                                               {"twilio.status", "queued"},
                                                               {"twilio.attempts", "2"}});
  for (const json* part : {&spans[0], &spans[1]}) {
    CHECK(part->at("name") == "POST");
    CHECK(part->at("kind") == 3);
    CHECK(part->at("traceId") == send.at("traceId"));
    CHECK(part->at("parentSpanId") == send.at("spanId"));
    CHECK(part->at("spanId") != send.at("spanId"));
  }
  CHECK(attributes(spans[0]).at("http.response.status_code") == "429");
  CHECK(attributes(spans[1]).at("http.response.status_code") == "201");
  CHECK(attributes(spans[1]).at("http.request.resend_count") == "1");
}

TEST_CASE("a failed send is a span that says why") {
  Bench bench;
  bench.collector.answer_always(Response(200));
  OutgoingMessage wrong = ObservedClient::hello();
  wrong.to = "banana";
  REQUIRE_FALSE(bench.observed.send(wrong));
  bench.observed.sandbox.advance(5s);

  const json send = bench.spans().at(1);
  CHECK(send.at("status").at("code") == 2);
  CHECK(attributes(send).at("error.type") == "invalid_recipient");
}

TEST_CASE("a full batch goes at once, fewer spans when they have waited long enough") {
  Bench bench({.batch = 4});
  bench.collector.answer_always(Response(200));

  REQUIRE(bench.observed.send());
  bench.observed.sandbox.advance(4999ms);
  CHECK(bench.collector.asked.empty());
  bench.observed.sandbox.advance(1ms);
  CHECK(bench.collector.asked.size() == 1);

  REQUIRE(bench.observed.send());
  REQUIRE(bench.observed.send());
  bench.observed.sandbox.advance(1us);
  CHECK(bench.collector.asked.size() == 2);
}

TEST_CASE("a collector that is dead, slow or refuses costs spans, never a send") {
  SpanOptions options{.batch = 2, .queue = 4};
  Bench bench(options);
  const auto trouble = GENERATE(0, 1, 2);
  if (trouble == 0) bench.collector.answer_always(failure(ErrorCode::connection_failed, "refused"));
  if (trouble == 1) bench.collector.answer_always(Response(503));
  if (trouble == 2) bench.collector.fall_silent();
  const TimePoint began = bench.observed.sandbox.now();

  for (int i = 0; i < 20; ++i) REQUIRE(bench.observed.send());

  CHECK(bench.observed.sandbox.now() - began == 19s);  // one a second, as the sender's rate says
  bench.observed.sandbox.advance(2min);
  CHECK(bench.exporter->dropped() == 40);
}

TEST_CASE("flushing ends when all that there was has been taken") {
  Bench bench;
  bench.collector.answer(Response(200), 3s);
  REQUIRE(bench.observed.send());
  const TimePoint began = bench.observed.sandbox.now();
  auto flush = [](SpanExporter& exporter) -> Task<int> {
    co_await exporter.flush();
    co_return 0;
  };

  (void)Pending<int>(bench.observed.sandbox.executor(), flush(*bench.exporter)).get();

  CHECK(bench.observed.sandbox.now() - began == 3s);
  CHECK(bench.spans().size() == 2);
  CHECK(bench.exporter->dropped() == 0);
}
