#include "apps/commands.hpp"
#include "apps/local_ca.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace understudy::apps {
namespace {

struct CaOptions {
  std::string folder;
  bool print = false;
};

constexpr auto advice =
    R"(# Good for Twilio's hosts, localhost and loopback addresses only. To trust it in one shell, not on the whole machine:
# node:               export NODE_EXTRA_CA_CERTS={0}
# python (requests):  export REQUESTS_CA_BUNDLE={0}
# go, ruby, OpenSSL:  export SSL_CERT_FILE={0}
# curl:               curl --cacert {0} …
# The two in the middle replace the authorities that are trusted otherwise; docs/unmodified-apps.md has more.
)";

Exit show(const CaOptions& options) {
  auto authority = open_local_ca(options.folder);
  if (!authority) return complain(Exit::environment, authority.error().message);
  if (options.print) {
    fmt::print("{}", authority->certificate_pem());
  } else {
    fmt::print("{}\n", authority->certificate_file());
  }
  std::fflush(stdout);
  fmt::print(stderr, advice, authority->certificate_file());
  return Exit::good;
}

}  // namespace

void add_ca(CLI::App& app, Exit& exit) {
  auto options = std::make_shared<CaOptions>();
  CLI::App* command = app.add_subcommand(
      "ca", "Say where the certificate lies that apps trust for serve --tls and --proxy-port; made on first use");
  command->add_flag("--print", options->print, "The certificate itself, in PEM");
  command->add_option("--ca-dir", options->folder, "Its folder, instead of understudy/ca in your data folder");
  command->callback([options, &exit] { exit = show(*options); });
}

}  // namespace understudy::apps
