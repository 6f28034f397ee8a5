#include "simulator/faults.hpp"

#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;
using simulator::Fault;
using simulator::Operation;

namespace {

const Form message{{"To", "+15550100099"},
                   {"From", "+15550100001"},
                   {"Body", "hi"},
                   {"StatusCallback", "http://app.localhost/status"}};

Fault fault_on(Operation operation, int nth = 1) {
  Fault fault;
  fault.on = operation;
  fault.occasion = simulator::Nth{nth};
  return fault;
}

}  // namespace

TEST_CASE("a fault strikes the nth time from when it was added, once") {
  WorldDriver driver;
  driver.send(message);
  Fault fault = fault_on(Operation::messages_create, 2);
  fault.effect.answer = simulator::FaultAnswer{503};
  driver.plan(fault);
  std::vector<int> statuses;
  for (int i = 0; i < 4; ++i) statuses.push_back(driver.ask(create_request(message)).status);
  REQUIRE(statuses == std::vector<int>{201, 503, 201, 201});
}

TEST_CASE("a world's own faults count from its beginning") {
  simulator::WorldConfig config;
  config.faults = {fault_on(Operation::messages_create)};
  config.faults[0].effect.answer = simulator::FaultAnswer{500};
  WorldDriver driver(config);
  REQUIRE(driver.ask(create_request(message)).status == 500);
  REQUIRE(driver.ask(create_request(message)).status == 201);
}

TEST_CASE("a fault's answer has the usual code of its status, or the one it names, and nothing happens") {
  struct Case {
    int status;
    int code;
    int answered;
  };
  const auto [status, code, answered] = GENERATE(Case{429, 0, 20429}, Case{500, 0, 20500}, Case{503, 0, 20503},
                                                 Case{401, 0, 20003}, Case{404, 0, 20404}, Case{429, 21611, 21611});
  WorldDriver driver;
  Fault fault = fault_on(Operation::messages_create);
  fault.effect.answer = simulator::FaultAnswer{status, code, 1500ms};
  driver.plan(fault);
  const Response response = driver.ask(create_request(message));
  REQUIRE(response.status == status);
  REQUIRE(nlohmann::json::parse(response.body).at("code") == answered);
  REQUIRE(response.headers.get("Retry-After") == "2");  // whole seconds, never too soon
  REQUIRE_FALSE(driver.world.next_due());
}

TEST_CASE("a fetch can be struck without touching creates") {
  WorldDriver driver;
  Fault fault = fault_on(Operation::messages_fetch);
  fault.effect.answer = simulator::FaultAnswer{500};
  driver.plan(fault);
  const auto sid = driver.send(message);
  REQUIRE(driver.ask(fetch_request(sid)).status == 500);
  REQUIRE(driver.ask(fetch_request(sid)).status == 200);
}

TEST_CASE("a connection dropped before means that nothing was done, one dropped after that it was") {
  WorldDriver driver;
  Fault fault = fault_on(Operation::messages_create);
  fault.effect.drop = Fault::Drop::before;
  driver.plan(fault);
  simulator::Reply reply = driver.world.handle(create_request(message), driver.now);
  REQUIRE_FALSE(reply.response);
  REQUIRE(reply.response.error().code == ErrorCode::connection_lost);
  REQUIRE_FALSE(driver.world.next_due());

  fault.effect.drop = Fault::Drop::after;
  driver.plan(fault);
  reply = driver.world.handle(create_request(message), driver.now);
  REQUIRE_FALSE(reply.response);
  REQUIRE(driver.world.next_due());
}

TEST_CASE("a delay holds the answer back and shows in Twilio-Request-Duration") {
  WorldDriver driver;
  Fault fault = fault_on(Operation::messages_create);
  fault.effect.delay = 2340ms;
  driver.plan(fault);
  const simulator::Reply reply = driver.world.handle(create_request(message), driver.now);
  REQUIRE(reply.delay == 2340ms);
  REQUIRE(reply.response->status == 201);
  REQUIRE(reply.response->headers.get("Twilio-Request-Duration") == "2.340");
}

TEST_CASE("several faults on one occasion become one") {
  WorldDriver driver;
  Fault slow = fault_on(Operation::messages_create);
  slow.effect.delay = 1s;
  Fault slower = slow;
  slower.effect.delay = 2s;
  slower.effect.answer = simulator::FaultAnswer{503};
  driver.plan(slow);
  driver.plan(slower);
  const simulator::Reply reply = driver.world.handle(create_request(message), driver.now);
  REQUIRE(reply.delay == 3s);
  REQUIRE(reply.response->status == 503);
  REQUIRE(driver.world.faults().idle());
}

TEST_CASE("a dropped callback is never sent") {
  WorldDriver driver;
  Fault fault = fault_on(Operation::callback_status);
  fault.effect.drop = Fault::Drop::before;
  driver.plan(fault);
  driver.send(message);
  driver.advance(5s);
  REQUIRE(driver.webhooks.size() == 1);
  REQUIRE(decode_form(driver.webhooks[0].body).get("MessageStatus") == "delivered");
}

TEST_CASE("a delayed callback goes later and still says what it would have said") {
  WorldDriver driver;
  Fault fault = fault_on(Operation::callback_status);
  fault.effect.delay = 10s;
  driver.plan(fault);
  driver.send(message);
  driver.advance(9s);
  REQUIRE(driver.webhooks.size() == 1);
  driver.advance(2s);
  REQUIRE(driver.webhooks.size() == 2);
  REQUIRE(decode_form(driver.webhooks[0].body).get("MessageStatus") == "delivered");
  REQUIRE(decode_form(driver.webhooks[1].body).get("MessageStatus") == "sent");
  const auto events = driver.events("callback");
  const auto sent = driver.events("status").at(1);
  REQUIRE(sent.at("status") == "sent");
  const auto time_of = [](const nlohmann::json& event) { return *parse_timestamp(event.at("at").get<std::string>()); };
  REQUIRE(time_of(events.at(1)) == time_of(sent) + 10s);
}

TEST_CASE("cleared faults strike no more") {
  WorldDriver driver;
  Fault fault = fault_on(Operation::messages_create);
  fault.effect.answer = simulator::FaultAnswer{503};
  driver.plan(fault);
  driver.world.clear_faults();
  REQUIRE(driver.ask(create_request(message)).status == 201);
}

TEST_CASE("the journal says what struck, and what the client got to see") {
  WorldDriver driver;
  Fault fault = fault_on(Operation::messages_create);
  fault.effect.answer = simulator::FaultAnswer{503};
  fault.effect.delay = 250ms;
  driver.plan(fault);
  driver.ask(create_request(message));
  const auto struck = driver.events("fault").at(0);
  REQUIRE(struck.at("fault") == 1);
  REQUIRE(struck.at("on") == "messages.create");
  REQUIRE(struck.at("delay") == "250ms");
  REQUIRE(struck.at("answer").at("status") == 503);
  const auto request = driver.events("request").at(0);
  REQUIRE(request.at("status") == 503);
  REQUIRE(request.at("code") == 20503);
  REQUIRE(request.at("delay") == "250ms");
  REQUIRE(request.at("form").at("To") == "+15550100099");
}
