#include "scenarios/runner/parse.hpp"

#include <array>

#include "core/text/text_file.hpp"
#include "scenarios/runner/parse_steps.hpp"

#include <fmt/format.h>

namespace understudy::scenarios {
namespace {

void world(Reading& in, const Field& field, Scenario& into) {
  simulator::WorldSetup setup;
  setup.clock.start = into.start;
  simulator::read_world(in.problems, field, app_origin, setup);
  into.start = *setup.clock.start;
  into.world = std::move(setup.config);
  into.names = in.aliases = std::move(setup.names);
}

constexpr std::array rate_keys{
    Key<Rate>{"per_second", Need::required, member<&Rate::per_second>},
    Key<Rate>{"burst", Need::required, member<&Rate::burst>},
};

template <auto Limit>
void rate(Reading& in, const Field& field, Scenario& into) {
  read_mapping(in, field, rate_keys, into.limits.*Limit);
}

constexpr std::array client_keys{
    Key<Scenario>{"rate", Need::optional, rate<&SendLimits::account>},
    Key<Scenario>{"sender_rate", Need::optional, rate<&SendLimits::sender>},
    Key<Scenario>{"timeout", Need::optional, member<&Scenario::timeout>},
    Key<Scenario>{"on_ambiguous", Need::optional, member<&Scenario::on_ambiguous>},
};

void client(Reading& in, const Field& field, Scenario& into) { read_mapping(in, field, client_keys, into); }

void version(Reading& in, const Field& field, Scenario&) {
  if (field.value.text != "1") in.problems.refuse(field, "1, the version this program reads");
}

void steps(Reading& in, const Field& field, Scenario& into) { read_steps(in, field, into.steps); }

// The world before the steps, which speak of its numbers.
constexpr std::array scenario_keys{
    Key<Scenario>{"understudy", Need::required, version},  //
    Key<Scenario>{"name", Need::required, member<&Scenario::name>},
    Key<Scenario>{"seed", Need::optional, member<&Scenario::seed>},
    Key<Scenario>{"world", Need::optional, world},
    Key<Scenario>{"client", Need::optional, client},
    Key<Scenario>{"steps", Need::required, steps},
};

// A file of another version, or of no kind of ours, gets one message instead of one for each of its keys.
bool is_scenario(Reading& in, const YamlValue& document) {
  if (document.kind == YamlValue::Kind::null) {
    in.problems.add({}, "the file is empty; a scenario begins with 'understudy: 1'");
    return false;
  }
  if (document.kind != YamlValue::Kind::mapping || !document.at("understudy")) {
    in.problems.add(document.place, "not a scenario: it should be a mapping that begins with 'understudy: 1'");
    return false;
  }
  if (document.at("interactions")) {
    in.problems.add(document.place, "a cassette and no scenario; --over cassette:FILE plays a scenario from one");
    return false;
  }
  Scenario unused;
  version(in, {"understudy", *document.at("understudy")}, unused);
  return document.at("understudy")->text == "1";
}

}  // namespace

Result<Scenario> parse_scenario(std::string_view yaml, std::string_view name) {
  const YamlDocument document = read_yaml(yaml, Aliases::followed);
  Reading in;
  in.problems = Problems(document);
  Scenario scenario;
  scenario.file = name;
  const bool readable = document.root.whole && !document.broken;
  if (readable && is_scenario(in, document.root))
    read_mapping(in, {"scenario", document.root}, scenario_keys, scenario);
  if (!in.problems.empty()) return tl::unexpected(in.problems.error(name));
  return scenario;
}

Result<Scenario> load_scenario(const std::string& path) {
  auto text = read_text_file(path);
  if (!text) return tl::unexpected(text.error());
  return parse_scenario(*text, path);
}

}  // namespace understudy::scenarios
