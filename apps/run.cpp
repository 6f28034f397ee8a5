#include "scenarios/runner/run.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "apps/commands.hpp"
#include "scenarios/runner/collection.hpp"
#include "scenarios/runner/timeline.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace understudy::apps {
namespace {

using namespace scenarios;

struct RunArguments {
  std::vector<std::string> paths;
  std::optional<std::uint64_t> seed;
  std::vector<std::string> over;
  std::string record;
  bool timeline = false;
};

// Where a scenario is to be played. The cassette of a `cassette` without a file is that of the sockets before it.
struct StageChoice {
  enum class Kind { memory, sockets, cassette };
  Kind kind;
  std::string name;  // as it was written
  std::optional<recorder::Cassette> cassette;
};

Result<std::vector<StageChoice>> choose_stages(const std::vector<std::string>& over) {
  constexpr std::string_view file_prefix = "cassette:";
  std::vector<StageChoice> stages;
  bool recorded = false;
  for (const std::string& name : over) {
    if (name == "memory") {
      stages.push_back({StageChoice::Kind::memory, name, {}});
    } else if (name == "sockets") {
      stages.push_back({StageChoice::Kind::sockets, name, {}});
      recorded = true;
    } else if (name.starts_with(file_prefix)) {
      auto cassette = recorder::load_cassette(name.substr(file_prefix.size()));
      if (!cassette) return tl::unexpected(cassette.error());
      stages.push_back({StageChoice::Kind::cassette, name, std::move(*cassette)});
    } else if (name == "cassette" && recorded) {
      stages.push_back({StageChoice::Kind::cassette, name, {}});
    } else if (name == "cassette") {
      return failure(ErrorCode::invalid_input,
                     "--over cassette plays what sockets recorded before it: sockets,cassette; or cassette:FILE");
    } else {
      return failure(ErrorCode::invalid_input,
                     "--over wants memory, sockets, cassette or cassette:FILE, got \"" + name + "\"");
    }
  }
  return stages;
}

// A run of one scenario on one stage.
struct Played {
  std::string stage;
  RunReport report;
  std::chrono::steady_clock::duration took;
};

Result<std::vector<Played>> play(const Scenario& scenario, std::uint64_t seed, const std::vector<StageChoice>& stages) {
  std::vector<Played> all;
  recorder::Cassette recorded;
  for (const StageChoice& stage : stages) {
    OpenStage open;
    switch (stage.kind) {
      case StageChoice::Kind::memory: open = in_memory(); break;
      case StageChoice::Kind::sockets: open = over_sockets(); break;
      case StageChoice::Kind::cassette: open = from_cassette(stage.cassette ? *stage.cassette : recorded); break;
    }
    auto start = std::chrono::steady_clock::now();
    auto report = run(scenario, seed, open);
    auto took = std::chrono::steady_clock::now() - start;
    if (!report) return tl::unexpected(report.error());
    if (report->cassette) recorded = *report->cassette;
    all.push_back({stage.name, std::move(*report), took});
  }
  return all;
}

std::string shell_word(const std::string& text) {
  bool plain = std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) || std::string_view("/._-:,+@").find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (plain && !text.empty()) return text;
  std::string quoted = "'";
  for (char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string command_to_repeat(const Scenario& scenario, std::uint64_t seed, const RunArguments& arguments) {
  return fmt::format("understudy run {} --seed {} --over {}", shell_word(scenario.file), seed,
                     shell_word(fmt::format("{}", fmt::join(arguments.over, ","))));
}

std::string_view verdict(const RunReport& report) { return report.passed() ? "ok" : "FAILED"; }

// Each run in a line with its digest, and all that did not hold; true when everything did.
bool print(const Scenario& scenario, const std::vector<Played>& all, const RunArguments& arguments,
           std::size_t name_width) {
  const RunReport& first = all.front().report;
  bool good = true;
  std::size_t stage_width = 0;
  for (const Played& played : all) stage_width = std::max(stage_width, played.stage.size());
  if (all.size() == 1) {
    fmt::print("{:<6}  {:<{}}  {}\n", verdict(first), scenario.name, name_width, first.digest);
  } else {
    fmt::print("{}\n", scenario.name);
  }
  for (const Played& played : all) {
    const RunReport& report = played.report;
    if (all.size() > 1) {
      double took = std::chrono::duration<double, std::milli>(played.took).count();
      fmt::print("  {:<{}}  {:<6}  {}  {:8.2f} ms\n", played.stage, stage_width, verdict(report), report.digest, took);
    }
    bool said_already = &report != &first && report.failures == first.failures;
    for (const std::string& failed : report.failures) {
      if (!said_already) fmt::print("  {}\n", failed);
    }
    good = good && report.passed();
  }
  std::optional<std::string> difference;
  for (std::size_t i = 1; i < all.size() && !difference; ++i) {
    difference = first_difference(first.journal, all[i].report.journal);
    if (difference) fmt::print("  journals of {} and {} differ: {}\n", all[0].stage, all[i].stage, *difference);
  }
  if (all.size() > 1 && !difference) fmt::print("  journals equal\n");
  good = good && !difference;
  if (!good) fmt::print("  repeat: {}\n", command_to_repeat(scenario, first.seed, arguments));
  return good;
}

Result<void> write_cassette(const std::string& path, const std::vector<Played>& all) {
  auto recorded = std::find_if(all.begin(), all.end(), [](const Played& played) { return played.report.cassette; });
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << recorder::format_cassette(*recorded->report.cassette);
  file.close();
  if (!file) return failure(ErrorCode::configuration, "cannot write the cassette " + path);
  return {};
}

// Where people watch, unless they want none: https://no-color.org
Colour colour_of_output() { return isatty(STDOUT_FILENO) && !std::getenv("NO_COLOR") ? Colour::ansi : Colour::none; }

Exit run_all(const std::vector<Scenario>& loaded, const std::vector<StageChoice>& stages,
             const RunArguments& arguments) {
  std::size_t passed = 0;
  std::size_t name_width = 0;
  for (const Scenario& scenario : loaded) name_width = std::max(name_width, scenario.name.size());
  for (std::size_t i = 0; i < loaded.size(); ++i) {
    const Scenario& scenario = loaded[i];
    if (loaded.size() > 1) fmt::print(stderr, "[{}/{}] {}\n", i + 1, loaded.size(), scenario.file);
    auto all = play(scenario, arguments.seed.value_or(scenario.seed), stages);
    if (!all) {
      bool ours = all.error().code == ErrorCode::invalid_input;
      return complain(ours ? Exit::input : Exit::environment, scenario.file + ": " + all.error().message);
    }
    if (arguments.timeline) fmt::print("{}\n", timeline(scenario, all->front().report.journal, colour_of_output()));
    if (print(scenario, *all, arguments, name_width)) ++passed;
    std::fflush(stdout);
    if (arguments.record.empty()) continue;
    if (auto written = write_cassette(arguments.record, *all); !written) {
      return complain(Exit::environment, written.error().message);
    }
  }
  if (loaded.size() > 1)
    fmt::print("{} scenarios, {} passed, {} failed\n", loaded.size(), passed, loaded.size() - passed);
  return passed == loaded.size() ? Exit::good : Exit::failed;
}

Exit run_command(RunArguments arguments) {
  if (arguments.over.empty()) arguments.over = {arguments.record.empty() ? "memory" : "sockets"};
  auto stages = choose_stages(arguments.over);
  if (!stages) return complain(Exit::input, stages.error().message);
  auto loaded = load_scenarios(arguments.paths);
  if (!loaded) {
    fmt::print(stderr, "{}\n", loaded.error().message);  // lines that begin with the file, for editors to follow
    return Exit::input;
  }
  if (!arguments.record.empty()) {
    if (std::find(arguments.over.begin(), arguments.over.end(), "sockets") == arguments.over.end()) {
      return complain(Exit::input, "--record takes down what goes over sockets, and --over has none");
    }
    if (loaded->size() > 1) return complain(Exit::input, "--record takes down one scenario, and here are several");
  }
  return run_all(*loaded, *stages, arguments);
}

}  // namespace

void add_run(CLI::App& app, Exit& exit) {
  auto arguments = std::make_shared<RunArguments>();
  CLI::App* command = app.add_subcommand("run", "Play scenarios in virtual time and say what did not hold");
  command->add_option("path", arguments->paths, "Scenario files, or folders of them")->required();
  command->add_option("--seed", arguments->seed, "Another seed than the scenario's");
  command
      ->add_option("--over", arguments->over,
                   "Where to play, several compared: memory, sockets, cassette (what sockets recorded), cassette:FILE")
      ->delimiter(',');
  command->add_option("--record", arguments->record, "Write what goes over sockets to this cassette");
  command->add_flag("--timeline", arguments->timeline, "Show who asked whom, when, and what was answered");
  command->callback([arguments, &exit] { exit = run_command(*arguments); });
}

}  // namespace understudy::apps
