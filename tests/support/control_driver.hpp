#pragma once

#include <string>
#include <utility>

#include "core/http/local_transport.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "simulator/worlds.hpp"
#include "tests/support/exchange.hpp"
#include "tests/support/listening_app.hpp"
#include "tests/support/world_driver.hpp"

#include <nlohmann/json.hpp>

namespace understudy::test {

// Worlds on manual clocks, asked through their control API, and an app at http://app.localhost.
struct ControlDriver {
  explicit ControlDriver(simulator::WorldConfig config = {}) : worlds(executor, network, manual(std::move(config))) {
    network.mount("http://app.localhost", app);
    network.mount(std::string(twilio_origin), worlds);
  }
  static simulator::WorldSetup manual(simulator::WorldConfig config) {
    simulator::WorldSetup setup;
    setup.config = std::move(config);
    setup.clock.mode = simulator::ClockMode::manual;
    return setup;
  }
  static Request request(std::string method, const std::string& path, std::string body = {}) {
    Request made(std::move(method), std::string(twilio_origin) + "/_understudy/v1" + path);
    made.body = std::move(body);
    return made;
  }

  Response ask(Request asked) { return exchange(executor, network, std::move(asked)).value(); }
  Response ask(std::string method, const std::string& path, std::string body = {}) {
    return ask(request(std::move(method), path, std::move(body)));
  }
  nlohmann::json get(const std::string& path) { return nlohmann::json::parse(ask("GET", path).body); }
  std::string complaint(const Response& response) {
    const auto body = nlohmann::json::parse(response.body);
    return body.at("status") == response.status ? body.at("message").get<std::string>() : "another status";
  }
  // The SID of a message that was accepted.
  std::string send(const std::string& body = "hi", const std::string& to = "+15550100099") {
    const Response response = ask(create_request(
        {{"To", to}, {"From", "+15550100001"}, {"Body", body}, {"StatusCallback", "http://app.localhost/status"}}));
    if (response.status != 201) throw std::runtime_error(response.body);
    return nlohmann::json::parse(response.body).at("sid");
  }
  void advance(const std::string& by) { ask("POST", "/clock/advance", R"({"by": ")" + by + "\"}"); }
  const Journal& journal() { return worlds.first().world().journal(); }
  // The newest event of a kind.
  nlohmann::json newest(std::string_view kind) {
    nlohmann::json found;
    for (const auto& event : journal().events()) {
      if (event.kind == kind) found = nlohmann::json::parse(event.line);
    }
    return found;
  }

  VirtualExecutor executor{new_year};
  LocalTransport network{executor};
  ListeningApp app;
  simulator::Worlds worlds;
};

}  // namespace understudy::test
