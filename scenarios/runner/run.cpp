#include "scenarios/runner/run.hpp"

#include "core/api/json_writer.hpp"
#include "core/runtime/pending.hpp"
#include "scenarios/runner/player.hpp"
#include "scenarios/runner/witness.hpp"

#include <fmt/format.h>

namespace understudy::scenarios {
namespace {

simulator::WorldConfig world_of(const Scenario& scenario, std::uint64_t seed) {
  simulator::WorldConfig world = scenario.world;
  world.seed = seed;
  return world;
}

Config client_of(const Scenario& scenario, std::uint64_t seed, const simulator::WorldConfig& world) {
  Config config;
  config.credentials = {world.account_sid, world.account_sid, world.auth_token};
  config.base_url = twilio_origin;
  config.limits = scenario.limits;
  config.timeout = scenario.timeout;
  config.on_ambiguous = scenario.on_ambiguous;
  config.seed = seed;
  config.reconciliation.mark_callbacks = false;  // apps see the URL that the scenario gives
  return config;
}

// What a run consists of, in the order in which the parts need each other.
class Performance {
 public:
  Performance(const Scenario& scenario, std::uint64_t seed)
      : scenario_(scenario),
        seed_(seed),
        world_(world_of(scenario, seed)),
        executor_(scenario.start),
        app_(executor_, journal_, world_.auth_token) {}

  Result<RunReport> play(const OpenStage& open_stage) {
    auto stage = open_stage(executor_, app_, world_);
    if (!stage) return tl::unexpected(stage.error());
    Witness witness(executor_, (*stage)->api(), journal_);
    Client client(executor_, witness, client_of(scenario_, seed_, world_));
    Player player(executor_, journal_, client, app_, **stage);
    Pending<bool>(executor_, take_all_steps(player)).get();
    return report(**stage);
  }

 private:
  Task<bool> take_all_steps(Player& player) {
    note("scenario", [&](JsonWriter& json) {
      json.member("name", std::string_view(scenario_.name));
      json.member("seed", std::string_view(std::to_string(seed_)));  // JSON's numbers end at 53 bits
    });
    for (std::size_t i = 0; i < scenario_.steps.size() && failures_.empty(); ++i) {
      const Step& step = scenario_.steps[i];
      note("step", [&](JsonWriter& json) {
        json.member("step", static_cast<std::int64_t>(i + 1));
        json.member("does", verb_of(step));
      });
      auto mismatches = co_await player.take(step);
      for (const Mismatch& mismatch : mismatches) fail(step, mismatch);
    }
    note("end", [&](JsonWriter& json) { json.member("passed", failures_.empty()); });
    co_return failures_.empty();
  }

  void fail(const Step& step, const Mismatch& mismatch) {
    note("failure", [&](JsonWriter& json) {
      json.member("expected", std::string_view(mismatch.expected));
      json.member("got", std::string_view(mismatch.got));
    });
    failures_.push_back(fmt::format("{}:{}:{}: {}: expected {}, got {}", scenario_.file, step.place.line,
                                    step.place.column, verb_of(step), mismatch.expected, mismatch.got));
  }

  void note(std::string_view kind, const std::function<void(JsonWriter&)>& members) {
    journal_.append(executor_.now(), kind, members);
  }

  RunReport report(const Stage& stage) {
    RunReport report;
    report.name = scenario_.name;
    report.seed = seed_;
    report.failures = std::move(failures_);
    report.digest = journal_.digest();
    report.journal = std::move(journal_);
    report.world_digest = stage.world_digest();
    if (stage.cassette()) report.cassette = *stage.cassette();
    report.spent = executor_.now() - scenario_.start;
    return report;
  }

  const Scenario& scenario_;
  const std::uint64_t seed_;
  const simulator::WorldConfig world_;
  VirtualExecutor executor_;
  Journal journal_;
  App app_;
  std::vector<std::string> failures_;
};

}  // namespace

Result<RunReport> run(const Scenario& scenario, std::uint64_t seed, const OpenStage& open_stage) {
  Performance performance(scenario, seed);
  return performance.play(open_stage);
}

}  // namespace understudy::scenarios
