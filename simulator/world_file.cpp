#include "simulator/world_file.hpp"

#include <algorithm>
#include <cassert>

#include "core/api/json_writer.hpp"
#include "core/text/digest.hpp"
#include "core/text/text_file.hpp"
#include "simulator/world_table.hpp"

#include <nlohmann/json.hpp>

namespace understudy::simulator {
namespace {

const std::vector<WorldKey<WorldSetup>>& all_keys() {
  static const auto all = [] {
    std::vector<WorldKey<WorldSetup>> keys(file_keys().begin(), file_keys().end());
    keys.insert(keys.end(), world_keys().begin(), world_keys().end());
    return keys;
  }();
  return all;
}

const std::vector<WorldKey<WorldSetup>>& optional_keys() {
  static const auto optional = [] {
    auto keys = all_keys();
    for (auto& key : keys) key.need = Need::optional;
    return keys;
  }();
  return optional;
}

// A file of another version, or of no kind of ours, gets one message instead of one for each of its keys.
bool is_world(Problems& problems, const YamlValue& root) {
  if (root.kind == YamlValue::Kind::null) {
    problems.add({}, "the file is empty; a world begins with 'understudy: 1'");
  } else if (root.kind != YamlValue::Kind::mapping || !root.at("understudy")) {
    problems.add(root.place, "not a world: it should be a mapping that begins with 'understudy: 1'");
  } else if (root.at("interactions")) {
    problems.add(root.place, "a cassette and no world; `understudy replay` serves one");
  } else if (root.at("steps")) {
    problems.add(root.place, "a scenario and no world; `understudy run` plays one");
  } else if (root.at("understudy")->text != "1") {
    problems.refuse({"understudy", *root.at("understudy")}, file_keys().front().wanted());
  } else {
    return true;
  }
  return false;
}

// Quotes, comments and how it is laid out say nothing.
void write_plainly(JsonWriter& json, const YamlValue& value) {
  switch (value.kind) {
    case YamlValue::Kind::null: json.null(); return;
    case YamlValue::Kind::list:
      json.begin_array();
      for (const YamlValue& item : value.items) write_plainly(json, item);
      json.end_array();
      return;
    case YamlValue::Kind::mapping:
      json.begin_object();
      for (const YamlValue::Member& member : value.members) write_plainly(json.key(member.key), member.value);
      json.end_object();
      return;
    default: json.string(value.text);
  }
}

std::string mark_of(const YamlValue& value) {
  std::string text;
  JsonWriter json(text);
  write_plainly(json, value);
  return hex_digest(Hash::sha256, text);
}

}  // namespace

bool is_name(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.empty() || !letter(text.front())) return false;
  return std::ranges::all_of(text, [&](char c) { return letter(c) || digit(c); });
}

void read_world(Problems& problems, const Field& field, std::string_view app_origin, WorldSetup& into) {
  WorldReading in{problems, app_origin, into};
  read_mapping(in, field, world_keys(), into);
}

Result<WorldSetup> parse_world(std::string_view yaml, std::string_view name) {
  YamlDocument document = read_yaml(yaml, Aliases::followed);
  Problems problems(document);
  WorldSetup setup;
  if (document.root.whole && !document.broken && is_world(problems, document.root)) {
    WorldReading in{problems, "", setup};
    read_mapping(in, {"world", document.root}, all_keys(), setup);
  }
  if (!problems.empty()) return tl::unexpected(problems.error(name));
  return setup;
}

Result<WorldSetup> read_world_over(WorldSetup setup, std::string_view json) {
  YamlDocument document = read_yaml(json, Aliases::refused);
  Problems problems(document);
  if (document.root.whole && !document.broken && document.root.kind != YamlValue::Kind::null) {
    WorldReading in{problems, "", setup};
    read_mapping(in, {"world", document.root}, optional_keys(), setup);
  }
  if (!problems.empty()) return tl::unexpected(problems.error("body"));
  return setup;
}

Result<WorldSetup> load_world(const std::string& path) {
  auto text = read_text_file(path);
  if (!text) return tl::unexpected(text.error());
  return parse_world(*text, path);
}

Settings settings_of(std::string_view yaml) {
  const YamlDocument document = read_yaml(yaml, Aliases::followed);
  Settings settings;
  for (const YamlValue::Member& member : document.root.members) {
    if (member.key != file_keys().front().name) settings[member.key] = mark_of(member.value);
  }
  return settings;
}

void add_setting(Settings& settings, std::string_view key, std::string_view text) {
  YamlValue value;
  value.kind = YamlValue::Kind::plain;
  value.text = text;
  settings[std::string(key)] = mark_of(value);
}

std::string world_schema() {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.member("$schema", "https://json-schema.org/draft/2020-12/schema");
  json.member("title", "A world of Understudy");
  write_mapping_schema(json, all_keys(), WorldSetup{});
  json.end_object();
  return nlohmann::ordered_json::parse(text).dump(2) + "\n";
}

void write_world_body_schema(JsonWriter& json) { write_mapping_schema(json, optional_keys(), WorldSetup{}); }

std::vector<WorldOption> world_options() {
  std::vector<WorldOption> options;
  for (const auto& key : all_keys()) {
    if (!key.is_plain) continue;
    std::string shown;
    JsonWriter json(shown);
    const bool has_usual = key.show(json, WorldSetup{});
    const auto usual = has_usual ? nlohmann::json::parse(shown) : nlohmann::json("");
    options.push_back(
        {key.name, key.meaning, key.wanted(), usual.is_string() ? usual.get<std::string>() : shown, key.is_switch});
  }
  return options;
}

Result<void> set_option(WorldSetup& setup, std::string_view key, std::string_view spelled, std::string text) {
  const auto& keys = all_keys();
  const auto found = std::ranges::find(keys, key, &WorldKey<WorldSetup>::name);
  assert(found != keys.end() && found->is_plain);
  YamlValue value;
  value.kind = YamlValue::Kind::plain;
  value.text = std::move(text);
  Problems problems;
  WorldReading in{problems, "", setup};
  found->read(in, {spelled, value}, setup);
  if (!problems.empty()) return failure(ErrorCode::invalid_input, problems.first());
  return {};
}

}  // namespace understudy::simulator
