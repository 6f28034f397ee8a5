#include "scenarios/runner/run.hpp"

#include <algorithm>

#include "core/text/base64.hpp"
#include "scenarios/runner/parse.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::scenarios;
using namespace std::chrono_literals;

namespace {

// A scenario with these steps from line 4 on, and its run in memory.
Scenario scenario_of(const std::string& steps) {
  auto scenario = parse_scenario(
      "understudy: 1\nname: A test\nworld: { numbers: { shop: { number: \"+15550100001\", sms_url: \"app:/sms\" }, "
      "mute: { number: \"+15550100003\" } } }\nsteps:\n" +
          steps,
      "a.yaml");
  if (!scenario) FAIL(scenario.error().message);
  return *scenario;
}
RunReport play(const std::string& steps, std::uint64_t seed = 42) {
  auto report = run(scenario_of(steps), seed, in_memory());
  if (!report) FAIL(report.error().message);
  return std::move(*report);
}

const std::string send = "  - send: { to: \"+15550100099\", from: $shop, body: hi }\n    as: hello\n";
constexpr int line_after_send = 7;

std::string failure_at(int line, const std::string& text) { return "a.yaml:" + std::to_string(line) + ":5: " + text; }
std::string in_microseconds(Duration duration) { return std::to_string(duration.count()) + "us"; }

// When, after the start, the n-th event of a kind was journaled.
Duration time_of(const RunReport& report, std::string_view kind, int n) {
  TimePoint start = report.journal.events().front().at;
  for (const auto& event : report.journal.events()) {
    if (event.kind == kind && --n == 0) return event.at - start;
  }
  throw std::logic_error("no such event");
}
int count(const RunReport& report, std::string_view kind) {
  int n = 0;
  for (const auto& event : report.journal.events()) n += event.kind == kind;
  return n;
}

// How long the message of `send` takes to be sent and to be delivered; the seed decides.
struct Course {
  Duration sent;
  Duration delivered;
};
Course course() {
  RunReport report = play(send + "  - advance: 1h\n");
  REQUIRE(count(report, "callback") == 2);
  return {time_of(report, "callback", 1), time_of(report, "callback", 2)};
}

}  // namespace

TEST_CASE("advance takes exactly its time") {
  RunReport report = play("  - advance: 90s\n  - advance: 1us\n");
  CHECK(report.failures.empty());
  CHECK(report.spent == 90s + 1us);
}

TEST_CASE("expect_callback ends the moment the callback comes") {
  RunReport report = play(send + "  - expect_callback: { message: $hello, status: delivered, within: 1h }\n");
  CHECK(report.failures.empty());
  CHECK(report.spent == course().delivered);
}

TEST_CASE("a callback at the last instant is within, one a microsecond later is not") {
  Duration delivered = course().delivered;
  auto within = [](Duration time) {
    return play(send + "  - expect_callback: { status: delivered, within: " + in_microseconds(time) + " }\n");
  };
  RunReport good = within(delivered);
  CHECK(good.failures.empty());
  CHECK(good.spent == delivered);

  RunReport late = within(delivered - 1us);
  REQUIRE(late.failures.size() == 1);
  CHECK(late.failures[0] ==
        failure_at(line_after_send, "expect_callback: expected a callback with status delivered within " +
                                        format_duration(delivered - 1us) + ", got only sent at +" +
                                        format_duration(course().sent)));
  CHECK(late.spent == delivered - 1us);
}

TEST_CASE("the last instant is within also when what happens then was decided after the step began") {
  // The silent message has its own course between those of the other, without a callback to show for it.
  const std::string both = "  - send: { to: \"+15550100098\", from: $mute, body: hi, status_callback: none }\n" + send;
  RunReport whole = play(both + "  - advance: 1h\n");
  REQUIRE(count(whole, "callback") == 2);
  Duration delivered = time_of(whole, "callback", 2);
  RunReport report =
      play(both + "  - expect_callback: { message: $hello, status: delivered, within: " + in_microseconds(delivered) +
           " }\n");
  CHECK(report.failures == std::vector<std::string>{});
  CHECK(report.spent == delivered);
}

