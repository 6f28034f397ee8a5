#include <algorithm>
#include <initializer_list>

#include "apps/commands.hpp"
#include "core/text/text_file.hpp"
#include "recorder/cassette.hpp"
#include "scenarios/runner/collection.hpp"
#include "scenarios/runner/parse.hpp"
#include "simulator/world_file.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace understudy::apps {
namespace {

enum class FileKind { scenario, cassette, world };

bool has_one_of(const YamlValue& root, std::initializer_list<std::string_view> keys) {
  return std::any_of(keys.begin(), keys.end(), [&](std::string_view key) { return root.at(key) != nullptr; });
}

// Told by the keys that only one of them has.
FileKind kind_of(std::string_view yaml) {
  const YamlValue root = read_yaml(yaml, Aliases::followed).root;
  if (has_one_of(root, {"interactions", "recorded", "redaction"})) return FileKind::cassette;
  if (has_one_of(root, {"steps", "name", "world", "client"})) return FileKind::scenario;
  return FileKind::world;
}

Result<void> check_text(std::string_view yaml, const std::string& path) {
  const auto verdict = [](auto parsed) { return parsed.map([](const auto&) {}); };
  switch (kind_of(yaml)) {
    case FileKind::scenario: return verdict(scenarios::parse_scenario(yaml, path));
    case FileKind::cassette: return verdict(recorder::parse_cassette(yaml, path));
    case FileKind::world: return verdict(simulator::parse_world(yaml, path));
  }
  return {};
}

Exit check(const std::vector<std::string>& paths) {
  std::size_t good = 0;
  std::size_t bad = 0;
  const auto count = [&](const Result<void>& verdict) {
    verdict ? ++good : ++bad;
    if (!verdict) fmt::print(stderr, "{}\n", verdict.error().message);
  };
  for (const std::string& path : paths) {
    const auto files = scenarios::files_meant_by(path);
    if (!files) {
      count(tl::unexpected(files.error()));
      continue;
    }
    for (const std::string& file : *files) {
      count(read_text_file(file).and_then([&](const std::string& yaml) { return check_text(yaml, file); }));
    }
  }
  fmt::print("{} good, {} bad\n", good, bad);
  return bad == 0 ? Exit::good : Exit::input;
}

}  // namespace

void add_check(CLI::App& app, Exit& exit) {
  auto paths = std::make_shared<std::vector<std::string>>();
  CLI::App* command = app.add_subcommand("check", "Say what is wrong with scenarios, cassettes and worlds");
  command->add_option("path", *paths, "Files, or folders of them (*.yaml)")->required();
  command->callback([paths, &exit] { exit = check(*paths); });
}

}  // namespace understudy::apps
