#include "scenarios/runner/collection.hpp"
#include "scenarios/runner/run.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::scenarios;

namespace {

const std::vector<Scenario>& shipped() {
  static const std::vector<Scenario> all = [] {
    auto loaded = load_scenarios({UNDERSTUDY_SOURCE_DIR "/scenarios"});
    if (!loaded) throw std::runtime_error(loaded.error().message);
    return std::move(*loaded);
  }();
  return all;
}

RunReport play(const Scenario& scenario, const OpenStage& stage, std::uint64_t seed) {
  auto report = run(scenario, seed, stage);
  if (!report) throw std::runtime_error(report.error().message);
  return std::move(*report);
}

std::string difference(const RunReport& expected, const RunReport& actual) {
  return first_difference(expected.journal, actual.journal).value_or("none");
}

}  // namespace

TEST_CASE("every shipped scenario holds, with its own seed and with others") {
  REQUIRE(shipped().size() >= 10);
  for (const Scenario& scenario : shipped()) {
    for (std::uint64_t seed : {scenario.seed, scenario.seed + 1, std::uint64_t{7}}) {
      INFO(scenario.file << ", seed " << seed);
      CHECK(play(scenario, in_memory(), seed).failures == std::vector<std::string>{});
    }
  }
}

TEST_CASE("every shipped scenario is the same run each time, and another with another seed") {
  for (const Scenario& scenario : shipped()) {
    INFO(scenario.file);
    RunReport first = play(scenario, in_memory(), scenario.seed);
    RunReport second = play(scenario, in_memory(), scenario.seed);
    CHECK(difference(first, second) == "none");
    CHECK(first.digest == second.digest);
    CHECK(first.world_digest == second.world_digest);
    CHECK(first.digest != play(scenario, in_memory(), scenario.seed + 1).digest);
  }
}

TEST_CASE("every shipped scenario is the same over sockets and from a cassette", "[threads]") {
  for (const Scenario& scenario : shipped()) {
    INFO(scenario.file);
    RunReport memory = play(scenario, in_memory(), scenario.seed);
    RunReport sockets = play(scenario, over_sockets(), scenario.seed);
    CHECK(difference(memory, sockets) == "none");
    CHECK(memory.world_digest == sockets.world_digest);
    REQUIRE(sockets.cassette);
    RunReport cassette = play(scenario, from_cassette(*sockets.cassette), scenario.seed);
    CHECK(difference(memory, cassette) == "none");
    CHECK(cassette.failures == std::vector<std::string>{});
  }
}

TEST_CASE("a run over sockets records the same each time", "[threads]") {
  for (const Scenario& scenario : shipped()) {
    INFO(scenario.file);
    RunReport first = play(scenario, over_sockets(), scenario.seed);
    RunReport second = play(scenario, over_sockets(), scenario.seed);
    CHECK(difference(first, second) == "none");
  }
}