TEST_CASE("a callback that has come before the step is as good") {
  RunReport report =
      play(send + "  - advance: 1m\n  - expect_callback: { message: $hello, status: delivered, within: 1us }\n");
  CHECK(report.failures.empty());
  CHECK(report.spent == 1min);
}

TEST_CASE("a callback is taken by one expectation only") {
  const std::string wait = "  - expect_callback: { message: $hello, status: sent, within: 10s }\n";
  RunReport report = play(send + wait + wait);
  auto [sent, delivered] = course();
  REQUIRE(report.failures.size() == 1);
  CHECK(report.failures[0] ==
        failure_at(line_after_send + 1,
                   "expect_callback: expected a callback of $hello with status sent within 10s, got only sent "
                   "at +" +
                       format_duration(sent) + " (taken by an earlier step), delivered at +" +
                       format_duration(delivered)));
  CHECK(report.spent == sent + 10s);
}

TEST_CASE("a callback that never comes is missed when its time is over") {
  RunReport report = play("  - expect_callback: { status: failed, within: 5s }\n");
  REQUIRE(report.failures.size() == 1);
  CHECK(report.failures[0] ==
        failure_at(5, "expect_callback: expected a callback with status failed within 5s, got none"));
  CHECK(report.spent == 5s);
}

TEST_CASE("never takes its whole time when nothing comes") {
  RunReport report = play(send + "  - never: { callback: { status: failed }, for: 1d }\n");
  CHECK(report.failures.empty());
  CHECK(report.spent == 24h);
}

TEST_CASE("never fails the moment one comes, and at its last instant too") {
  Duration delivered = course().delivered;
  auto never = [](Duration time) {
    return play(send + "  - never: { callback: { status: delivered }, for: " + in_microseconds(time) + " }\n");
  };
  for (Duration span : {delivered, delivered + 1h}) {
    RunReport report = never(span);
    REQUIRE(report.failures.size() == 1);
    CHECK(report.failures[0] ==
          failure_at(line_after_send, "never: expected never a callback with status delivered for " +
                                          format_duration(span) + ", got delivered after " +
                                          format_duration(delivered)));
    CHECK(report.spent == delivered);
  }
  RunReport good = never(delivered - 1us);
  CHECK(good.failures.empty());
  CHECK(good.spent == delivered - 1us);
}

TEST_CASE("never says nothing of what came before it") {
  RunReport report = play(send + "  - advance: 1m\n  - never: { callback: { message: $hello }, for: 1d }\n");
  CHECK(report.failures.empty());
}

TEST_CASE("expect reports every field that differs") {
  RunReport report =
      play(send +
           "  - expect: { message: $hello, status: sent, attempts: 2, error_code: 30003, num_segments: 3, "
           "num_media: 1, to: \"+15550100098\", from: $mute, body: ho }\n");
  std::vector<std::string> expected;
  for (const char* text : {"status sent, got queued", "attempts 2, got 1", "error_code 30003, got none",
                           "num_segments 3, got 1", "num_media 1, got 0", "to \"+15550100098\", got \"+15550100099\"",
                           "from \"+15550100003\", got \"+15550100001\"", "body \"ho\", got \"hi\""}) {
    expected.push_back(failure_at(line_after_send, std::string("expect: expected ") + text));
  }
  CHECK(report.failures == expected);
}

TEST_CASE("a send that ends otherwise than expected fails") {
  auto [step, text] = GENERATE(table<std::string, std::string>({
      {"  - send: { to: nobody, from: $shop, body: hi }\n",
       "send: expected the message to be accepted, got invalid_recipient: HTTP 400, code 21211: The 'To' number nobody "
       "is not a "
       "valid phone number."},
      {"  - send: { to: \"+15550100099\", body: hi }\n    fails: { code: 21211, error: server, attempts: 2 }\n",
       "send: expected code 21211, got 21603 (invalid_sender: HTTP 400, code 21603: A 'From' phone number is "
       "required.)"},
  }));
  RunReport report = play(step);
  REQUIRE_FALSE(report.failures.empty());
  CHECK(report.failures[0] == failure_at(5, text));
}

