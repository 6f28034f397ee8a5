#include <algorithm>
#include <cstdio>
#include <deque>

#include "apps/commands.hpp"
#include "apps/event_log.hpp"
#include "apps/interrupt.hpp"
#include "core/http/httplib_server.hpp"
#include "core/http/httplib_transport.hpp"
#include "core/runtime/pending.hpp"
#include "core/runtime/system_executor.hpp"
#include "simulator/simulated_twilio.hpp"
#include "simulator/world_file.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace understudy::apps {
namespace {

using simulator::SimulatedTwilio;
using simulator::WorldSetup;

struct ServeOptions {
  std::string host = "127.0.0.1";
  int port = 8080;
  std::string config;
  bool quiet = false;
  // Those of the world, with what was given for them.
  struct OfWorld {
    std::string key;
    std::string spelled;
    const CLI::Option* option = nullptr;
    std::string text = {};
  };
  std::deque<OfWorld> world;
};

constexpr Duration grace = std::chrono::seconds(3);

void greet(const simulator::WorldConfig& world, const std::string& origin) {
  const bool own_token = !world.auth_token.equals(simulator::WorldConfig{}.auth_token.reveal());
  fmt::print("listening on {}\n", origin);
  fmt::print("export TWILIO_ACCOUNT_SID={}\n", world.account_sid);
  if (own_token) {
    fmt::print("# TWILIO_AUTH_TOKEN is the one you gave\n");
  } else {
    fmt::print("export TWILIO_AUTH_TOKEN={}\n", world.auth_token.reveal());
  }
  fmt::print("export TWILIO_BASE_URL={}\n", origin);
  fmt::print("# node:   client.api.baseUrl = \"{}\"\n", origin);
  fmt::print("# python: client.api.base_url = \"{}\"\n", origin);
  fmt::print(
      "# go, java, c#, ruby, php: an HTTP client that puts {} in place of https://api.twilio.com; see the README\n",
      origin);
  fmt::print("# try:    understudy send --to +15550100099 --from +15550100001 --body hello --base-url {}\n", origin);
  std::fflush(stdout);
}

// The file over the defaults, and what was given by option or environment over the file.
Result<WorldSetup> world_setup(const ServeOptions& options) {
  WorldSetup setup;
  if (!options.config.empty()) {
    auto loaded = simulator::load_world(options.config);
    if (!loaded) return loaded;
    setup = std::move(*loaded);
  }
  for (const auto& [key, spelled, option, text] : options.world) {
    if (option->count() == 0) continue;
    if (auto done = simulator::set_option(setup, key, spelled, text); !done) {
      return failure(done.error().code, "understudy: " + done.error().message);
    }
  }
  setup.clock.granularity = std::chrono::milliseconds(1);
  return setup;
}

Exit serve(const ServeOptions& options) {
  auto setup = world_setup(options);
  if (!setup) {
    fmt::print(stderr, "{}\n", setup.error().message);  // lines that begin with the file, for editors to follow
    return Exit::input;
  }
  const simulator::WorldConfig& world = setup->config;

  Interrupt interrupt;
  SystemExecutor executor;
  HttplibTransport webhooks(executor, {.read_timeout = std::chrono::seconds(15)});
  auto twilio = std::make_unique<SimulatedTwilio>(executor, webhooks, world, setup->clock);
  if (!options.quiet) {
    twilio->world().journal().set_listener(
        [](const Journal::Event& event) { std::fprintf(stderr, "%s\n", describe(event).c_str()); });
  }
  auto server = HttpServer::listen(executor, *twilio, {.host = options.host, .port = options.port});
  if (!server) return complain(Exit::environment, server.error().message);
  executor.exclusively([&] { twilio->world().served_at((*server)->origin()); });
  greet(world, (*server)->origin());

  bool stop = false;
  interrupt.listen([&] { executor.inject([&] { stop = true; }); });
  executor.run_until([&] { return stop; });

  Pending<void>(executor, twilio->close(grace)).get();
  server->reset();
  executor.exclusively([&] { twilio.reset(); });
  return Exit::good;
}

}  // namespace

void add_serve(CLI::App& app, Exit& exit) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* command = app.add_subcommand("serve", "Serve a fake Twilio on a port");
  command->add_option("--host", options->host, "Address to listen on")->capture_default_str();
  command->add_option("--port", options->port, "Port to listen on; 0 picks a free one")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  command->add_option("--config", options->config, "The world's file; its schema is `understudy schema world`");
  for (const auto& [key, meaning, wanted, usual, is_switch] : simulator::world_options()) {
    std::string spelled = "--" + std::string(key);
    std::replace(spelled.begin(), spelled.end(), '_', '-');
    auto& added = options->world.emplace_back(ServeOptions::OfWorld{std::string(key), spelled});
    if (is_switch) {
      added.option = command->add_flag(spelled, added.text, std::string(meaning));
    } else {
      added.option =
          command->add_option(spelled, added.text, fmt::format("{} ({})", meaning, wanted))->default_str(usual);
    }
  }
  command->add_flag("--quiet", options->quiet, "Log nothing");
  command->callback([options, &exit] { exit = serve(*options); });
}

}  // namespace understudy::apps
