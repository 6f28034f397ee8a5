#pragma once

#include <functional>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "core/client/client.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "core/webhook/receiver.hpp"
#include "scenarios/runner/stage.hpp"
#include "simulator/config.hpp"

namespace understudy::test {

// An app that takes webhooks, and has files beside them.
class AppWithFiles final : public Service {
 public:
  AppWithFiles(Executor& executor, Secret auth_token, WebhookReceiver::Handler handler)
      : receiver_(executor, {.auth_token = std::move(auth_token), .replay_window = std::nullopt}, std::move(handler)) {}
  Task<Result<Response>> handle(Request request) override;

  std::map<std::string, Response> files;  // by URL

 private:
  WebhookReceiver receiver_;
};

// One of the three ways to Twilio, with a client before it and an app behind. What a conformance test does to it must
// come out the same on each.
class Arm {
 public:
  Arm(const scenarios::OpenStage& open, const simulator::WorldConfig& world);

  Config config() const;
  Client client() { return Client(executor, stage->api(), config()); }
  // A request as it is, for what no client would send.
  Result<Response> ask(Request request);
  Request authorized(const std::string& method, const std::string& path) const;
  void advance(Duration by);
  OutgoingMessage message(const std::string& body) const;

  // "SM… delivered" for each status callback and "+1… hello" for each text, as they came in, all with good signatures.
  std::vector<std::string> received;
  std::vector<StatusUpdate> updates;
  std::vector<InboundMessage> texts;
  // The app's answer to a text, or to any later document it asks for.
  std::function<Response(const InboundMessage&)> answer_text = [](const InboundMessage&) {
    return WebhookReceiver::no_reply();
  };

  // All that is told of the client at its most talkative, nothing masked.
  std::string told() const { return log_.str(); }

  VirtualExecutor executor;
  const simulator::WorldConfig world;
  AppWithFiles app;
  std::unique_ptr<scenarios::Stage> stage;

 private:
  Response take(const WebhookEvent& event);

  std::ostringstream log_;
  std::shared_ptr<Observer> observer_;
};

// Plays in memory, then over sockets, then from the cassette that the sockets recorded.
void on_every_arm(const simulator::WorldConfig& world, const std::function<void(Arm&)>& play);

// In memory, then over sockets: for what a cassette does not play yet. Ends with the digest of the world each time.
std::vector<std::string> on_simulated_arms(const simulator::WorldConfig& world, const std::function<void(Arm&)>& play);

}  // namespace understudy::test
