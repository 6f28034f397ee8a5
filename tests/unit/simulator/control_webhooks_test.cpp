// Alerts, webhooks and how they were signed, as the control API tells them.
#include "core/http/local_transport.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "core/webhook/signature.hpp"
#include "simulator/simulated_twilio.hpp"
#include "tests/support/exchange.hpp"
#include "tests/support/listening_app.hpp"
#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;
using nlohmann::json;
using simulator::SimulatedTwilio;

namespace {

const std::string phone = "+15550100099";
const std::string number = "+15550100003";

// A world on a manual clock whose number texts go to an app.
struct Control {
  explicit Control(simulator::WorldConfig config = {}, Response answer = Response(204))
      : app([answer](const Request&) { return answer; }), twilio(executor, network, listening(config), manual()) {
    network.mount("http://App.localhost:3000", app);
  }
  static simulator::WorldConfig listening(simulator::WorldConfig config) {
    config.numbers.push_back({number, "http://user:sesame@App.localhost:3000/Sms?tenant=7"});
    return config;
  }
  static simulator::ClockOptions manual() {
    simulator::ClockOptions options;
    options.mode = simulator::ClockMode::manual;
    return options;
  }

  Response ask(const std::string& path) {
    Request request("GET", std::string(twilio_origin) + "/_understudy/v1" + path);
    return exchange(executor, twilio, std::move(request)).value();
  }
  json get(const std::string& path) {
    const Response response = ask(path);
    REQUIRE(response.status == 200);
    return json::parse(response.body);
  }
  std::string text_in(std::string body) {
    const auto sid = twilio.text_in({phone, number, std::move(body), {}});
    Pending<void>(executor, twilio.settle()).get();
    return sid.value().text();
  }

