#include "scenarios/runner/timeline.hpp"

#include "core/api/json_writer.hpp"
#include "scenarios/runner/parse.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::scenarios;
using namespace std::chrono_literals;

namespace {

Scenario sample() {
  auto scenario = parse_scenario(R"(
understudy: 1
name: A sample
world: { numbers: { shop: { number: "+15550100001" } } }
steps:
  - send: { to: "+15550100099", from: $shop, body: hi }
    as: hello
  - expect_callback: { message: $hello, status: delivered, within: 30s }
)",
                                 "a.yaml");
  if (!scenario) FAIL(scenario.error().message);
  return *scenario;
}

const TimePoint start = *parse_timestamp("2026-01-01T09:00:00Z");

// An event with these members, which are JSON without its braces.
void add(Journal& journal, Duration at, const char* kind, const std::string& members) {
  journal.append(start + at, kind, [&](JsonWriter& json) { json.key("x").raw("0," + members); });
}

Journal sample_journal() {
  const std::string sid = "SM00000000000000000000000000000001";
  Journal journal;
  add(journal, 0s, "scenario", R"("name":"A sample","seed":"42")");
  add(journal, 0s, "step", R"("step":1)");
  add(journal, 0s, "request",
      R"("method":"POST","target":"/2010-04-01/Accounts/AC1/Messages.json","form":{"To":"+15550100099","From":"+15550100001","Body":"hi"})");
  add(journal, 0s, "response", R"("status":503,"code":20503,"message":"Service unavailable","retry_after":"2")");
  add(journal, 2s, "request",
      R"("method":"POST","target":"/2010-04-01/Accounts/AC1/Messages.json","form":{"To":"+15550100099","From":"+15550100001","Body":"hi"})");
  add(journal, 2s, "response", R"("status":201,"sid":")" + sid + R"(","message_status":"queued")");
  add(journal, 2s, "step", R"("step":2)");
  add(journal, 26h + 3456us, "callback",
      R"("path":"/status","reply":204,"form":{"MessageSid":")" + sid +
          R"(","MessageStatus":"undelivered","ErrorCode":"30003"})");
  add(journal, 26h + 3456us, "failure", R"("expected":"this","got":"that")");
  add(journal, 26h + 3456us, "end", R"("passed":false)");
  return journal;
}

}  // namespace

TEST_CASE("a timeline shows who asked whom, in the names of the scenario") {
  CHECK(timeline(sample(), sample_journal(), Colour::none) ==
        R"(A sample
seed 42, begins at 2026-01-01T09:00:00.000000Z

 1  send as $hello
     0:00:00.000  client --> twilio          POST Messages  $shop to +15550100099  "hi"
     0:00:00.000  client <-- twilio          503  20503 Service unavailable, retry after 2 s
     0:00:02.000  client --> twilio          POST Messages  $shop to +15550100099  "hi"
     0:00:02.000  client <-- twilio          201  $hello queued

 2  expect_callback $hello delivered within 30s
  1d 2:00:00.003             twilio --> app  /status  $hello undelivered (30003)
  1d 2:00:00.003             twilio <-- app  204
  1d 2:00:00.003  FAILED                     expected this, got that
)");
}

TEST_CASE("a timeline has colours only where they are asked for") {
  std::string plain = timeline(sample(), sample_journal(), Colour::none);
  std::string coloured = timeline(sample(), sample_journal(), Colour::ansi);
  CHECK(plain.find('\x1b') == std::string::npos);
  CHECK(coloured.find("\x1b[31m503\x1b[0m") != std::string::npos);
  CHECK(coloured.find("\x1b[32m201\x1b[0m") != std::string::npos);
}
