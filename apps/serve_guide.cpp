#include "apps/serve_guide.hpp"

#include <cstdio>

#include <fmt/format.h>

namespace understudy::apps {
namespace {

void guide_to_proxy(const Addresses& addresses) {
  fmt::print("# an app that has Twilio's address built in needs no other change than these, before it starts:\n");
  fmt::print("export HTTPS_PROXY={}\n", addresses.proxy);
  fmt::print("export HTTP_PROXY={}\n", addresses.proxy);  // which is what twilio-node reads
  fmt::print("export NO_PROXY=localhost,127.0.0.1,::1\n");
}

void guide_to_trust(const std::string& ca_file) {
  fmt::print("export NODE_EXTRA_CA_CERTS={}\n", ca_file);
  fmt::print("export REQUESTS_CA_BUNDLE={}\n", ca_file);
  fmt::print("export SSL_CERT_FILE={}\n", ca_file);
}

void guide_to_db(const Addresses& addresses) {
  if (addresses.came_back == 0) {
    fmt::print("# {} keeps its worlds from now on\n", addresses.db);
  } else {
    fmt::print("# {}: {} as kept there\n", addresses.db,
               addresses.came_back == 1 ? "1 world," : fmt::format("{} worlds,", addresses.came_back));
  }
}

}  // namespace

void guide(const simulator::WorldConfig& world, const Addresses& addresses) {
  const bool own_token = !world.auth_token.equals(simulator::WorldConfig{}.auth_token.reveal());
  const std::string& origin = addresses.origin;
  fmt::print("listening on {}\n", origin);
  if (!addresses.db.empty()) guide_to_db(addresses);
  fmt::print("export TWILIO_ACCOUNT_SID={}\n", world.account_sid);
  if (own_token) {
    fmt::print("# TWILIO_AUTH_TOKEN is the one you gave\n");
  } else {
    fmt::print("export TWILIO_AUTH_TOKEN={}\n", world.auth_token.reveal());
  }
  fmt::print("export TWILIO_BASE_URL={}\n", origin);
  if (!addresses.proxy.empty()) guide_to_proxy(addresses);
  if (!addresses.ca_file.empty()) guide_to_trust(addresses.ca_file);
  fmt::print("# node:   client.api.baseUrl = \"{}\"\n", origin);
  fmt::print("# python: client.api.base_url = \"{}\"\n", origin);
  fmt::print(
      "# go, java, c#, ruby, php: an HTTP client that puts {} in place of https://api.twilio.com; see the README\n",
      origin);
  fmt::print("# try:    understudy send --to +15550100099 --from +15550100001 --body hello --base-url {}\n", origin);
  std::fflush(stdout);
}

}  // namespace understudy::apps