  VirtualExecutor executor{new_year};
  LocalTransport network{executor};
  ListeningApp app;
  SimulatedTwilio twilio;
};

json mistake(const json& explanation, const std::string& name) {
  for (const auto& listed : explanation.at("mistakes")) {
    if (listed.at("mistake") == name) return listed;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("alerts are listed with the message they are about") {
  Control control({}, Response(200, "application/json", "{}"));
  REQUIRE(control.get("/alerts") == json::parse(R"({"alerts": [], "dropped": 0})"));
  const std::string first = control.text_in("hi");
  const std::string second = control.text_in("hi");
  const auto alerts = control.get("/alerts").at("alerts");
  REQUIRE(alerts.size() == 2);
  REQUIRE(alerts[0].at("code") == 12300);
  REQUIRE(alerts[0].at("message") == first);
  REQUIRE(alerts[0].at("at") == "2026-01-01T09:00:00.000000Z");
  REQUIRE_THAT(alerts[0].at("text").get<std::string>(), Catch::Contains("application/json"));
  const auto of_second = control.get("/alerts?message=" + second).at("alerts");
  REQUIRE(of_second.size() == 1);
  REQUIRE(of_second[0] == alerts[1]);
}

TEST_CASE("only the newest thousand alerts and webhooks are kept") {
  Control control({}, Response(500));
  for (int i = 0; i < 1003; ++i) control.text_in("hi");
  for (const std::string name : {"alerts", "webhooks"}) {
    const auto listed = control.get("/" + name);
    REQUIRE(listed.at(name).size() == 1000);
    REQUIRE(listed.at("dropped") == 3);
  }
  REQUIRE(control.ask("/webhooks/3/explain").status == 404);
  REQUIRE(control.ask("/webhooks/4/explain").status == 200);
  REQUIRE(control.ask("/webhooks/1003/explain").status == 200);
  REQUIRE(control.ask("/webhooks/1004/explain").status == 404);
}

TEST_CASE("webhooks are listed with what came of them") {
  Control control;
  const std::string sid = control.text_in("hi");
  const auto answered = control.get("/webhooks?message=" + sid).at("webhooks");
  REQUIRE(answered.size() == 1);
  REQUIRE(answered[0] == json({{"id", 1},
                               {"on", "callback.inbound"},
                               {"message", sid},
                               {"method", "POST"},
                               {"url", "http://App.localhost:3000/Sms?tenant=7"},
                               {"attempts", 1},
                               {"planned", "2026-01-01T09:00:00.000000Z"},
                               {"answered", "2026-01-01T09:00:00.000000Z"},
                               {"status", 204},
                               {"error", nullptr}}));
}

TEST_CASE("a webhook that nobody took says why, and how often it was tried") {
  simulator::WorldConfig config;
  config.numbers.push_back({"+15550100004", "http://nowhere.localhost/sms#rc=2"});
  Control control(config);
  REQUIRE(control.twilio.text_in({phone, "+15550100004", "hi", {}}));
  const auto flying = control.get("/webhooks").at("webhooks").at(0);
  REQUIRE(flying.at("answered").is_null());
  Pending<void>(control.executor, control.twilio.settle()).get();
  const auto webhook = control.get("/webhooks").at("webhooks").at(0);
  REQUIRE(webhook.at("attempts") == 3);
  REQUIRE(webhook.at("status").is_null());
  REQUIRE(webhook.at("error") == "connection_failed");
  REQUIRE(webhook.at("error_code") == 11205);
}

TEST_CASE("a webhook's signature is explained, with what the usual mistakes come to") {
  simulator::WorldConfig config;
  config.secondary_auth_token = Secret("5ec05ec05ec05ec05ec05ec05ec05ec0");
  Control control(config);
  control.text_in(" hi ");
  const Request& webhook = control.app.requests().at(0);
  const Form form = decode_form(webhook.body);
  const auto explanation = control.get("/webhooks/1/explain");
  REQUIRE(explanation.at("signature") == std::string(webhook.headers.get("X-Twilio-Signature")));
  REQUIRE(explanation.at("signed") == signed_string("http://App.localhost:3000/Sms?tenant=7", form));
  REQUIRE(explanation.at("parameters").at("Body") == " hi ");
  REQUIRE(explanation.at("parameters").size() == form.size());

  const Signer signer{Secret(std::string(auth_token))};
  const auto signed_over = [&](const std::string& url) { return signer.sign(url, form); };
  REQUIRE(mistake(explanation, "port_removed").at("signature") == signed_over("http://App.localhost/Sms?tenant=7"));
  REQUIRE(mistake(explanation, "https_for_http").at("signature") ==
          signed_over("https://App.localhost:3000/Sms?tenant=7"));
  REQUIRE(mistake(explanation, "host_lower_case").at("signature") ==
          signed_over("http://app.localhost:3000/Sms?tenant=7"));
  for (const std::string name : {"path_lower_case", "slash_added", "trimmed", "still_encoded", "json_body",
                                 "empty_dropped", "secondary_token", "api_key_secret"}) {
    INFO(name);
    REQUIRE_FALSE(mistake(explanation, name).is_null());
  }
  REQUIRE(mistake(explanation, "secondary_token").at("signature") ==
          Signer(*config.secondary_auth_token).sign("http://App.localhost:3000/Sms?tenant=7", form));
  REQUIRE(mistake(explanation, "port_added").is_null());
  const std::string whole = explanation.dump();
  REQUIRE_THAT(whole, !Catch::Contains("sesame") && !Catch::Contains("5ec05ec0") && !Catch::Contains("5eed"));
}

TEST_CASE("a webhook says what went wrong with it on purpose, also one that was never sent") {
  simulator::WorldConfig config;
  config.faults.resize(2);
  for (auto& fault : config.faults) fault.on = simulator::Operation::callback_inbound;
  config.faults[0].effect.drop = simulator::Fault::Drop::before;
  config.faults[1].occasion = simulator::Nth{2};
  config.faults[1].effect.signature = simulator::Fault::Signature::other_url;
  Control control(config);
  control.text_in("hi");
  control.text_in("hi");
  const auto webhooks = control.get("/webhooks").at("webhooks");
  REQUIRE(webhooks.size() == 2);
  REQUIRE(webhooks[0].at("attempts") == 0);
  REQUIRE(webhooks[0].at("faults") == json::parse(R"([{"fault": 1, "drop": "before"}])"));
  REQUIRE(webhooks[1].at("faults") == json::parse(R"([{"fault": 2, "signature": "other_url"}])"));
  REQUIRE(control.ask("/webhooks/1/explain").status == 200);
  const auto explanation = control.get("/webhooks/2/explain");
  REQUIRE(explanation.at("faults") == webhooks[1].at("faults"));
  REQUIRE(mistake(explanation, "https_for_http").at("signature") == explanation.at("signature"));
}

TEST_CASE("a path that names no webhook is not found") {
  Control control;
  const auto path = GENERATE("/webhooks/1/explain", "/webhooks/x/explain", "/webhooks//explain", "/webhooks/1");
  REQUIRE(control.ask(path).status == 404);
}
