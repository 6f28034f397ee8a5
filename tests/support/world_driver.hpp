#pragma once

#include <functional>
#include <string>
#include <vector>

#include "simulator/world.hpp"
#include "tests/support/twilio_requests.hpp"

#include <nlohmann/json.hpp>

namespace understudy::test {

inline constexpr TimePoint new_year = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + std::chrono::hours(9);

// A world and a clock moved by hand. Webhooks are answered at once, by `app` or else with `answer`, and kept.
class WorldDriver {
 public:
  explicit WorldDriver(simulator::WorldConfig config = {}) : world(std::move(config)) {}

  Response ask(const Request& request) {
    simulator::Reply reply = world.handle(request, now);
    deliver();
    return reply.response.value();
  }
  // The SID of a message that was accepted.
  std::string send(const Form& form) {
    const Response response = ask(create_request(form));
    if (response.status != 201) throw std::runtime_error(response.body);
    return nlohmann::json::parse(response.body).at("sid");
  }
  nlohmann::json fetch(const std::string& sid) { return nlohmann::json::parse(ask(fetch_request(sid)).body); }
  std::string status(const std::string& sid) { return fetch(sid).at("status"); }

  void advance(Duration by) {
    const TimePoint end = now + by;
    while (const auto due = world.next_due()) {
      if (*due > end) break;
      now = std::max(now, *due);
      world.run_due(now);
      deliver();
    }
    now = end;
  }
  Result<MessageSid> text_in(const simulator::InboundText& text) {
    auto sid = world.text_in(text, now);
    deliver();
    return sid;
  }
  std::uint64_t plan(simulator::Fault fault) { return world.add_fault(std::move(fault), now); }
  // The events of a kind so far, as JSON.
  std::vector<nlohmann::json> events(std::string_view kind) const {
    std::vector<nlohmann::json> found;
    for (const auto& event : world.journal().events()) {
      if (event.kind == kind) found.push_back(nlohmann::json::parse(event.line));
    }
    return found;
  }

  simulator::World world;
  TimePoint now = new_year;
  Result<Response> answer = Response(204);
  std::function<Result<Response>(const Request&)> app;
  Duration took{0};  // by the app's clock
  std::vector<Request> webhooks;
  std::vector<Duration> patience;  // with each

 private:
  void deliver() {
    for (auto deliveries = world.take_deliveries(); !deliveries.empty(); deliveries = world.take_deliveries()) {
      for (simulator::Delivery& delivery : deliveries) {
        webhooks.push_back(std::move(delivery.request));
        patience.push_back(delivery.patience);
        world.delivered(delivery.id, app ? app(webhooks.back()) : answer, now, took);
      }
    }
  }
};

}  // namespace understudy::test
