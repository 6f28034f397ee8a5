#include <algorithm>
#include <csignal>
#include <string>
#include <vector>

#include "apps/commands.hpp"
#include "core/text/nearest.hpp"

#include <CLI/CLI.hpp>

namespace {

using understudy::apps::Exit;

// UNDERSTUDY_PORT for --port and so on: every option of every command.
void let_environment_set_options(CLI::App& app) {
  for (CLI::App* command : app.get_subcommands({})) {
    for (CLI::Option* option : command->get_options()) {
      std::string name = option->get_lnames().empty() ? "" : option->get_lnames().front();
      if (name.empty() || name == "help") continue;
      for (char& c : name) c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      option->envname("UNDERSTUDY_" + name);
    }
  }
}

// ", did you mean X?", or nothing when no known name is near.
std::string suggestion(const std::string& met, const std::vector<std::string>& names) {
  std::vector<std::string_view> known(names.begin(), names.end());
  auto meant = understudy::nearest(met, known);
  return meant ? ", did you mean " + std::string(*meant) + "?" : "";
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

// What CLI11 says, but for what nobody expected: that is named, with what was probably meant.
std::string explain(const CLI::App& app, const CLI::Error& error, const std::vector<std::string>& arguments) {
  auto commands = command_names(app);
  bool command_known =
      !arguments.empty() && std::find(commands.begin(), commands.end(), arguments[0]) != commands.end();
  if (!command_known && !arguments.empty() && arguments[0].front() != '-') {
    return "there is no command \"" + arguments[0] + "\"" + suggestion(arguments[0], commands);
  }
  if (command_known && error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError)) {
    auto known = option_names(*app.get_subcommand(arguments[0]));
    for (const auto& argument : arguments) {
      std::string name = argument.substr(0, argument.find('='));
      if (!name.starts_with("--") || std::find(known.begin(), known.end(), name) != known.end()) continue;
      return arguments[0] + " has no option " + name + suggestion(name, known);
    }
  }
  return error.what();
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a peer that has gone is an error of that connection
  CLI::App app("A stand-in for Twilio's SMS service: run scenarios, serve a fake, record and replay real exchanges.");
  app.name("understudy");
  app.set_version_flag("--version", "understudy 0.1.0");
  app.require_subcommand(1);
  Exit exit = Exit::good;
  understudy::apps::add_serve(app, exit);
  understudy::apps::add_run(app, exit);
  understudy::apps::add_record(app, exit);
  understudy::apps::add_replay(app, exit);
  understudy::apps::add_send(app, exit);
  understudy::apps::add_check(app, exit);
  understudy::apps::add_schema(app, exit);
  understudy::apps::add_signature(app, exit);
  understudy::apps::add_ca(app, exit);
  let_environment_set_options(app);

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    std::vector<std::string> arguments(argv + 1, argv + argc);
    auto chosen = app.get_subcommands();
    std::string help = "see understudy " + (chosen.empty() ? "" : chosen.front()->get_name() + " ") + "--help";
    return static_cast<int>(understudy::apps::complain(Exit::input, explain(app, error, arguments) + "; " + help));
  }
  return static_cast<int>(exit);
}
