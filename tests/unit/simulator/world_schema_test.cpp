// A world file's schema against its parser, its options and its page.

#include <functional>
#include <set>

#include "recorder/values.hpp"
#include "simulator/world_file.hpp"
#include "tests/support/fixtures.hpp"
#include "tests/support/json_schema.hpp"
#include "tests/support/page.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace understudy;
using namespace understudy::simulator;

namespace {

using Json = nlohmann::ordered_json;

const Json schema = Json::parse(world_schema());

Json as_json(const std::string& yaml) {
  return Json::parse(recorder::to_json(read_yaml(yaml, Aliases::followed).root));
}

// Calls `see` with the path, as it stands in the description, and the schema of each key.
void walk(const Json& of, const std::string& path, const std::function<void(const std::string&, const Json&)>& see) {
  if (of.contains("items")) walk(of["items"], path + "[]", see);
  if (of.contains("additionalProperties")) walk(of["additionalProperties"], path + ".NAME", see);
  if (!of.contains("properties")) return;
  for (const auto& [key, property] : of["properties"].items()) {
    const std::string inner = path.empty() ? key : path + "." + key;
    see(inner, property);
    walk(property, inner, see);
  }
}

const std::string application = "APc0ffee00c0ffee00c0ffee00c0ffee00";

const std::vector<Json> values{
    nullptr,
    true,
    1,
    0,
    -1,
    500,
    99'999'999'999,
    1.5,
    "",
    "soon",
    "1s",
    "250ms",
    "1s..2s",
    "3",
    "1/2",
    "1/0",
    "GET",
    "real",
    "before",
    "messages.create",
    "messages.*",
    "*",
    "cut",
    "other_url",
    "text/plain",
    "+15550100001",
    "2026-01-01",
    "http://a.test/",
    "http://a.test:8080",
    "ACc0ffee00c0ffee00c0ffee00c0ffee00",
    "SKc0ffee00c0ffee00c0ffee00c0ffee00",
    "MGc0ffee00c0ffee00c0ffee00c0ffee00",
    "HXc0ffee00c0ffee00c0ffee00c0ffee00",
    application,
    Json::array(),
    Json::array({1}),
    Json::array({"+15550100001"}),
    Json::array({"messages.create", "pool.*"}),
    Json::object(),
    {{"x", 1}},
};

// An object with no more than it needs.
Json least(const Json& of) {
  Json object = Json::object();
  for (const Json& needed : of.value("required", Json::array())) {
    const auto& key = needed.get_ref<const std::string&>();
    const Json& property = of["properties"][key];
    const auto fits = [&](const Json& value) { return test::violation(property, value).empty(); };
    object[key] = *std::find_if(values.begin(), values.end(), fits);
  }
  if (object.contains("on")) object["delay"] = "1s";  // a fault must do something
  return object;
}

// What a schema has no short word for: that some of what goes wrong is for callbacks only, and what excludes what.
void make_sense(Json& fault, const std::string& key) {
  const std::set<std::string> of_callbacks{"duplicate", "reorder", "signature", "extra"};
  if (of_callbacks.contains(key)) fault["on"] = "callback.status";
  if (key == "reorder") fault.erase("delay");
}

// The parser takes any scalar for a text, and a number in quotes for a number; a schema has no word for that.
bool is_only_quoting(const Json& of, const Json& value) {
  const Json& named = of.contains("type") ? of["type"] : Json("");
  const std::string type = named.is_string() ? named.get<std::string>() : "";
  const bool number = type == "integer" || type == "number";
  return (type == "string" && (value.is_number() || value.is_boolean())) || (number && value.is_string());
}

// Holds the parser against the schema of an object, of which `around` makes a whole world.
void agree(const Json& of, const std::function<Json(Json)>& around, int& compared) {
  if (of.contains("items"))
    agree(
        of["items"], [&](Json item) { return around(Json::array({item})); }, compared);
  if (of.contains("propertyNames")) {
    agree(
        of["additionalProperties"],
        [&](Json named) {
          return around({{"a", named}});
        },
        compared);
  }
  if (!of.contains("properties")) return;
  for (const auto& [key, property] : of["properties"].items()) {
    const auto with = [&, name = key](const Json& value) {
      Json object = least(of);
      object[name] = value;
      if (object.contains("on")) make_sense(object, name);
      Json world = around(object);
      // Where one is named, there has to be one.
      if (name == "sms_application_sid") world["applications"] = {{"shop", {{"sid", application}}}};
      return world;
    };
    for (const Json& value : values) {
      if (is_only_quoting(property, value)) continue;
      const Json world = Json::parse(with(value).dump());  // with the types that a reader sees
      const auto setup = parse_world(world.dump(), "w.yaml");
      const std::string against = test::violation(schema, world);
      CAPTURE(key, world.dump(), against, setup ? "" : setup.error().message);
      CHECK(setup.has_value() == against.empty());
      ++compared;
    }
    agree(property, with, compared);
  }
}

}  // namespace

