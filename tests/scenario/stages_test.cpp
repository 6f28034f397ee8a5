#include <cstdlib>

#include "core/runtime/rng.hpp"
#include "scenarios/runner/run.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::scenarios;
using namespace std::chrono_literals;

namespace {

// Scenarios that nobody would write: sends, texts, faults and pauses by chance. Whether they hold does not matter here.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : rng_(seed) {}

  Scenario scenario() {
    Scenario scenario;
    scenario.file = "chance.yaml";
    scenario.name = "Chance";
    scenario.world.numbers = {{"+15550100001", "http://app.localhost/sms"}, {"+15550100003", {}}};
    scenario.names = {{"loud", "+15550100001"}, {"mute", "+15550100003"}};
    scenario.limits.sender = {5, 5};
    scenario.timeout = 10s;
    for (auto n = rng_.below(6); n > 0; --n) scenario.world.faults.push_back(fault());
    for (auto n = 2 + rng_.below(10); n > 0; --n) scenario.steps.push_back({{}, action()});
    return scenario;
  }

 private:
  simulator::Fault fault() {
    simulator::Fault fault;
    fault.occasion = occasion();
    if (rng_.chance({1, 3})) fault.match = {{"To", "*99"}};
    if (rng_.chance({1, 4})) fault.from = simulator::Moment(Duration(rng_.between(0, 10'000'000)));
    if (rng_.chance({1, 2})) {
      fault.effect = of_answer();
      if (rng_.chance({1, 3})) fault.on = simulator::operations_of("messages.*");
    } else {
      fault.on = simulator::Operation::callback_status;  // a cassette takes none on callback.inbound
      fault.effect = of_callback();
    }
    return fault;
  }
  simulator::Occasion occasion() {
    const int number = static_cast<int>(rng_.between(1, 5));
    switch (rng_.below(6)) {
      case 0: return simulator::First{number};
      case 1: return simulator::Every{number + 1};
      case 2: return simulator::ByChance{number * 100'000};
      default: return simulator::Nth{number};
    }
  }
  simulator::Fault::Effect of_answer() {
    simulator::Fault::Effect effect;
    switch (rng_.below(7)) {
      case 0: effect.delay = Duration(rng_.between(1, 30'000'000)); break;
      case 1: effect.drop = simulator::Fault::Drop::before; break;
      case 2: effect.drop = simulator::Fault::Drop::after; break;
      case 3: effect.reset = static_cast<int>(rng_.between(0, 1000)); break;
      case 4: effect.drip = static_cast<int>(rng_.between(20, 2000)); break;
      case 5: effect.body = static_cast<simulator::Fault::Body>(rng_.between(1, 4)); break;
      default: effect.answer = simulator::FaultAnswer{std::array{429, 500, 503, 400}[rng_.below(4)]};
    }
    return effect;
  }
  simulator::Fault::Effect of_callback() {
    simulator::Fault::Effect effect;
    switch (rng_.below(5)) {
      case 0: effect.delay = Duration(rng_.between(1, 10'000'000)); break;
      case 1: effect.drop = simulator::Fault::Drop::before; break;
      case 2: effect.duplicate = static_cast<int>(rng_.between(1, 3)); break;
      case 3: effect.reorder = true; break;
      default: effect.extra = {{"NewParameter", "1"}};
    }
    return effect;
  }
  Action action() {
    switch (rng_.below(6)) {
      case 0: return Advance{Duration(rng_.between(0, 5'000'000))};
      case 1: return TextIn{phone(), sender(), std::array{"hi", "STOP", "start", "HELP"}[rng_.below(4)], media()};
      case 2: return NeverCallback{{{}, MessageStatus::failed, {}}, Duration(rng_.between(0, 5'000'000))};
      case 3: return ExpectCallback{{{}, MessageStatus::sent, {}}, 60s};
      default: return send();
    }
  }
  Send send() {
    Send send;
    send.message.to = phone();
    send.message.from = sender();
    send.message.body = rng_.chance({1, 8}) ? "" : "hi";
    send.message.media_urls = media();
    send.message.status_callback = "http://app.localhost/status";
    if (rng_.chance({1, 4})) {
      send.message.from.clear();
      send.message.messaging_service_sid = "MGc0ffee00c0ffee00c0ffee00c0ffee00";
    }
    return send;
  }
  std::vector<std::string> media() {
    if (!rng_.chance({1, 6})) return {};
    return {"http://app.localhost/a.png", "https://example.com/b.gif"};
  }
  std::string phone() {
    return std::array{
        "+15550100099", "+15550100098", "+15005560003", "+15005570000", "+15005570001", "+15005570002"}[rng_.below(6)];
  }
  std::string sender() { return rng_.chance({1, 3}) ? "+15550100003" : "+15550100001"; }

  Rng rng_;
};

RunReport play(const Scenario& scenario, std::uint64_t seed, const OpenStage& stage) {
  auto report = run(scenario, seed, stage);
  if (!report) throw std::runtime_error(report.error().message);
  return std::move(*report);
}

std::string difference(const RunReport& expected, const RunReport& actual) {
  return first_difference(expected.journal, actual.journal).value_or("none");
}

}  // namespace

TEST_CASE("a cassette refuses what it cannot know: texts that were lost or came late, and wrong signatures") {
  Scenario scenario = Chance(1).scenario();
  scenario.world.faults = {{}};
  scenario.world.faults[0].on = GENERATE(simulator::Operation::callback_inbound, simulator::Operation::callback_status);
  scenario.world.faults[0].effect.signature = simulator::Fault::Signature::none;
  auto report = run(scenario, 1, from_cassette({}));
  REQUIRE_FALSE(report);
  CHECK(report.error().code == ErrorCode::invalid_input);
}

// UNDERSTUDY_CHANCES=N tries N of them; UNDERSTUDY_FIRST_CHANCE=N begins there, to repeat one.
TEST_CASE("whatever happens, it is the same in memory, over sockets and from a cassette", "[threads]") {
  auto number = [](const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
  };
  std::uint64_t first = number("UNDERSTUDY_FIRST_CHANCE", 1);
  for (std::uint64_t seed = first; seed < first + number("UNDERSTUDY_CHANCES", 20); ++seed) {
    INFO("UNDERSTUDY_FIRST_CHANCE=" << seed);
    Scenario scenario = Chance(seed).scenario();
    RunReport memory = play(scenario, seed, in_memory());
    RunReport sockets = play(scenario, seed, over_sockets());
    CHECK(difference(memory, sockets) == "none");
    CHECK(memory.world_digest == sockets.world_digest);
    CHECK(difference(memory, play(scenario, seed, from_cassette(*sockets.cassette))) == "none");
  }
}
