#pragma once

#include <memory>
#include <string>
#include <utility>

#include "core/client/client.hpp"
#include "core/webhook/receiver.hpp"
#include "simulator/sandbox.hpp"

namespace understudy::test {

// A client that an observer watches, before a simulated Twilio.
struct ObservedClient {
  explicit ObservedClient(std::shared_ptr<Observer> observer, simulator::WorldConfig world = {})
      : sandbox(std::move(world)), client(sandbox.executor(), sandbox.transport(), config(std::move(observer))) {}

  Config config(std::shared_ptr<Observer> observer) const {
    Config config;
    config.credentials = {sandbox.account_sid(), sandbox.account_sid(), sandbox.auth_token()};
    config.base_url = simulator::Sandbox::base_url();
    config.observer = std::move(observer);
    config.seed = 7;
    return config;
  }
  static OutgoingMessage hello() {
    OutgoingMessage message;
    message.to = "+15550100099";
    message.from = "+15550100001";
    message.body = "Your code is 123456";
    return message;
  }
  Result<Receipt> send(OutgoingMessage message = hello()) { return client.send(std::move(message)).get(); }

  simulator::Sandbox sandbox;
  Client client;
};

}  // namespace understudy::test
