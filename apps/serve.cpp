#include <algorithm>
#include <cstdio>
#include <deque>
#include <optional>
#include <vector>

#include "apps/commands.hpp"
#include "apps/event_log.hpp"
#include "apps/interrupt.hpp"
#include "apps/local_ca.hpp"
#include "apps/serve_guide.hpp"
#include "core/http/forward_proxy.hpp"
#include "core/http/httplib_server.hpp"
#include "core/http/httplib_tls.hpp"
#include "core/http/httplib_transport.hpp"
#include "core/runtime/pending.hpp"
#include "core/runtime/system_executor.hpp"
#include "core/text/text_file.hpp"
#include "simulator/worlds.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace understudy::apps {
namespace {

using simulator::Worlds;
using simulator::WorldSetup;
using simulator::WorldStore;

struct ServeOptions {
  std::string host = "127.0.0.1";
  int port = 8080;
  bool tls = false;
  std::optional<int> proxy_port;
  std::vector<std::string> allowed_hosts;
  std::string ca_folder;
  std::string config;
  std::string db;
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

Exit exit_for(const Error& error) { return error.code == ErrorCode::invalid_input ? Exit::input : Exit::environment; }

struct Configured {
  WorldSetup setup;
  simulator::Settings settings;
};

// The file over the defaults, and what was given by option or environment over the file.
Result<Configured> world_setup(const ServeOptions& options) {
  Configured configured;
  WorldSetup& setup = configured.setup;
  if (!options.config.empty()) {
    auto text = read_text_file(options.config);
    if (!text) return tl::unexpected(std::move(text.error()));
    auto parsed = simulator::parse_world(*text, options.config);
    if (!parsed) return tl::unexpected(std::move(parsed.error()));
    setup = std::move(*parsed);
    configured.settings = simulator::settings_of(*text);
  }
  for (const auto& [key, spelled, option, text] : options.world) {
    if (option->count() == 0) continue;
    if (auto done = simulator::set_option(setup, key, spelled, text); !done) {
      return failure(done.error().code, "understudy: " + done.error().message);
    }
    simulator::add_setting(configured.settings, key, text);
  }
  setup.clock.granularity = std::chrono::milliseconds(1);
  return configured;
}

// What programs need that have Twilio's addresses built in.
struct Tls {
  explicit Tls(CertificateAuthority a) : authority(std::move(a)) {}
  CertificateAuthority authority;
  std::unique_ptr<TlsIdentity> identity;
};

Result<std::unique_ptr<Tls>> make_tls(const ServeOptions& options) {
  auto authority = open_local_ca(options.ca_folder);
  if (!authority) return tl::unexpected(std::move(authority.error()));
  auto tls = std::make_unique<Tls>(std::move(*authority));
  auto identity = TlsIdentity::make(tls->authority);
  if (!identity) return tl::unexpected(std::move(identity.error()));
  tls->identity = std::move(*identity);
  return tls;
}

ProxyRules proxy_rules(const ServeOptions& options) {
  ProxyRules rules{{"twilio.com"}, options.allowed_hosts};
  if (!options.quiet) {
    rules.on_refusal = [](const std::string& host) {
      fmt::print(stderr, "refused to let a request leave for {0} (--allow-host {0})\n", host);
    };
  }
  return rules;
}

Exit serve(const ServeOptions& options) {
  const auto configured = world_setup(options);
  if (!configured) {
    fmt::print(stderr, "{}\n", configured.error().message);  // lines that begin with the file, for editors to follow
    return Exit::input;
  }
  const simulator::WorldConfig& world = configured->setup.config;
  if (!options.allowed_hosts.empty() && !options.proxy_port) {
    return complain(Exit::input, "--allow-host is for the forward proxy: give it a --proxy-port");
  }
  std::unique_ptr<Tls> tls;
  if (options.tls || options.proxy_port) {
    auto made = make_tls(options);
    if (!made) return complain(Exit::environment, made.error().message);
    tls = std::move(*made);
  }

  Interrupt interrupt;
  SystemExecutor executor;
  HttplibTransport webhooks(executor, {.read_timeout = std::chrono::seconds(15)});
  std::unique_ptr<WorldStore> store;
  if (!options.db.empty()) {
    auto opened = WorldStore::open(executor, options.db, configured->settings);
    if (!opened) return complain(exit_for(opened.error()), opened.error().message);
    store = std::move(*opened);
  }
  auto twilio = std::make_unique<Worlds>(executor, webhooks, configured->setup);
  std::size_t came_back = 0;
  if (store) {
    const auto kept = twilio->keep_in(*store);
    if (!kept) return complain(exit_for(kept.error()), kept.error().message);
    came_back = *kept;
  }
  if (!options.quiet) {
    twilio->set_listener([&](std::string_view account, const Journal::Event& event) {
      const bool first = account == world.account_sid;
      fmt::print(stderr, "{}{}\n", first ? "" : fmt::format("{} ", account), describe(event));
    });
  }
  ServerOptions listening{.host = options.host, .port = options.port};
  if (options.tls) listening.tls = tls->identity.get();
  auto server = HttpServer::listen(executor, *twilio, listening);
  if (!server) return complain(Exit::environment, server.error().message);
  executor.exclusively([&] { twilio->served_at((*server)->origin()); });

  HttplibTransport outside(executor);
  const ProxyRules rules = proxy_rules(options);
  ForwardProxy forwarding(*twilio, outside, rules);
  std::unique_ptr<HttpServer> proxy;
  if (options.proxy_port) {
    auto opened = HttpServer::listen(
        executor, forwarding,
        {.host = options.host, .port = *options.proxy_port, .tls = tls->identity.get(), .proxy = &rules});
    if (!opened) return complain(Exit::environment, opened.error().message);
    proxy = std::move(*opened);
  }
  guide(world, {.origin = (*server)->origin(),
                .proxy = proxy ? proxy->origin() : "",
                .ca_file = tls ? tls->authority.certificate_file() : "",
                .db = options.db,
                .came_back = came_back});

  bool stop = false;
  Exit exit = Exit::good;
  if (store) {
    executor.exclusively([&] {
      store->on_failure([&](const std::string& why) {
        exit = complain(Exit::environment, why);
        executor.inject([&] { stop = true; });
      });
    });
  }
  interrupt.listen([&] { executor.inject([&] { stop = true; }); });
  executor.run_until([&] { return stop; });

  Pending<void>(executor, twilio->close(grace)).get();
  proxy.reset();
  server->reset();
  executor.exclusively([&] { twilio.reset(); });
  store.reset();  // commits the last of it, which may fail as well
  return exit;
}

}  // namespace

void add_serve(CLI::App& app, Exit& exit) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* command = app.add_subcommand("serve", "Serve a fake Twilio on a port");
  command->add_option("--host", options->host, "Address to listen on")->capture_default_str();
  command->add_option("--port", options->port, "Port to listen on; 0 picks a free one")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  command->add_flag("--tls", options->tls,
                    "Speak HTTPS on the port, as Twilio's hosts, by a certificate of `understudy ca`");
  command
      ->add_option("--proxy-port", options->proxy_port,
                   "Port of a forward proxy that leads all of twilio.com here; 0 picks a free one")
      ->check(CLI::Range(0, 65535));
  command
      ->add_option("--allow-host", options->allowed_hosts,
                   "A host to which the proxy lets requests leave; repeatable, or several with commas")
      ->delimiter(',')
      ->allow_extra_args(false);
  command->add_option("--ca-dir", options->ca_folder, "Folder of the certificate authority; see `understudy ca`");
  command->add_option("--config", options->config, "The world's file; its schema is `understudy schema world`");
  command->add_option("--db", options->db,
                      "SQLite file that keeps the worlds: they are there again at the next start, as they were");
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