TEST_CASE("a send that should fail and does not, fails") {
  RunReport report = play("  - send: { to: \"+15550100099\", from: $shop, body: hi }\n    fails: { code: 21610 }\n");
  REQUIRE(report.failures.size() == 1);
  CHECK(report.failures[0].starts_with(failure_at(5, "send: expected the message to be refused, got SM")));
}

TEST_CASE("the first step that fails is the last") {
  RunReport report = play("  - expect_callback: { within: 1s }\n  - advance: 1d\n");
  CHECK(report.failures.size() == 1);
  CHECK(count(report, "step") == 1);
  CHECK(report.spent == 1s);
  CHECK(report.journal.events().back().line.ends_with(R"("kind":"end","passed":false})"));
}

TEST_CASE("the app has been told of a text by the end of the step") {
  RunReport report = play("  - text_in: { from: \"+15550100099\", to: $shop, body: hi }\n");
  CHECK(report.failures.empty());
  CHECK(count(report, "inbound") == 1);
  CHECK(report.spent == 0s);
}

TEST_CASE("the runner's own app has a picture at every path") {
  RunReport report = play(
      "  - text_in: { from: \"+15550100099\", to: $shop, body: \"\", media_url: \"app:/a.png\" }\n"
      "  - send: { to: \"+15550100099\", from: $shop, media_url: \"app:/a.gif\" }\n    as: picture\n"
      "  - expect_callback: { message: $picture, status: delivered, within: 1h }\n");
  CHECK(report.failures.empty());
  REQUIRE(count(report, "inbound") == 1);
  const auto& events = report.journal.events();
  const auto text =
      std::find_if(events.begin(), events.end(), [](const auto& event) { return event.kind == "inbound"; });
  CHECK_THAT(std::string(text->line), Catch::Contains("\"MediaContentType0\":\"image/png\""));
}

TEST_CASE("a text to a number without a webhook arrives all the same") {
  RunReport report = play("  - text_in: { from: \"+15550100099\", to: $mute, body: hi }\n");
  CHECK(report.failures.empty());
  CHECK(count(report, "inbound") == 0);
}

TEST_CASE("a text to a number that is not the account's fails") {
  RunReport report = play("  - text_in: { from: \"+15550100099\", to: \"+15550100055\", body: hi }\n");
  REQUIRE(report.failures.size() == 1);
  CHECK(report.failures[0].starts_with(failure_at(5, "text_in: expected the text to arrive, got invalid_input: ")));
}

TEST_CASE("a message captured by one name is not taken for another") {
  RunReport report =
      play(send + "  - send: { to: \"+15005560003\", from: $shop, body: hi }\n    as: other\n" +
           "  - expect_callback: { message: $other, status: undelivered, error_code: 30003, within: 1m }\n" +
           "  - never: { callback: { message: $other }, for: 1d }\n" +
           "  - expect_callback: { message: $hello, status: delivered, error_code: none, within: 1us }\n");
  CHECK(report.failures == std::vector<std::string>{});

  RunReport wrong = play(send + "  - send: { to: \"+15005560003\", from: $mute, body: hi }\n    as: other\n" +
                         "  - expect_callback: { message: $hello, status: undelivered, within: 1m }\n");
  CHECK(wrong.failures.size() == 1);
}

TEST_CASE("the same seed is the same run, another seed is another") {
  const std::string steps = send + "  - expect_callback: { status: delivered, within: 1h }\n";
  RunReport first = play(steps);
  RunReport second = play(steps);
  RunReport other = play(steps, 43);
  CHECK(first.digest == second.digest);
  CHECK(first.world_digest == second.world_digest);
  CHECK_FALSE(first_difference(first.journal, second.journal));
  CHECK(first.digest != other.digest);
  CHECK(first.spent != other.spent);
}

TEST_CASE("no credential reaches the journal") {
  RunReport report = play(send + "  - expect_callback: { status: delivered, within: 1h }\n");
  simulator::WorldConfig world;
  std::string token(world.auth_token.reveal());
  for (const auto& event : report.journal.events()) {
    CHECK(event.line.find(token) == std::string::npos);
    CHECK(event.line.find(base64_encode(world.account_sid + ":" + token)) == std::string::npos);
    CHECK(event.line.find("Authorization") == std::string::npos);
  }
}
