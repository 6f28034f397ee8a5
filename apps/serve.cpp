#include <cstdio>

#include "apps/commands.hpp"
#include "apps/event_log.hpp"
#include "apps/interrupt.hpp"
#include "core/http/httplib_server.hpp"
#include "core/http/httplib_transport.hpp"
#include "core/message/sid.hpp"
#include "core/runtime/pending.hpp"
#include "core/runtime/system_executor.hpp"
#include "simulator/simulated_twilio.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace understudy::apps {
namespace {

using simulator::SimulatedTwilio;

struct ServeOptions {
  std::string host = "127.0.0.1";
  int port = 8080;
  std::string clock = "real";
  int speed = 1;
  std::string start;
  std::uint64_t seed = 42;
  std::string account_sid;
  std::string auth_token;
  bool strict_senders = false;
  bool strict_callbacks = false;
  bool quiet = false;
};

constexpr Duration grace = std::chrono::seconds(3);

void greet(const simulator::WorldConfig& world, const std::string& origin, bool own_token) {
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

Result<simulator::ClockOptions> clock_options(const ServeOptions& options) {
  simulator::ClockOptions clock;
  auto mode = simulator::parse_clock_mode(options.clock);
  if (!mode) return failure(ErrorCode::invalid_input, "--clock is real, manual or auto, not \"" + options.clock + "\"");
  clock.mode = *mode;
  clock.speed = options.speed;
  clock.granularity = std::chrono::milliseconds(1);
  if (!options.start.empty()) {
    clock.start = parse_timestamp(options.start);
    if (!clock.start) {
      return failure(ErrorCode::invalid_input,
                     "--start wants a time like 2026-01-01T09:00:00Z, not \"" + options.start + "\"");
    }
  }
  return clock;
}

Result<simulator::WorldConfig> world_config(const ServeOptions& options) {
  simulator::WorldConfig world;
  world.seed = options.seed;
  world.strict_senders = options.strict_senders;
  world.strict_callbacks = options.strict_callbacks;
  if (!options.account_sid.empty()) {
    if (!is_sid(options.account_sid, "AC")) {
      return failure(ErrorCode::invalid_input,
                     "--account-sid wants \"AC\" and 32 hexadecimal digits, not \"" + options.account_sid + "\"");
    }
    world.account_sid = options.account_sid;
  }
  if (!options.auth_token.empty()) world.auth_token = Secret(options.auth_token);
  return world;
}

Exit serve(const ServeOptions& options) {
  auto clock = clock_options(options);
  if (!clock) return complain(Exit::input, clock.error().message);
  auto world = world_config(options);
  if (!world) return complain(Exit::input, world.error().message);

  Interrupt interrupt;
  SystemExecutor executor;
  HttplibTransport webhooks(executor, {.read_timeout = std::chrono::seconds(15)});
  auto twilio = std::make_unique<SimulatedTwilio>(executor, webhooks, *world, *clock);
  if (!options.quiet) {
    twilio->world().journal().set_listener(
        [](const Journal::Event& event) { std::fprintf(stderr, "%s\n", describe(event).c_str()); });
  }
  auto server = HttpServer::listen(executor, *twilio, {.host = options.host, .port = options.port});
  if (!server) return complain(Exit::environment, server.error().message);
  greet(*world, (*server)->origin(), !options.auth_token.empty());

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
  command->add_option("--clock", options->clock, "real, manual (moved by POST clock/advance) or auto (leaps when idle)")
      ->capture_default_str();
  command->add_option("--speed", options->speed, "How much faster than real time a real clock runs")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command->add_option("--start", options->start, "The world's time at the start, such as 2026-01-01T09:00:00Z");
  command->add_option("--seed", options->seed, "Where ids, latencies and all other chance come from")
      ->capture_default_str();
  command->add_option("--account-sid", options->account_sid, "In place of the default world's");
  command->add_option("--auth-token", options->auth_token,
                      "In place of the default world's; better set as UNDERSTUDY_AUTH_TOKEN");
  command->add_flag("--strict-senders", options->strict_senders, "Refuse senders that are not numbers of the account");
  command->add_flag("--strict-callbacks", options->strict_callbacks,
                    "Refuse callback URLs that Twilio could not reach");
  command->add_flag("--quiet", options->quiet, "Log nothing");
  command->callback([options, &exit] { exit = serve(*options); });
}

}  // namespace understudy::apps
