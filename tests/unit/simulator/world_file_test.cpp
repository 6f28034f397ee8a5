#include "simulator/world_file.hpp"

#include "tests/support/fixtures.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::simulator;
using namespace std::chrono_literals;

namespace {

WorldSetup parsed(const std::string& yaml) {
  auto world = parse_world(yaml, "w.yaml");
  if (!world) FAIL(world.error().message);
  return std::move(*world);
}

// What is wrong with a world whose keys begin in line 2.
std::string problems(const std::string& keys) {
  auto world = parse_world("understudy: 1\n" + keys, "w.yaml");
  return world ? "nothing" : world.error().message;
}

}  // namespace

TEST_CASE("a world file that says nothing is the default world") {
  const WorldSetup setup = parsed("understudy: 1\n");
  const WorldConfig usual;
  CHECK(setup.config.seed == usual.seed);
  CHECK(setup.config.account_sid == usual.account_sid);
  CHECK(setup.config.auth_token.reveal() == usual.auth_token.reveal());
  CHECK(setup.config.numbers.size() == usual.numbers.size());
  CHECK(setup.config.services.size() == usual.services.size());
  CHECK(setup.config.faults.empty());
  CHECK(setup.clock.mode == ClockMode::real);
  CHECK(setup.clock.speed == 1);
  CHECK_FALSE(setup.clock.start);
  CHECK(setup.names.empty());
}

TEST_CASE("the example of a world is read with all that it says") {
  const WorldSetup setup = parsed(test::read_fixture("worlds/shop.yaml"));
  const WorldConfig& config = setup.config;
  CHECK(config.seed == 7);
  CHECK(setup.clock.mode == ClockMode::automatic);
  CHECK(setup.clock.start == parse_timestamp("2026-03-28T23:30:00Z"));
  CHECK(config.account_sid == "AC5409000000000000000000000000beef");
  CHECK(config.auth_token.reveal() == "0123456789abcdef0123456789abcdef");
  CHECK(setup.names ==
        Names{{"support", "+15550100011"}, {"codes", "+15550100012"}, {"shop", "MG5409000000000000000000000000beef"}});
  REQUIRE(config.numbers.size() == 2);
  CHECK(config.numbers[0].sms_url == "http://127.0.0.1:3000/sms");
  CHECK(config.numbers[0].sms_method == "POST");
  CHECK(config.numbers[1].sms_method == "GET");
  REQUIRE(config.services.size() == 1);
  CHECK(config.services[0].sid == "MG5409000000000000000000000000beef");
  CHECK(config.services[0].pool == std::vector<std::string>{"+15550100011", "+15550100012"});
  REQUIRE(config.faults.size() == 3);
  CHECK(config.faults[0].on == Operation::messages_create);
  CHECK(config.faults[0].occasion == Occasion(Nth{2}));
  CHECK(config.faults[0].effect.answer == FaultAnswer{429, 20429, 5s});
  CHECK(config.faults[1].effect.drop == Fault::Drop::before);
  CHECK(config.faults[2].effect.delay == 3s);
  CHECK(config.carrier.to_sent.from == 1s);
  CHECK(config.carrier.to_sent.to == 1s);
  CHECK(config.carrier.to_delivered.from == 2s);
  CHECK(config.carrier.to_delivered.to == 1min);
  CHECK(config.carrier.to_queued.to == Carrier{}.to_queued.to);
  REQUIRE(config.carrier_rules.size() == 2);
  CHECK(config.carrier_rules[0].prefix == "+1900");
  CHECK(config.carrier_rules[0].refuse == 21408);
  CHECK(config.carrier_rules[1].error_code == 30007);
  CHECK(config.carrier_rules[1].share == Ratio{3, 100});
  CHECK(config.strict_senders);
  CHECK_FALSE(config.strict_callbacks);
}

TEST_CASE("numbers and services come on top of those there are, or in their place") {
  const WorldSetup setup = parsed(R"(
understudy: 1
numbers:
  old: { number: "+15550100001", sms_url: "http://a.test/" }
  new: { number: "+15550100077" }
services:
  usual: { sid: MGc0ffee00c0ffee00c0ffee00c0ffee00, pool: [$new] }
)");
  const WorldConfig usual;
  REQUIRE(setup.config.numbers.size() == usual.numbers.size() + 1);
  CHECK(setup.config.numbers[0].number == usual.numbers[0].number);
  CHECK(setup.config.numbers[1].sms_url == "http://a.test/");
  CHECK(setup.config.numbers.back().number == "+15550100077");
  REQUIRE(setup.config.services.size() == usual.services.size());
  CHECK(setup.config.services.back().pool == std::vector<std::string>{"+15550100077"});
}

