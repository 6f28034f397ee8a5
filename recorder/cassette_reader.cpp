#include <algorithm>
#include <array>
#include <map>

#include "core/text/text_file.hpp"
#include "recorder/cassette.hpp"
#include "recorder/interaction_reader.hpp"
#include "recorder/values.hpp"

#include <fmt/format.h>

namespace understudy::recorder {
namespace {

void read_recorded(ValueReader& in, const YamlValue& recorded, Cassette& cassette) {
  constexpr std::array<std::string_view, 3> keys{"at", "by", "upstream"};
  if (!in.check_keys({"recorded", recorded}, keys)) return;
  if (const auto* at = in.need({"recorded", recorded}, "at")) cassette.recorded_at = in.timestamp("at", *at);
  if (const auto* by = recorded.at("by")) cassette.by = in.text("by", *by);
  if (const auto* upstream = recorded.at("upstream")) cassette.upstream = in.text("upstream", *upstream);
}

void check_redaction(ValueReader& in, const YamlValue& redaction) {
  constexpr std::array<std::string_view, 2> keys{"rules", "secrets"};
  if (!in.check_keys({"redaction", redaction}, keys)) return;
  if (const auto* rules = redaction.at("rules")) {
    if (rules->kind != YamlValue::Kind::list) in.refuse(rules->place, "'rules' wants a list, got " + describe(*rules));
    for (const auto& rule : rules->items) {
      if (rule.text != "credentials") in.refuse(rule.place, "a rule is credentials, got " + describe(rule));
    }
  }
  const auto* secrets = redaction.at("secrets");
  if (secrets && secrets->text != "none") {
    in.refuse(secrets->place, "a cassette holds no secrets: 'secrets' is none, got " + describe(*secrets));
  }
}

// Everything but the interactions.
void read_head(ValueReader& in, const YamlValue& root, Cassette& cassette) {
  const YamlValue* version = root.at("understudy");
  if (!version) return in.refuse(root.place, "this is no cassette: that begins with `understudy: 1`");
  if (version->text != "1") {
    return in.refuse(version->place, "'understudy' is the version of the format: this program reads 1, the file has " +
                                         describe(*version));
  }
  constexpr std::array<std::string_view, 4> keys{"understudy", "recorded", "redaction", "interactions"};
  in.check_keys({"cassette", root}, keys);
  if (const auto* recorded = in.need({"cassette", root}, "recorded")) read_recorded(in, *recorded, cassette);
  if (const auto* redaction = root.at("redaction")) check_redaction(in, *redaction);
  if (const auto* interactions = in.need({"cassette", root}, "interactions")) {
    const bool fits = interactions->kind == YamlValue::Kind::list || interactions->kind == YamlValue::Kind::null;
    if (!fits) in.refuse(interactions->place, "'interactions' wants a list, got " + describe(*interactions));
  }
}

const std::vector<YamlValue>& items_of(const YamlValue& root) {
  static const std::vector<YamlValue> none;
  const auto* interactions = root.at("interactions");
  return interactions ? interactions->items : none;
}

// Ids are told apart, and each cause is there and came first.
void check_ids(const std::vector<YamlValue>& items, const std::vector<Interaction>& interactions, ValueReader& in) {
  std::map<int, FilePlace> seen;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto [first, fresh] = seen.emplace(interactions[i].id, items[i].place);
    if (fresh) continue;
    in.refuse(items[i].at("id")->place,
              fmt::format("id {} is that of the interaction in line {} already", first->first, first->second.line));
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    const int cause = interactions[i].caused_by;
    if (cause == 0) continue;
    const FilePlace place = items[i].at("caused_by")->place;
    if (!seen.contains(cause)) in.refuse(place, fmt::format("'caused_by' names {}, which is not here", cause));
    if (cause >= interactions[i].id) {
      in.refuse(place,
                fmt::format("'caused_by' names {}, but what causes {} began before it", cause, interactions[i].id));
    }
  }
}

// What is to be said of a file that a program was stopped in the middle of writing.
YamlProblem cut_off(std::string_view text, std::size_t whole) {
  const std::string_view last_line = text.substr(text.rfind('\n') + 1);
  const auto lines = static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  return {{lines + 1, static_cast<int>(last_line.size()) + 1},
          fmt::format("the file is cut off here; the {} interaction{} before {} whole", whole, whole == 1 ? "" : "s",
                      whole == 1 ? "is" : "are")};
}

// What is wrong with the YAML; for a last line that has no end, or that YAML breaks off in, that the file is cut off.
std::optional<YamlProblem> problem_of(std::string_view text, const YamlDocument& document) {
  if (!document.problems.empty()) return document.problems.front();
  if (document.root.kind != YamlValue::Kind::mapping) return document.broken;
  const auto lines = static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  const bool breaks = document.broken && document.broken->place.line >= lines;
  if (document.broken && !breaks) return document.broken;
  const bool line_ends = text.substr(text.rfind('\n') + 1).find_first_not_of(' ') == std::string_view::npos;
  if (line_ends && !breaks) return std::nullopt;

  const auto& items = items_of(document.root);
  std::size_t whole = 0;
  while (whole < items.size() && items[whole].whole && items[whole].at("took")) ++whole;
  // The last value in a line without its end may have been longer.
  if (!line_ends && whole > 0 && whole == items.size()) --whole;
  return cut_off(text, whole);
}

// Reads them as far as they go; answers whether the last of them broke off, in a file that reads well until there.
bool read_interactions(ValueReader& in, const std::vector<YamlValue>& items, std::vector<Interaction>& into) {
  for (const auto& item : items) {
    into.push_back(read_interaction(in, item));
    if (!in.ok()) return &item == &items.back() && in.incomplete() && !item.at("took");
  }
  check_ids(items, into, in);
  return false;
}

}  // namespace

Result<Cassette> parse_cassette(std::string_view text, std::string_view name) {
  const auto fail = [&](const YamlProblem& complaint) {
    return failure(ErrorCode::invalid_input, format_problem(name, complaint));
  };
  const YamlDocument document = read_yaml(text, Aliases::refused);
  if (const auto problem = problem_of(text, document)) return fail(*problem);

  Cassette cassette;
  ValueReader in;
  auto& interactions = cassette.interactions;
  read_head(in, document.root, cassette);
  const bool cut = in.ok() && read_interactions(in, items_of(document.root), interactions);
  if (cut) return fail(cut_off(text, interactions.size() - 1));
  if (!in.ok()) return fail(*in.complaint());
  std::sort(interactions.begin(), interactions.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return cassette;
}

Result<Cassette> load_cassette(const std::string& path) {
  const auto text = read_text_file(path);
  if (!text) return failure(ErrorCode::configuration, "cannot read the cassette " + text.error().message);
  return parse_cassette(*text, path);
}

}  // namespace understudy::recorder