TEST_CASE("every member of a world's configuration has its key") {
  // A new member has its line in simulator/world_table.cpp, and its name here.
  const auto [seed, account_sid, auth_token, secondary_auth_token, api_key_sid, api_key_secret, api_key_is_main,
              test_account_sid, test_auth_token, parent, friendly_name, account_status, trial, verified_numbers, mms,
              magic_numbers, concurrency_max, numbers, services, applications, places, faults, carrier, carrier_rules,
              rates, prices, contents, scheduled_max, switches, webhooks, fetch_media, media_bytes_max, public_url,
              strict_senders, strict_callbacks] = WorldConfig{};
  CHECK(schema["properties"].size() == 35 + 5);  // understudy, clock, speed, start and empty are none of them
}

TEST_CASE("every plain key of a world is an option, and what is in a mapping or a list is none") {
  std::vector<std::string> expected;
  for (const auto& [key, property] : schema["properties"].items()) {
    const std::string type = property.value("type", "");
    const bool plain = type == "string" || type == "integer" || type == "boolean";
    if (plain && key != "empty") expected.push_back(key);  // it speaks of what comes after it in the file
  }
  std::vector<std::string> options;
  for (const auto& option : world_options()) options.emplace_back(option.key);
  CHECK(options == expected);
}

TEST_CASE("the schema has nothing against the example, and the parser nothing against the defaults of the schema") {
  CHECK(test::violation(schema, as_json(test::read_fixture("worlds/shop.yaml"))) == "");
  Json usual{{"understudy", 1}};
  for (const auto& [key, property] : schema["properties"].items()) {
    if (property.contains("default")) usual[key] = property["default"];
    const Json properties = property.value("properties", Json::object());
    for (const auto& [inner, of_inner] : properties.items()) {
      if (of_inner.contains("default")) usual[key][inner] = of_inner["default"];
    }
  }
  CHECK(usual.size() > 10);
  CHECK(test::violation(schema, usual) == "");
  const auto taken = parse_world(usual.dump(), "w.yaml");
  INFO((taken ? "" : taken.error().message));
  CHECK(taken);
}

// Every key with values of every kind: what the schema takes, the parser takes, and nothing else.
TEST_CASE("the schema and the parser agree on every key") {
  int compared = 0;
  agree(
      schema, [](Json world) { return world; }, compared);
  CHECK(compared > 1000);
}

TEST_CASE("the page about world files describes every key as the table has it") {
  std::string rows = "| key | | wants | without it |\n|---|---|---|---|\n";
  walk(schema, "", [&](const std::string& key, const Json& property) {
    const std::string usual = !property.contains("default")     ? ""
                              : property["default"].is_string() ? property["default"].get<std::string>()
                                                                : property["default"].dump();
    rows += fmt::format("| `{}` | {} | {} | {} |\n", key, property["description"].get<std::string>(),
                        property["title"].get<std::string>(), usual.empty() ? "" : '`' + usual + '`');
  });
  test::check_table("world-file.md", "the table", rows);
}