TEST_CASE("a fault is read with what it speaks of, when it strikes and all that can go wrong") {
  const WorldSetup setup = parsed(R"(
understudy: 1
numbers: { support: { number: "+15550100011" } }
faults:
  - on: [messages.create, pool.*]
    match: { From: $support, Body: "$$support*" }
    ratio: 0.25
    from: 10s
    until: 2026-01-01T10:00:00Z
    answer: { status: 502 }
    body: html
    content_type: text/plain
    reset: 20
    drip: 7
  - { on: "*", every: 3, drop: after }
  - on: callback.*
    first: 2
    duplicate: 2
    signature: other_url
    extra: { NewParameter: 1 }
)");
  const auto& faults = setup.config.faults;
  REQUIRE(faults.size() == 3);
  const std::vector<std::pair<Operation, std::size_t>> spoken{
      {Operation::messages_create, 0}, {Operation::pool_add, 0},        {Operation::pool_list, 0},
      {Operation::lookups_fetch, 1},   {Operation::callback_status, 2}, {Operation::callback_inbound, 2}};
  for (const auto& [operation, which] : spoken) CHECK(faults[which].on.contains(operation));
  CHECK_FALSE(faults[0].on.contains(Operation::messages_fetch));
  CHECK_FALSE(faults[1].on.has_callbacks());
  CHECK_FALSE(faults[2].on.has_requests());
  CHECK(faults[0].match == std::vector<Condition>{{"From", "+15550100011"}, {"Body", "$support*"}});
  CHECK(faults[0].occasion == Occasion(ByChance{250'000}));
  CHECK(faults[1].occasion == Occasion(Every{3}));
  CHECK(faults[2].occasion == Occasion(First{2}));
  CHECK(faults[0].from == Moment(Duration(10s)));
  CHECK(faults[0].until == Moment(*parse_timestamp("2026-01-01T10:00:00Z")));
  Fault::Effect spoilt;
  spoilt.answer = FaultAnswer{502};
  spoilt.body = Fault::Body::html;
  spoilt.content_type = "text/plain";
  spoilt.reset = 20;
  spoilt.drip = 7;
  CHECK(faults[0].effect == spoilt);
  CHECK(faults[1].effect.drop == Fault::Drop::after);
  Fault::Effect posted;
  posted.duplicate = 2;
  posted.signature = Fault::Signature::other_url;
  posted.extra = {{"NewParameter", "1"}};
  CHECK(faults[2].effect == posted);
}

TEST_CASE("a file that is no world gets one message") {
  const auto [yaml, message] = GENERATE(table<std::string, std::string>({
      {"", "w.yaml:1:1: the file is empty; a world begins with 'understudy: 1'"},
      {"- a\n", "w.yaml:1:1: not a world: it should be a mapping that begins with 'understudy: 1'"},
      {"seed: 1\n", "w.yaml:1:1: not a world: it should be a mapping that begins with 'understudy: 1'"},
      {"understudy: 2\nwhat: ever\n", "w.yaml:1:13: 'understudy' wants 1, the version this program reads, got \"2\""},
      {"understudy: 1\ninteractions: []\n", "w.yaml:1:1: a cassette and no world; `understudy replay` serves one"},
      {"understudy: 1\nsteps: []\n", "w.yaml:1:1: a scenario and no world; `understudy run` plays one"},
      {"understudy: [1\n", "w.yaml:2:1: this is not YAML: end of sequence flow not found"},
  }));
  const auto world = parse_world(yaml, "w.yaml");
  REQUIRE_FALSE(world);
  CHECK(world.error().message == message);
}

TEST_CASE("what is wrong with a world is said with its place and with what would be right") {
  const auto [keys, message] = GENERATE(table<std::string, std::string>({
      {"sede: 1\n", "w.yaml:2:1: unknown key 'sede' in 'world'; did you mean 'seed'?"},
      {"seed: 1\nseed: 2\n", "w.yaml:3:1: 'seed' stands here a second time, first in line 2"},
      {"seed: -1\n", "w.yaml:2:7: 'seed' wants a whole number of at most 64 bits, got \"-1\""},
      {"clock: sideways\n", "w.yaml:2:8: 'clock' wants one of real, manual, auto, got \"sideways\""},
      {"speed: 0\n", "w.yaml:2:8: 'speed' wants a whole number from 1 to 1000000, got \"0\""},
      {"start: soon\n", "w.yaml:2:8: 'start' wants a time like 2026-01-01T09:00:00Z, got \"soon\""},
      {"account_sid: AC1\n", "w.yaml:2:14: 'account_sid' wants \"AC\" and 32 hexadecimal digits, got \"AC1\""},
      {"auth_token: \"\"\n", "w.yaml:2:13: 'auth_token' wants a text that is not empty, got \"\""},
      {"strict_senders: maybe\n", "w.yaml:2:17: 'strict_senders' wants true or false, got \"maybe\""},
      {"strict_senders: \"true\"\n", "w.yaml:2:17: 'strict_senders' wants true or false, got \"true\""},
      {"empty:\n", "w.yaml:2:1: 'empty' wants true or false, got nothing"},
      {"numbers: []\n",
       "w.yaml:2:10: 'numbers' wants a mapping of names to numbers such as support: { number: \"+15550100001\" }, got "
       "a "
       "list"},
      {"numbers: { a: { number: \"+15550100007\" }, b: { number: \"+15550100007\" } }\n",
       "w.yaml:2:43: +15550100007 has the name 'a' already"},
      {"numbers: { a: { number: \"+15550100007\", sms_method: PUT } }\n",
       "w.yaml:2:53: 'sms_method' wants one of GET, POST; 'POST' is nearest, got \"PUT\""},
      {"numbers: { a: { number: \"+15550100007\", sms_url: \"app:/sms\" } }\n",
       "w.yaml:2:50: 'sms_url' wants a URL like https://example.com/sms, got \"app:/sms\""},
      {"numbers: { a: { number: \"+15550100007\", sms_url: \"htp://me:secret@a.test/\" } }\n",
       "w.yaml:2:50: 'sms_url' wants a URL like https://example.com/sms, got \"…@a.test/\""},
      {"services: { a: { pool: [] } }\n", "w.yaml:2:16: 'a' lacks 'sid'"},
      {"services: { a: { sid: MGc0ffee00c0ffee00c0ffee00c0ffee01, pool: [\"+15550100099\"] } }\n",
       "w.yaml:2:66: 'pool' wants a number of this world like +15550100001, or its name like $support, got "
       "\"+15550100099\""},
      {"numbers: { a: { number: \"+15550100007\" } }\nservices: { a: { sid: MGc0ffee00c0ffee00c0ffee00c0ffee01 } }\n",
       "w.yaml:3:13: 'a' is a name of this world already"},
      {"carrier: { to_sent: 2s..1s }\n",
       "w.yaml:2:21: 'to_sent' wants a duration like 250ms, or the shortest and the longest like 200ms..800ms, got "
       "\"2s..1s\""},
      {"carrier_rules: [{ prefix: \"1900\", refuse: 30007, share: 3/2, error_code: 0 }]\n",
       "w.yaml:2:27: 'prefix' wants the beginning of a number in E.164 form like +1900, got \"1900\"\n"
       "w.yaml:2:43: 'refuse' wants an error code that requests are refused with, like 21408, got \"30007\"\n"
       "w.yaml:2:57: 'share' wants a part of all like 3/100, got \"3/2\"\n"
       "w.yaml:2:74: 'error_code' wants a whole number from 1 to 99999, got \"0\""},
      {"faults: { on: messages.create }\n",
       "w.yaml:2:9: 'faults' wants a list such as - { on: messages.create, nth: 1, answer: { status: 503 } }, got a "
       "mapping"},
      {"faults: [{ on: messages.create, drop: never }]\n",
       "w.yaml:2:39: 'drop' wants one of before, after, got \"never\""},
      {"faults: [{ on: [messages.create, callback.status], delay: 1s }]\n",
       "w.yaml:2:16: 'on' has either what the API does or callbacks, not both"},
      {"faults: [{ on: messages.create, nth: 2, ratio: 0.5, delay: 1s }]\n",
       "w.yaml:2:10: a fault strikes by one of 'nth', 'first', 'every' and 'ratio', not by 'nth' and 'ratio'"},
      {"faults: [{ on: messages.create, ratio: 1.5, delay: 1s }]\n",
       "w.yaml:2:40: 'ratio' wants a number from 0 to 1 like 0.2, got \"1.5\""},
      {"faults: [{ on: callback.status, reset: 10 }]\n",
       "w.yaml:2:40: it is the app that answers a callback; here 'drop', 'delay', 'duplicate', 'reorder', 'signature' "
       "and 'extra' can go wrong"},
      {"faults: [{ on: messages.*, duplicate: 2 }]\n",
       "w.yaml:2:39: that goes wrong with callbacks; here 'answer', 'drop', 'delay', 'reset', 'drip', 'body' and "
       "'content_type' can"},
      {"faults: [{ on: callback.inbound, reorder: true }]\n",
       "w.yaml:2:43: no other callback follows on callback.inbound; only callback.status can be in another order"},
      {"faults: [{ on: callback.status, reorder: true, delay: 1s }]\n",
       "w.yaml:2:10: a fault has 'delay' or 'reorder', not both"},
      {"faults: [{ on: messages.create, from: 20s, until: 10s, drip: 100 }]\n",
       "w.yaml:2:51: 'until' has to be later than 'from'"},
      {"faults: [{ on: messages.create, match: { To: $nobody }, delay: 1s }]\n",
       "w.yaml:2:46: 'To' wants a name that 'numbers', 'services' or 'applications' gives; the text itself is "
       "$$nobody, got "
       "\"$nobody\""},
      {"faults: [{ on: messages.create, match: {}, delay: 1s }]\n",
       "w.yaml:2:40: 'match' wants a mapping of parameters to what they are, such as { To: \"+1555*\" }, got a "
       "mapping"},
      {"speed: fast\nclok: real\ncarrier: { to_sent: soon }\n",
       "w.yaml:2:8: 'speed' wants a whole number from 1 to 1000000, got \"fast\"\n"
       "w.yaml:3:1: unknown key 'clok' in 'world'; did you mean 'clock'?\n"
       "w.yaml:4:21: 'to_sent' wants a duration like 250ms, or the shortest and the longest like 200ms..800ms, got "
       "\"soon\""},
  }));
  CHECK(problems(keys) == message);
}

TEST_CASE("a mistake beneath an anchor is said once, however many aliases there are") {
  CHECK(problems("numbers:\n  a: { number: \"+15550100007\", sms_url: &u { x: 1 } }\n  b: { number: \"+15550100008\", "
                 "sms_url: *u }\n") ==
        "w.yaml:3:41: 'sms_url' wants a URL like https://example.com/sms, got a mapping");
}

TEST_CASE("a world file that cannot be read is named") {
  CHECK(load_world("no/such/world.yaml").error().message == "no/such/world.yaml: No such file or directory");
  CHECK(load_world("/").error().message == "/: it is a directory");
}

TEST_CASE("an option is read as the key of the same meaning, and what is wrong is said of the option") {
  WorldSetup setup;
  CHECK(set_option(setup, "clock", "--clock", "manual"));
  CHECK(setup.clock.mode == ClockMode::manual);
  CHECK(set_option(setup, "strict_senders", "--strict-senders", "true"));
  CHECK(setup.config.strict_senders);
  const auto refused = set_option(setup, "account_sid", "--account-sid", "AC1");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message == "'--account-sid' wants \"AC\" and 32 hexadecimal digits, got \"AC1\"");
}

TEST_CASE("the example on the page about world files can be read") {
  const std::string page = test::read_file(UNDERSTUDY_SOURCE_DIR "/docs/world-file.md");
  const std::string fence = "```yaml\n";
  const std::size_t from = page.find(fence) + fence.size();
  const WorldSetup setup = parsed(page.substr(from, page.find("```", from) - from));
  CHECK(setup.clock.mode == ClockMode::manual);
  CHECK(setup.config.services.back().pool == std::vector<std::string>{"+15550100011"});
}
