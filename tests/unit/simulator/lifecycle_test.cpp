#include "simulator/lifecycle.hpp"

#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;
using simulator::Outcome;

namespace {

// Every latency has one possible value, so that times are exact.
simulator::WorldConfig fixed_latencies() {
  simulator::WorldConfig config;
  config.carrier.to_sent = {400ms, 400ms};
  config.carrier.to_delivered = {1s, 1s};
  config.carrier.to_queued = {50ms, 50ms};
  return config;
}

struct Change {
  Duration after;
  std::string status;
  bool operator==(const Change&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Change& change) {
  return out << format_duration(change.after) << " " << change.status;
}

std::vector<Change> changes_to(const std::string& to, bool by_service = false) {
  WorldDriver driver(fixed_latencies());
  Form form{{"To", to}, {"Body", "hi"}};
  by_service ? form.add("MessagingServiceSid", "MGc0ffee00c0ffee00c0ffee00c0ffee00") : form.add("From", "+15550100001");
  driver.send(form);
  driver.advance(1h);
  std::vector<Change> changes;
  for (const auto& event : driver.events("status")) {
    changes.push_back({*parse_timestamp(event.at("at").get<std::string>()) - new_year, event.at("status")});
  }
  return changes;
}

}  // namespace

TEST_CASE("a message takes its statuses at the carrier's times") {
  REQUIRE(changes_to("+15550100099") ==
          std::vector<Change>{{200ms, "sending"}, {400ms, "sent"}, {1400ms, "delivered"}});
}

TEST_CASE("a message by a service is queued once a sender is chosen") {
  REQUIRE(changes_to("+15550100099", true) ==
          std::vector<Change>{{50ms, "queued"}, {250ms, "sending"}, {450ms, "sent"}, {1450ms, "delivered"}});
}

TEST_CASE("the recipient's number can hold the outcome") {
  REQUIRE(changes_to("+15005560003") ==
          std::vector<Change>{{200ms, "sending"}, {400ms, "sent"}, {1400ms, "undelivered"}});
  REQUIRE(changes_to("+15005560036") == std::vector<Change>{{200ms, "sending"}, {400ms, "failed"}});
  REQUIRE(changes_to("+15005570000") == std::vector<Change>{{200ms, "sending"}, {400ms, "sent"}});
}

TEST_CASE("outcomes are read from whole numbers only") {
  REQUIRE(simulator::outcome_for("+15005560034").error_code == 30'034);
  REQUIRE(simulator::outcome_for("+15005569999").error_code == 39'999);
  REQUIRE(simulator::outcome_for("+15005569999").last == MessageStatus::undelivered);
  REQUIRE(simulator::outcome_for("+150055600034").error_code == 0);
  REQUIRE(simulator::outcome_for("+1500556003").error_code == 0);
}

TEST_CASE("every step is one that the status machine allows, and every way ends at its outcome") {
  const auto last =
      GENERATE(MessageStatus::delivered, MessageStatus::undelivered, MessageStatus::failed, MessageStatus::sent);
  auto status = GENERATE(MessageStatus::accepted, MessageStatus::queued);
  const Outcome outcome{last, 0};
  while (const auto step = simulator::next_step(status, outcome, {})) {
    REQUIRE(may_follow(status, step->to));
    status = step->to;
  }
  REQUIRE(status == last);
}

TEST_CASE("a message that failed carries its error, and was never sent") {
  WorldDriver driver(fixed_latencies());
  const auto sid = driver.send({{"To", "+15005560036"}, {"From", "+15550100001"}, {"Body", "hi"}});
  driver.advance(399ms);
  REQUIRE(driver.fetch(sid).at("error_code").is_null());
  driver.advance(1ms);
  const auto message = driver.fetch(sid);
  REQUIRE(message.at("status") == "failed");
  REQUIRE(message.at("error_code") == 30'036);
  REQUIRE(message.at("error_message") == "Validity Period Expired");
  REQUIRE(message.at("date_sent").is_null());
}

TEST_CASE("dates move with the statuses, cut to the second") {
  auto config = fixed_latencies();
  config.carrier.to_sent = {4s, 4s};
  config.carrier.to_delivered = {10s, 10s};
  WorldDriver driver(config);
  const auto sid = driver.send({{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "hi"}});
  driver.advance(2s);
  auto message = driver.fetch(sid);
  REQUIRE(message.at("date_sent").is_null());
  REQUIRE(message.at("date_updated") == "Thu, 01 Jan 2026 09:00:02 +0000");
  driver.advance(12s);
  message = driver.fetch(sid);
  REQUIRE(message.at("date_created") == "Thu, 01 Jan 2026 09:00:00 +0000");
  REQUIRE(message.at("date_sent") == "Thu, 01 Jan 2026 09:00:04 +0000");
  REQUIRE(message.at("date_updated") == "Thu, 01 Jan 2026 09:00:14 +0000");
}

TEST_CASE("a service spreads its messages evenly over its pool and counts segments once it has a sender") {
  WorldDriver driver;
  std::map<std::string, int> sent_from;
  for (int i = 0; i < 6; ++i) {
    const auto sid = driver.send({{"To", "+1555010009" + std::to_string(i)},
                                  {"MessagingServiceSid", "MGc0ffee00c0ffee00c0ffee00c0ffee00"},
                                  {"Body", "hi"}});
    driver.advance(5s);
    const auto message = driver.fetch(sid);
    REQUIRE(message.at("num_segments") == "1");
    ++sent_from[message.at("from")];
  }
  REQUIRE(sent_from == std::map<std::string, int>{{"+15550100001", 3}, {"+15550100002", 3}});
}

TEST_CASE("a service without numbers fails its messages with 21703") {
  simulator::WorldConfig config;
  config.services = {{"MG00000000000000000000000000000001", {}}};
  WorldDriver driver(config);
  const auto sid = driver.send(
      {{"To", "+15550100099"}, {"MessagingServiceSid", "MG00000000000000000000000000000001"}, {"Body", "hi"}});
  driver.advance(5s);
  REQUIRE(driver.fetch(sid).at("status") == "failed");
  REQUIRE(driver.fetch(sid).at("error_code") == 21'703);
}

TEST_CASE("a world that is looked after late still does everything at its own time, in order") {
  WorldDriver driver(fixed_latencies());
  driver.send({{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "first"}});
  driver.send({{"To", "+15550100098"}, {"From", "+15550100002"}, {"Body", "second"}});
  REQUIRE(driver.world.run_due(new_year + 1h) == 6);
  std::vector<std::string> times;
  for (const auto& event : driver.events("status")) times.push_back(event.at("at"));
  REQUIRE(times == std::vector<std::string>{"2026-01-01T09:00:00.200000Z", "2026-01-01T09:00:00.200000Z",
                                            "2026-01-01T09:00:00.400000Z", "2026-01-01T09:00:00.400000Z",
                                            "2026-01-01T09:00:01.400000Z", "2026-01-01T09:00:01.400000Z"});
}

TEST_CASE("a request sees what has fallen due by then, even if nobody looked after it") {
  WorldDriver driver(fixed_latencies());
  const auto sid = driver.send({{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "hi"}});
  driver.now += 1h;
  REQUIRE(driver.status(sid) == "delivered");
}

TEST_CASE("latencies stay within the carrier's ranges and follow the seed") {
  const auto latencies_of = [](std::uint64_t seed) {
    simulator::WorldConfig config;
    config.seed = seed;
    WorldDriver driver(config);
    for (int i = 0; i < 200; ++i) {
      const std::string sender = "+15550101" + std::to_string(100 + i);  // each its own, so that none waits its turn
      driver.send({{"To", "+15550100099"}, {"From", sender}, {"Body", "hi"}});
    }
    driver.advance(1h);
    std::map<std::string, Duration> sent;
    std::vector<Duration> latencies;
    for (const auto& event : driver.events("status")) {
      const TimePoint at = *parse_timestamp(event.at("at").get<std::string>());
      const Duration since_start = at - new_year;
      if (event.at("status") == "sent") {
        REQUIRE((since_start >= 200ms && since_start <= 800ms));
        sent[event.at("message")] = since_start;
        latencies.push_back(since_start);
      } else if (event.at("status") == "delivered") {
        const Duration receipt = since_start - sent.at(event.at("message"));
        REQUIRE((receipt >= 500ms && receipt <= 2s));
      }
    }
    REQUIRE(latencies.size() == 200);
    return latencies;
  };
  REQUIRE(latencies_of(1) == latencies_of(1));
  REQUIRE(latencies_of(1) != latencies_of(2));
}
