#include <cstdio>

#include "apps/commands.hpp"
#include "apps/interrupt.hpp"
#include "core/http/httplib_server.hpp"
#include "core/http/httplib_transport.hpp"
#include "core/http/url.hpp"
#include "core/runtime/system_executor.hpp"
#include "recorder/proxy.hpp"
#include "recorder/recording.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace understudy::apps {
namespace {

struct RecordArguments {
  std::string to;
  std::string upstream;
  std::string webhooks;
  std::string host = "127.0.0.1";
  int port = 8080;
  bool overwrite = false;
};

Exit record(const RecordArguments& arguments) {
  auto upstream = Url::parse(arguments.upstream);
  if (!upstream)
    return complain(Exit::input, "--upstream wants an http or https URL, not \"" + arguments.upstream + "\"");
  recorder::ProxyOptions options;
  options.upstream = upstream->origin();
  if (!arguments.webhooks.empty()) {
    auto webhooks = Url::parse(arguments.webhooks);
    if (!webhooks)
      return complain(Exit::input, "--webhooks wants an http or https URL, not \"" + arguments.webhooks + "\"");
    options.webhooks = webhooks->origin();
  }

  Interrupt interrupt;
  SystemExecutor executor;
  auto recording = recorder::Recording::to_file(executor, options.upstream, arguments.to, arguments.overwrite);
  if (!recording) return complain(Exit::input, recording.error().message);
  HttplibTransport network(executor);
  recorder::RecordingProxy proxy(network, **recording, options);
  auto server = HttpServer::listen(executor, proxy, {.host = arguments.host, .port = arguments.port});
  if (!server) return complain(Exit::environment, server.error().message);
  fmt::print("listening on {}\n", (*server)->origin());
  fmt::print("# recording what goes to {} in {}; Ctrl-C ends it\n", options.upstream, arguments.to);
  if (options.webhooks) fmt::print("# webhooks that come here go on to {}\n", *options.webhooks);
  std::fflush(stdout);

  bool stop = false;
  interrupt.listen([&] { executor.inject([&] { stop = true; }); });
  executor.run_until([&] { return stop; });
  server->reset();
  if (const auto& failed = (*recording)->failed()) return complain(Exit::environment, failed->message);
  std::size_t count = (*recording)->count();
  fmt::print("{}: {} interaction{}\n", arguments.to, count, count == 1 ? "" : "s");
  return Exit::good;
}

}  // namespace

void add_record(CLI::App& app, Exit& exit) {
  auto arguments = std::make_shared<RecordArguments>();
  CLI::App* command =
      app.add_subcommand("record", "Stand between an app and the service, and put their exchanges on a cassette");
  command->add_option("--to", arguments->to, "The cassette to write")->required();
  command->add_option("--upstream", arguments->upstream, "The service, such as https://api.twilio.com or another fake")
      ->required();
  command->add_option("--webhooks", arguments->webhooks,
                      "Your app, such as http://localhost:3000: signed webhooks that come to this port go on to it");
  command->add_option("--host", arguments->host, "Address to listen on")->capture_default_str();
  command->add_option("--port", arguments->port, "Port to listen on; 0 picks a free one")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  command->add_flag("--overwrite", arguments->overwrite, "Replace the cassette if it exists");
  command->callback([arguments, &exit] { exit = record(*arguments); });
}

}  // namespace understudy::apps
