#include "simulator/sender_queues.hpp"

#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;
using simulator::Rates;
using simulator::SenderKind;
using simulator::SenderQueues;

namespace {

constexpr const char* service = "MGc0ffee00c0ffee00c0ffee00c0ffee00";

// Every latency has one possible value, so that times are exact.
simulator::WorldConfig exact() {
  simulator::WorldConfig config;
  config.carrier.to_sent = {0ms, 0ms};
  config.carrier.to_delivered = {1s, 1s};
  config.carrier.to_queued = {0ms, 0ms};
  return config;
}

Form text(const std::string& body = "hi") { return {{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", body}}; }

std::vector<Duration> sent_at(const WorldDriver& driver) {
  std::vector<Duration> times;
  for (const auto& event : driver.events("status")) {
    if (event.at("status") == "sent") times.push_back(*parse_timestamp(event.at("at").get<std::string>()) - new_year);
  }
  return times;
}

}  // namespace

TEST_CASE("senders are told apart by how they look") {
  CHECK(simulator::kind_of_sender("+15550100001") == SenderKind::long_code);
  CHECK(simulator::kind_of_sender("+18885550100") == SenderKind::toll_free);
  CHECK(simulator::kind_of_sender("+448005550100") == SenderKind::long_code);
  CHECK(simulator::kind_of_sender("12345") == SenderKind::short_code);
  CHECK(simulator::kind_of_sender("Acme") == SenderKind::alphanumeric);
}

TEST_CASE("a sender hands over so many segments a second, in order, each sender by itself") {
  WorldDriver driver(exact());
  driver.send(text());
  driver.send(text(std::string(161, 'a')));  // two segments
  driver.send(text());
  driver.send({{"To", "+15550100099"}, {"From", "+18885550100"}, {"Body", "hi"}});
  driver.send({{"To", "+15550100099"}, {"From", "+18885550100"}, {"Body", "hi"}});
  driver.advance(1h);
  CHECK(sent_at(driver) == std::vector<Duration>{0s, 0s, 333'334us, 1s, 3s});
}

TEST_CASE("a queue that was empty for a while starts anew") {
  WorldDriver driver(exact());
  driver.send(text());
  driver.advance(10s);
  driver.send(text());
  driver.advance(10s);
  CHECK(sent_at(driver) == std::vector<Duration>{0s, 10s});
}

TEST_CASE("a message that waits longer than it is valid fails, and holds up nobody") {
  WorldDriver driver(exact());
  for (int i = 0; i < 5; ++i) driver.send(text());  // the queue is busy until 5 s
  Form hasty = text();
  hasty.add("ValidityPeriod", "3");
  const std::string sid = driver.send(hasty);
  driver.send(text());
  driver.advance(3s - 1us);
  CHECK(driver.status(sid) == "queued");
  driver.advance(1us);
  CHECK(driver.status(sid) == "failed");
  CHECK(driver.fetch(sid).at("error_code") == 30036);
  driver.advance(1h);
  CHECK(sent_at(driver) == std::vector<Duration>{0s, 1s, 2s, 3s, 4s, 5s});
}

TEST_CASE("a full queue refuses a number's message, and fails a service's") {
  simulator::WorldConfig config = exact();
  config.rates.queue_span = 3s;
  config.carrier.to_queued = {500ms, 500ms};
  config.services = {{service, {"+15550100001"}}};
  WorldDriver driver(config);
  const std::string by_service =
      driver.send({{"To", "+15550100099"}, {"MessagingServiceSid", service}, {"Body", "hi"}});
  for (int i = 0; i < 3; ++i) driver.send(text());
  const Response refused = driver.ask(create_request(text()));
  CHECK(refused.status == 429);
  CHECK(nlohmann::json::parse(refused.body).at("code") == 21611);
  CHECK(nlohmann::json::parse(refused.body).at("message") == "SMS queue is full.");
  driver.advance(500ms);
  CHECK(driver.status(by_service) == "failed");
  CHECK(driver.fetch(by_service).at("error_code") == 30001);
  driver.advance(500ms);
  CHECK(driver.ask(create_request(text())).status == 201);
}

TEST_CASE("a sender may have a rate of its own") {
  SenderQueues queues{Rates{}};
  queues.set_rate("+15550100001", 100);
  const TimePoint now = new_year;
  queues.join("+15550100001", 50, *queues.turn("+15550100001", 50, now));
  CHECK(queues.turn("+15550100001", 1, now) == now + 500ms);
  queues.join("+15550100002", 50, *queues.turn("+15550100002", 50, now));
  CHECK(queues.turn("+15550100002", 1, now) == now + 50s);
}
