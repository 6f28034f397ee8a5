#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/observe/journal.hpp"
#include "recorder/cassette.hpp"
#include "scenarios/runner/scenario.hpp"
#include "scenarios/runner/stage.hpp"

namespace understudy::scenarios {

// What became of a run. The journal holds what the client and the app could see, so it is the same on every stage.
struct RunReport {
  std::string name;
  std::uint64_t seed = 0;
  std::vector<std::string> failures;  // "file:line:column: verb: expected …, got …"; empty when the run passed
  Journal journal;
  std::string digest;                       // of the journal
  std::optional<std::string> world_digest;  // of Twilio's own, where there is one
  std::optional<recorder::Cassette> cassette;
  Duration spent{0};  // virtual time

  bool passed() const { return failures.empty(); }
};

// Plays a scenario from its first step to its last, or to the first that fails: what comes after builds on it. An error
// means that the stage could not be set up.
Result<RunReport> run(const Scenario& scenario, std::uint64_t seed, const OpenStage& open_stage);

}  // namespace understudy::scenarios
