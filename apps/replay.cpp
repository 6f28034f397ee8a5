#include "recorder/replay.hpp"

#include <cstdio>

#include "apps/commands.hpp"
#include "apps/interrupt.hpp"
#include "core/http/httplib_server.hpp"
#include "core/http/httplib_transport.hpp"
#include "core/http/url.hpp"
#include "core/runtime/system_executor.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace understudy::apps {
namespace {

struct ReplayArguments {
  std::string cassette;
  std::string host = "127.0.0.1";
  int port = 8080;
  std::string against;
  std::string speed = "as-recorded";
  std::string auth_token;
};

Exit replay(const ReplayArguments& arguments) {
  auto cassette = recorder::load_cassette(arguments.cassette);
  if (!cassette) return complain(Exit::input, cassette.error().message);
  recorder::ReplayOptions options;
  options.instant = arguments.speed == "instant";
  if (!arguments.auth_token.empty()) options.auth_token = Secret(arguments.auth_token);
  if (!arguments.against.empty()) {
    auto url = Url::parse(arguments.against);
    if (!url) return complain(Exit::input, "--against wants an http or https URL, not \"" + arguments.against + "\"");
    options.against = url->origin();
  }

  Interrupt interrupt;
  SystemExecutor executor;
  HttplibTransport webhooks(executor);
  std::size_t interactions = cassette->interactions.size();
  auto tape = std::make_unique<recorder::Replay>(executor, webhooks, std::move(*cassette), options);
  recorder::ReplayService service(*tape);
  auto server = HttpServer::listen(executor, service, {.host = arguments.host, .port = arguments.port});
  if (!server) return complain(Exit::environment, server.error().message);
  fmt::print("listening on {}\n", (*server)->origin());
  fmt::print("# replaying {} interactions from {}\n", interactions, arguments.cassette);
  std::fflush(stdout);

  bool stop = false;
  interrupt.listen([&] { executor.inject([&] { stop = true; }); });
  executor.run_until([&] { return stop; });
  server->reset();
  recorder::ReplayReport report;
  executor.exclusively([&] {
    report = tape->report();
    tape.reset();  // and with it the webhooks on their way
  });
  fmt::print("# {} answered, {} unmatched; {} webhooks answered, {} not\n", report.answered, report.unmatched,
             report.posted, report.unanswered + report.skipped.size());
  for (const auto& why : report.skipped) std::fprintf(stderr, "understudy: webhook not posted: %s\n", why.c_str());
  return report.unmatched == 0 ? Exit::good : Exit::failed;
}

}  // namespace

void add_replay(CLI::App& app, Exit& exit) {
  auto arguments = std::make_shared<ReplayArguments>();
  CLI::App* command = app.add_subcommand("replay", "Serve a cassette on a port, and post the webhooks that it holds");
  command->add_option("cassette", arguments->cassette, "The file")->required();
  command->add_option("--host", arguments->host, "Address to listen on")->capture_default_str();
  command->add_option("--port", arguments->port, "Port to listen on; 0 picks a free one")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  command->add_option(
      "--against", arguments->against,
      "Where webhooks go, such as http://localhost:3000; without it, to the recorded URL if that is on this machine");
  command->add_option("--speed", arguments->speed, "When webhooks and answers come")
      ->check(CLI::IsMember({"as-recorded", "instant"}))
      ->capture_default_str();
  command->add_option("--auth-token", arguments->auth_token, "Signs the webhooks; default: the default world's");
  command->callback([arguments, &exit] { exit = replay(*arguments); });
}

}  // namespace understudy::apps
