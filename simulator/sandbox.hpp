#pragma once

#include <string>

#include "core/http/local_transport.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "simulator/simulated_twilio.hpp"

namespace understudy::simulator {

// A simulated Twilio for C++ tests, with a clock and a network of its own: no socket, no thread, no sleep.
//
//   Sandbox sandbox;
//   WebhookReceiver app(…);
//   sandbox.mount("http://app.localhost", app);
//   Client client(sandbox.executor(), sandbox.transport(), config);   // config.base_url = sandbox.base_url()
//   auto sent = client.send({…, .status_callback = "http://app.localhost/status"}).get();
//   sandbox.advance(3s);
class Sandbox {
 public:
  explicit Sandbox(WorldConfig config = {});
  Sandbox(WorldConfig config, TimePoint epoch);

  VirtualExecutor& executor() { return executor_; }
  Transport& transport() { return network_; }
  SimulatedTwilio& twilio() { return twilio_; }
  // Makes an app reachable at an origin such as "http://app.localhost"; it must outlive the sandbox's use.
  void mount(std::string origin, Service& app) { network_.mount(std::move(origin), app); }

  // Lets the time pass for everyone in the sandbox: ends when all that falls due in it is done and answered.
  void advance(Duration by);
  TimePoint now() const { return executor_.now(); }

  static std::string base_url() { return "http://twilio.localhost"; }
  const std::string& account_sid() const { return twilio_.world().config().account_sid; }
  const Secret& auth_token() const { return twilio_.world().config().auth_token; }

 private:
  VirtualExecutor executor_;
  LocalTransport network_{executor_};
  SimulatedTwilio twilio_;
};

}  // namespace understudy::simulator
