// A test without a socket and without a sleep: the client core against the simulator, thirty seconds in no time.
#include "simulator/sandbox.hpp"

#include <cassert>
#include <cstdio>

#include "core/client/client.hpp"

using namespace understudy;
using namespace std::chrono_literals;

namespace {

Config config_for(const simulator::Sandbox& sandbox) {
  Config config;
  config.credentials = {sandbox.account_sid(), sandbox.account_sid(), sandbox.auth_token()};
  config.base_url = sandbox.base_url();
  return config;
}

}  // namespace

int main() {
  simulator::Sandbox sandbox;
  Client client(sandbox.executor(), sandbox.transport(), config_for(sandbox));

  auto sent = client.send({.to = "+15550100099", .from = "+15550100001", .body = "hi"}).get();
  sandbox.advance(30s);
  auto now = client.get(sent->message.sid).get();
  assert(now->status == MessageStatus::delivered);

  std::printf("%s is %s\n", now->sid.text().c_str(), to_string(now->status).data());
}
