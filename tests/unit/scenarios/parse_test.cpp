#include "scenarios/runner/parse.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::scenarios;
using namespace std::chrono_literals;

namespace {

// What is wrong with a text, as it would be said of the file "a.yaml".
std::string problems(const std::string& yaml) {
  auto scenario = parse_scenario(yaml, "a.yaml");
  return scenario ? "nothing" : scenario.error().message;
}

// A scenario whose first step stands in line 5; the other keys in lines 1 to 4.
std::string with_steps(const std::string& steps) {
  return "understudy: 1\nname: A test\nworld: { numbers: { support: { number: \"+15550100001\" } } }\nsteps:\n" + steps;
}
const std::string send = "  - send: { to: \"+15550100099\", from: $support, body: hi }\n";

std::string with_world(const std::string& world) {
  return "understudy: 1\nname: A test\nworld: " + world + "\nsteps: [{ advance: 1s }]\n";
}

Scenario parsed(const std::string& yaml) {
  auto scenario = parse_scenario(yaml, "a.yaml");
  if (!scenario) FAIL(scenario.error().message);
  return *scenario;
}

template <class T>
T first_step(const std::string& steps) {
  return std::get<T>(parsed(with_steps(steps)).steps.at(0).action);
}

}  // namespace

TEST_CASE("a scenario says what it does not say by defaults that work") {
  Scenario scenario = parsed("understudy: 1\nname: Short\nsteps: [{ advance: 1s }]");
  CHECK(scenario.file == "a.yaml");
  CHECK(scenario.name == "Short");
  CHECK(scenario.seed == 42);
  CHECK(scenario.start == parse_timestamp("2026-01-01T09:00:00Z"));
  CHECK(scenario.timeout == 15s);
  CHECK(scenario.limits == SendLimits{});
  CHECK(scenario.names.empty());
  CHECK(scenario.world.numbers.size() == simulator::WorldConfig{}.numbers.size());
  CHECK(scenario.world.faults.empty());
}

TEST_CASE("a world is read with its numbers and its faults") {
  Scenario scenario = parsed(R"(
understudy: 1
name: A world
seed: 18446744073709551615
world:
  start: 2026-03-29T00:30:00+01:00
  numbers:
    support: { number: "+15550100001", sms_url: "app:/sms" }
    shop: { number: +15550100002 }
  faults:
    - { on: messages.create, nth: 2, answer: { status: 429, code: 20429, retry_after: 3s } }
    - { on: callback.status, drop: before }
    - { on: messages.fetch, delay: 250ms }
client: { rate: { per_second: 5, burst: 7 }, sender_rate: { per_second: 2, burst: 3 }, timeout: 4s }
steps: [{ advance: 90s }])");
  CHECK(scenario.seed == 18446744073709551615u);
  CHECK(scenario.start == parse_timestamp("2026-03-28T23:30:00Z"));
  CHECK(scenario.names == simulator::Names{{"support", "+15550100001"}, {"shop", "+15550100002"}});
  REQUIRE(scenario.world.numbers.size() == 3);  // the default world's, of which two are spoken of
  CHECK(scenario.world.numbers[1].number == "+15550100001");
  CHECK(scenario.world.numbers[1].sms_url == "http://app.localhost/sms");
  CHECK(scenario.world.numbers[2].number == "+15550100002");
  CHECK_FALSE(scenario.world.numbers[2].sms_url);
  REQUIRE(scenario.world.faults.size() == 3);
  CHECK(scenario.world.faults[0].occasion == simulator::Occasion(simulator::Nth{2}));
  CHECK(scenario.world.faults[0].effect.answer == simulator::FaultAnswer{429, 20429, 3s});
  CHECK(scenario.world.faults[1].on == simulator::Operation::callback_status);
  CHECK(scenario.world.faults[1].effect.drop == simulator::Fault::Drop::before);
  CHECK(scenario.world.faults[2].effect.delay == 250ms);
  CHECK(scenario.limits == SendLimits{{5, 7}, {2, 3}});
  CHECK(scenario.timeout == 4s);
  CHECK(std::get<Advance>(scenario.steps.at(0).action).by == 90s);
  CHECK(scenario.steps.at(0).place.line == 15);
  CHECK(scenario.steps.at(0).place.column == 9);
}

