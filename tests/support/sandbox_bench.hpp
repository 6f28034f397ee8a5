#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/client/client.hpp"
#include "core/runtime/scope.hpp"
#include "simulator/sandbox.hpp"
#include "tests/support/meddling_transport.hpp"
#include "tests/support/watching_observer.hpp"

namespace understudy::test {

// A client at a simulated Twilio, and a network between them that can be meddled with.
struct SandboxBench {
  SandboxBench() : SandboxBench(simulator::WorldConfig{}) {}
  explicit SandboxBench(simulator::WorldConfig world) : sandbox(std::move(world)) {
    config.credentials = {sandbox.account_sid(), sandbox.account_sid(), sandbox.auth_token()};
    config.base_url = simulator::Sandbox::base_url();
    config.observer = watcher;
  }
  Client client() { return Client(sandbox.executor(), network, config); }
  Executor& executor() { return sandbox.executor(); }
  Duration elapsed() const { return sandbox.now() - start; }

  OutgoingMessage hello(const std::string& body = "hi") const {
    OutgoingMessage message;
    message.to = "+15550100099";
    message.from = "+15550100001";
    message.body = body;
    return message;
  }

  // A send that is under way, and what came of it.
  struct Sent {
    std::optional<Result<Receipt>> result;
    Duration took{};
  };
  Sent& begin_send(Scope& scope, Client& client, OutgoingMessage message, SendOptions options = {}) {
    sent.push_back(std::make_unique<Sent>());
    scope.spawn(run_send(*this, client, std::move(message), options, *sent.back()));
    return *sent.back();
  }

  // What the service has, newest first.
  std::vector<Message> all_messages() {
    Config plain = config;
    plain.observer = nullptr;
    Client client(sandbox.executor(), sandbox.transport(), plain);
    std::vector<Message> all;
    for (const Result<Message>& message : client.list()) all.push_back(message.value());
    return all;
  }
  int posts() const { return static_cast<int>(network.times_of("POST").size()); }
  int gets() const { return static_cast<int>(network.times_of("GET").size()); }

  simulator::Sandbox sandbox;
  const TimePoint start = sandbox.now();
  MeddlingTransport network{sandbox.executor(), sandbox.transport()};
  std::shared_ptr<WatchingObserver> watcher = std::make_shared<WatchingObserver>();
  Config config;
  std::vector<std::unique_ptr<Sent>> sent;

 private:
  static Task<> run_send(SandboxBench& bench, Client& client, OutgoingMessage message, SendOptions options,
                         Sent& sent) {
    const TimePoint began = bench.sandbox.now();
    auto result = co_await client.send(std::move(message), options);
    sent.took = bench.sandbox.now() - began;
    sent.result = std::move(result);
  }
};

}  // namespace understudy::test
