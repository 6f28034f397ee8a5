#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/yaml_reading.hpp"
#include "simulator/config.hpp"
#include "simulator/world_clock.hpp"

namespace understudy {
class JsonWriter;
}

namespace understudy::simulator {

// Numbers and services under the names that a file gives them.
using Names = std::map<std::string, std::string, std::less<>>;
// Whether a text can be such a name: a letter or _, then letters, digits and _.
bool is_name(std::string_view text);

// What a file says of a world; what it does not say is as in the default world.
struct WorldSetup {
  WorldConfig config;
  ClockOptions clock;
  Names names;
};

// A world file. `invalid_input` with a line for each thing that is wrong, in the order of the file, as
// "name:line:column: what was met, what would be right".
Result<WorldSetup> parse_world(std::string_view yaml, std::string_view name);
// The same keys in JSON (`understudy` may be left out, and nothing at all is no change), over what is there already.
Result<WorldSetup> read_world_over(WorldSetup setup, std::string_view json);
Result<WorldSetup> load_world(const std::string& path);

// What was set, key by key, as marks that tell whether it is set the same another time and say nothing else.
using Settings = std::map<std::string, std::string>;
// Those of a world file that can be read.
Settings settings_of(std::string_view yaml);
void add_setting(Settings& settings, std::string_view key, std::string_view text);

// The `world` of a scenario: the keys of a world file without those that only serving needs. `app:/path` is a URL below
// `app_origin` there.
void read_world(Problems& problems, const Field& field, std::string_view app_origin, WorldSetup& into);

// Where webhooks go; 'app:/path' is one when there is an app.
bool take_url(Problems& problems, const Field& field, std::string text, std::string_view app_origin, std::string& into);

// The JSON Schema (draft 2020-12) of a world file, of all its keys with their meanings and defaults.
std::string world_schema();

// The same for what `read_world_over` reads, as members of an open object.
void write_world_body_schema(JsonWriter& json);

// The keys of one plain value each, which can be set outside of a file as well.
struct WorldOption {
  std::string_view key;
  std::string_view meaning;
  std::string wanted;
  std::string usual;  // its default as one would write it; may be empty
  bool is_switch;
};
std::vector<WorldOption> world_options();
// Sets one of them; what is wrong with the text is said of `spelled`, such as "--speed".
Result<void> set_option(WorldSetup& setup, std::string_view key, std::string_view spelled, std::string text);

}  // namespace understudy::simulator