TEST_CASE("a send is read with all its keys") {
  auto step = first_step<Send>(
      "  - send: { to: \"+15550100099\", messaging_service_sid: MG0, body: hi, media_url: [\"app:/a.png\", "
      "\"https://b.test/c\"],\n"
      "            status_callback: \"app:/other\" }\n    fails: { code: 21610, error: opted_out, attempts: 1 }\n");
  CHECK(step.message.to == "+15550100099");
  CHECK(step.message.from.empty());
  CHECK(step.message.messaging_service_sid == "MG0");
  CHECK(step.message.media_urls == std::vector<std::string>{"http://app.localhost/a.png", "https://b.test/c"});
  CHECK(step.message.status_callback == "http://app.localhost/other");
  REQUIRE(step.fails);
  CHECK(step.fails->code == 21610);
  CHECK(step.fails->error == ErrorCode::opted_out);
  CHECK(step.fails->attempts == 1);
}

TEST_CASE("every send asks for its status at the app, unless it says otherwise") {
  CHECK(first_step<Send>(send).message.status_callback == "http://app.localhost/status");
  CHECK(first_step<Send>("  - send: { to: a, body: b, status_callback: none }\n").message.status_callback.empty());
}

TEST_CASE("a dollar and a name stand for the number, two dollars for one") {
  auto body = [](const std::string& text) {
    return first_step<Send>("  - send: { to: $support, body: '" + text + "' }\n").message.body;
  };
  CHECK(body("$support") == "+15550100001");
  CHECK(body("$$support") == "$support");
  CHECK(body("$5 off") == "$5 off");
  CHECK(body("call $support") == "call $support");
  CHECK(body("$") == "$");
}

