#include <cstdio>

#include "apps/commands.hpp"
#include "simulator/world_file.hpp"

#include <CLI/CLI.hpp>

namespace understudy::apps {

void add_schema(CLI::App& app, Exit&) {
  auto format = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("schema", "Print the JSON Schema of a file format, for editors");
  command->add_option("format", *format, "world: the file that serve takes as --config")
      ->required()
      ->check(CLI::IsMember({"world"}));
  command->callback([format] { std::fputs(simulator::world_schema().c_str(), stdout); });
}

}  // namespace understudy::apps
