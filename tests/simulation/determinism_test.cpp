#include "core/runtime/pending.hpp"
#include "core/runtime/scope.hpp"
#include "core/runtime/waiting.hpp"
#include "simulator/sandbox.hpp"
#include "tests/support/listening_app.hpp"
#include "tests/support/twilio_requests.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;
using simulator::Sandbox;

namespace {

Task<> send(Transport& transport, Executor& executor, int index) {
  co_await sleep_for(executor, index * 7ms);
  Form form{{"To", index % 5 == 0 ? "+15005560003" : "+15550100099"},
            {"Body", "message " + std::to_string(index)},
            {"StatusCallback", "http://app.localhost/status"}};
  index % 2 ? form.add("From", "+15550100001") : form.add("MessagingServiceSid", "MGc0ffee00c0ffee00c0ffee00c0ffee00");
  Request request = create_request(form);
  auto answer = co_await transport.roundtrip(std::move(request));
  REQUIRE(answer);
}

// A busy minute: sends that overlap, faults, texts, and an app that does not always answer well.
std::unique_ptr<Sandbox> a_busy_minute(std::uint64_t seed) {
  simulator::WorldConfig config;
  config.seed = seed;
  config.numbers = {{"+15550100001", "http://app.localhost/sms"}, {"+15550100002"}};
  config.faults.resize(2);
  config.faults[0].occasion = simulator::Nth{3};
  config.faults[0].effect.answer = simulator::FaultAnswer{503};
  config.faults[1].on = simulator::Operation::callback_status;
  config.faults[1].occasion = simulator::Nth{5};
  config.faults[1].effect.delay = 4s;
  auto sandbox = std::make_unique<Sandbox>(config);
  int answers = 0;
  ListeningApp app(
      [&answers](const Request&) { return ++answers % 4 ? Response(200, "text/plain", "ok") : Response(500); });
  sandbox->mount("http://app.localhost", app);
  {
    Scope sends(sandbox->executor());
    for (int i = 0; i < 40; ++i) sends.spawn(send(sandbox->transport(), sandbox->executor(), i));
    sandbox->advance(200ms);
    REQUIRE(sandbox->twilio().text_in({"+15550100099", "+15550100001", "hi", {}}));
    REQUIRE(sandbox->twilio().text_in({"+15550100099", "+15550100001", "STOP", {}}));
    sandbox->advance(1min);
  }
  return sandbox;
}

}  // namespace

TEST_CASE("two worlds with one seed live the same life, to the byte") {
  const auto first = a_busy_minute(7);
  const auto second = a_busy_minute(7);
  REQUIRE(first->twilio().world().journal().size() > 300);
  const auto difference = first_difference(first->twilio().world().journal(), second->twilio().world().journal());
  INFO(difference.value_or(""));
  REQUIRE_FALSE(difference);
  REQUIRE(first->twilio().world().journal().digest() == second->twilio().world().journal().digest());
}

TEST_CASE("worlds with different seeds live different lives") {
  REQUIRE(a_busy_minute(7)->twilio().world().journal().digest() !=
          a_busy_minute(8)->twilio().world().journal().digest());
}

TEST_CASE("time in a journal never goes back") {
  const auto sandbox = a_busy_minute(7);
  TimePoint last{};
  for (const auto& event : sandbox->twilio().world().journal().events()) {
    REQUIRE(event.at >= last);
    last = event.at;
  }
}