TEST_CASE("expectations are read") {
  const std::string first = send + "    as: otp\n";
  Scenario scenario = parsed(with_steps(first + R"(
  - expect: { message: $otp, status: queued, attempts: 2, error_code: none, num_segments: 1, body: hi }
  - expect_callback: { message: $otp, status: undelivered, error_code: 30003, within: 30s }
  - never: { callback: { status: failed }, for: 1d }
  - text_in: { from: "+15550100099", to: $support, body: STOP }
)"));
  auto expect = std::get<ExpectMessage>(scenario.steps.at(1).action);
  CHECK(expect.message.name == "otp");
  CHECK(expect.status == MessageStatus::queued);
  CHECK(expect.attempts == 2);
  CHECK(expect.error_code == 0);
  CHECK(expect.num_segments == 1);
  CHECK(expect.body == "hi");
  auto callback = std::get<ExpectCallback>(scenario.steps.at(2).action);
  CHECK(callback.callback.message->name == "otp");
  CHECK(callback.callback.status == MessageStatus::undelivered);
  CHECK(callback.callback.error_code == 30003);
  CHECK(callback.within == 30s);
  auto never = std::get<NeverCallback>(scenario.steps.at(3).action);
  CHECK_FALSE(never.callback.message);
  CHECK(never.callback.status == MessageStatus::failed);
  CHECK(never.span == 24h);
  auto text = std::get<TextIn>(scenario.steps.at(4).action);
  CHECK(text.from == "+15550100099");
  CHECK(text.to == "+15550100001");
  CHECK(text.body == "STOP");
}

TEST_CASE("a text brings the media of one URL or of several") {
  auto step = first_step<TextIn>(
      "  - text_in: { from: \"+15550100099\", to: \"+15550100001\", body: \"\", media_url: \"app:/a.png\" }\n");
  CHECK(step.body.empty());
  CHECK(step.media == std::vector<std::string>{"http://app.localhost/a.png"});
}

TEST_CASE("a file that is no scenario gets one message") {
  auto [yaml, message] = GENERATE(table<std::string, std::string>({
      {"", "a.yaml:1:1: the file is empty; a scenario begins with 'understudy: 1'"},
      {"# nothing\n", "a.yaml:1:1: the file is empty; a scenario begins with 'understudy: 1'"},
      {"- a\n", "a.yaml:1:1: not a scenario: it should be a mapping that begins with 'understudy: 1'"},
      {"nmae: x\nsteps: y\n", "a.yaml:1:1: not a scenario: it should be a mapping that begins with 'understudy: 1'"},
      {"understudy: 1\ninteractions: []\n",
       "a.yaml:1:1: a cassette and no scenario; --over cassette:FILE plays a scenario from one"},
      {"understudy: 2\nwhat: ever\n", "a.yaml:1:13: 'understudy' wants 1, the version this program reads, got \"2\""},
      {"a: [1, 2\nb: 3\n", "a.yaml:2:2: this is not YAML: end of sequence flow not found"},
      {"a: b: c\n", "a.yaml:1:5: this is not YAML: illegal map value"},
  }));
  CHECK(problems(yaml) == message);
}

TEST_CASE("what is wrong at the top or in the world is said with its place") {
  auto [yaml, message] = GENERATE(table<std::string, std::string>({
      {"understudy: 1\n", "a.yaml:1:1: 'scenario' lacks 'name'\na.yaml:1:1: 'scenario' lacks 'steps'"},
      {"understudy: 1\nname: x\n---\nunderstudy: 1\n",
       "a.yaml:1:1: 'scenario' lacks 'steps'\na.yaml:3:1: a second document begins here; one file holds one"},
      {"understudy: 1\nunderstudy: 1\nname: x\nstep: []\n",
       "a.yaml:1:1: 'scenario' lacks 'steps'\na.yaml:2:1: 'understudy' stands here a second time, first in line 1\n"
       "a.yaml:4:1: unknown key 'step' in 'scenario'; did you mean 'steps'?"},
      {"understudy: 1\nname: x\nsteps: []\n", "a.yaml:3:8: 'steps' wants a list of at least one step, got a list"},
      {"understudy: 1\nname: [x]\nseed: -1\nsteps: [{ advance: 1s }]\n",
       "a.yaml:2:7: 'name' wants a text, got a list\na.yaml:3:7: 'seed' wants a whole number of at most 64 bits, got "
       "\"-1\""},
      {"understudy: 1\nname: x\nstpes: []\nsteps: [{ advance: 1s }]\n",
       "a.yaml:3:1: unknown key 'stpes' in 'scenario'; did you mean 'steps'?"},
      {"understudy: 1\nname: x\nname: y\nsteps: [{ advance: 1s }]\n",
       "a.yaml:3:1: 'name' stands here a second time, first in line 2"},
      {with_world("{ start: yesterday }"),
       "a.yaml:3:17: 'start' wants a time like 2026-01-01T09:00:00Z, got \"yesterday\""},
      {with_world("{ numbers: { support: { number: 0123 } } }"),
       "a.yaml:3:40: 'number' wants a number in E.164 form like +15550100001, got \"0123\""},
      {with_world("{ numbers: { a-b: { number: +15550100001 } } }"),
       "a.yaml:3:21: 'a-b' cannot be a name; use letters, digits and _"},
      {with_world("{ numbers: { support: { nubmer: +15550100001 } } }"),
       "a.yaml:3:30: 'support' lacks 'number'\na.yaml:3:32: unknown key 'nubmer' in 'support'; did you mean 'number'?"},
      {with_world("{ numbers: { support: { number: +15550100001, sms_url: /sms } } }"),
       "a.yaml:3:63: 'sms_url' wants a URL like https://example.com/sms, or app:/sms for the runner's own app, got "
       "\"/sms\""},
      {with_world("{ faults: [{ on: message.create, drop: before }] }"),
       "a.yaml:3:25: 'on' wants one of messages.create, messages.list, messages.fetch, messages.update, "
       "messages.delete, media.list, media.fetch, media.delete, feedback.create, accounts.list, accounts.fetch, "
       "numbers.list, numbers.fetch, numbers.update, services.list, "
       "services.create, services.fetch, services.update, services.delete, pool.list, pool.add, pool.fetch, "
       "pool.remove, lookups.fetch, keys.list, keys.create, keys.fetch, keys.update, keys.delete, applications.list, "
       "applications.create, applications.fetch, applications.update, applications.delete, "
       "callback.status, callback.inbound, *, accounts.*, applications.*, callback.*, feedback.*, keys.*, "
       "lookups.*, media.*, messages.*, numbers.*, pool.*, services.*; "
       "'messages.create' is "
       "nearest, got \"message.create\""},
      {with_world("{ faults: [{ on: messages.create }] }"),
       "a.yaml:3:19: a fault needs what goes wrong: 'answer', 'drop', 'delay', 'reset', 'drip', 'body' or "
       "'content_type'"},
      {with_world("{ faults: [{ on: callback.status, answer: { status: 500 } }] }"),
       "a.yaml:3:50: it is the app that answers a callback; here 'drop', 'delay', 'duplicate', 'reorder', 'signature' "
       "and 'extra' can go wrong"},
      {with_world("{ faults: [{ on: messages.create, drop: before, answer: { status: 500 } }] }"),
       "a.yaml:3:19: a fault has 'answer' or 'drop', not both"},
      {with_world("{ faults: [{ on: messages.create, nth: 0, answer: { status: 200, retry_after: 1.5s } }] }"),
       "a.yaml:3:47: 'nth' wants a whole number from 1 to 1000000, got \"0\"\n"
       "a.yaml:3:68: 'status' wants a whole number from 400 to 599, got \"200\"\n"
       "a.yaml:3:86: 'retry_after' wants a duration of whole seconds like 30s, got \"1.5s\""},
  }));
  CHECK(problems(yaml) == message);
}

TEST_CASE("what is wrong with a step is said with its place") {
  auto [steps, message] = GENERATE(table<std::string, std::string>({
      {"  - sedn: { to: a }\n", "a.yaml:5:5: unknown key 'sedn' in 'step'; did you mean 'send'?"},
      {"  - explode: now\n",
       "a.yaml:5:5: unknown key 'explode' in 'step'; known are 'send', 'expect', 'expect_callback', 'never', "
       "'advance', "
       "'text_in', 'as', 'fails'"},
      {"  - as: otp\n",
       "a.yaml:5:5: a step does one of 'send', 'expect', 'expect_callback', 'never', 'advance', 'text_in', and "
       "this one does none\na.yaml:5:9: 'as' captures the message of a 'send', and this step has none"},
      {"  - send\n",
       "a.yaml:5:5: 'step' wants a mapping of 'send', 'expect', 'expect_callback', 'never', 'advance', 'text_in', "
       "'as', 'fails', got \"send\""},
      {"  - send: { to: a }\n    advance: 1s\n",
       "a.yaml:5:5: a step does one thing, and this one has 'send' and 'advance'; begin each with its own dash"},
      {"  - send: { from: a }\n", "a.yaml:5:11: 'send' lacks 'to'"},
      {"  - advance: soon\n", "a.yaml:5:14: 'advance' wants a duration like 250ms or 30s, got \"soon\""},
      {"  - advance:\n", "a.yaml:5:5: 'advance' wants a duration like 250ms or 30s, got nothing"},
      {"  - advance: 11000d\n", "a.yaml:5:14: 'advance' wants a duration of at most 3650d, got \"11000d\""},
      {"  - send: { to: $suport }\n",
       "a.yaml:5:17: nothing in the world's numbers and services has the name 'suport'; did you mean 'support'? A "
       "text that begins with a dollar is written with two: $$suport"},
      {send + "  - expect: { message: otp }\n",
       "a.yaml:6:24: 'message' wants a captured message such as $otp, got \"otp\""},
      {send + "  - expect: { message: $otp }\n",
       "a.yaml:6:24: no step captures 'otp'; an earlier 'send' would have 'as: otp'"},
      {send + "  - expect: { message: $support }\n",
       "a.yaml:6:24: 'message' wants a captured message such as $otp, and $support is a name of the world"},
      {"  - expect: { message: $otp }\n" + send + "    as: otp\n",
       "a.yaml:5:24: '$otp' is captured only in line 7, by a step that comes no earlier"},
      {send + "    as: otp\n" + send + "    as: otp\n", "a.yaml:8:9: 'otp' is captured already in line 6"},
      {send + "    as: support\n", "a.yaml:6:9: 'support' is a name of the world already"},
      {send + "    as: $otp\n",
       "a.yaml:6:9: 'as' wants a name of letters, digits and _, without the dollar, got \"$otp\""},
      {send + "    as: otp\n    fails: { code: 1 }\n",
       "a.yaml:7:12: a 'send' that fails has no message to capture: 'as' or 'fails', not both"},
      {send + "    fails: { error: reject }\n",
       "a.yaml:6:21: 'error' wants one of configuration, not_configured, invalid_input, unauthorized, rejected, "
       "not_found, invalid_recipient, invalid_sender, invalid_content, too_long, opted_out, unreachable, "
       "carrier_rejected, rate_limited, sender_rate_limited, queue_full, webhook_failed, bad_signature, timeout, "
       "connection_failed, unknown_host, tls_failed, connection_lost, server, bad_response, circuit_open, withheld, "
       "deferred, cancelled, unmatched; 'rejected' is nearest, got \"reject\""},
      {"  - expect_callback: { status: delivered }\n", "a.yaml:5:22: 'expect_callback' lacks 'within'"},
      {"  - never: { callback: { status: lost }, for: 1d }\n",
       "a.yaml:5:34: 'status' wants one of accepted, scheduled, queued, sending, sent, delivered, undelivered, failed, "
       "canceled, "
       "receiving, received, read, partially_delivered, got \"lost\""},
      {"  - text_in: { from: me, to: $support, body: hi }\n",
       "a.yaml:5:22: 'from' wants a phone number like +15550100099, got \"me\""},
  }));
  CHECK(problems(with_steps(steps)) == message);
}

TEST_CASE("all that is wrong is said at once, in the order of the file") {
  CHECK(problems("understudy: 1\nname: x\nsteps:\n  - advance: soon\n  - sned: {}\nclient: { tiemout: 1s }\n") ==
        "a.yaml:4:14: 'advance' wants a duration like 250ms or 30s, got \"soon\"\n"
        "a.yaml:5:5: unknown key 'sned' in 'step'; did you mean 'send'?\n"
        "a.yaml:6:11: unknown key 'tiemout' in 'client'; did you mean 'timeout'?");
}

TEST_CASE("a file whose aliases multiply is refused before it fills the memory") {
  std::string yaml = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
  for (char name = 'b'; name < 'j'; ++name) {
    std::string before = std::string("*") + static_cast<char>(name - 1);
    yaml += std::string(1, name) + ": &" + name + " [" + before;
    for (int i = 0; i < 9; ++i) yaml += ", " + before;
    yaml += "]\n";
  }
  CHECK(problems(yaml).find("more than 100000 values") != std::string::npos);
}

TEST_CASE("a scenario that cannot be read is named") {
  auto scenario = load_scenario("no/such/file.yaml");
  REQUIRE_FALSE(scenario);
  CHECK(scenario.error().message == "no/such/file.yaml: No such file or directory");
}
