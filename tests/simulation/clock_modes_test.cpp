#include "core/http/local_transport.hpp"
#include "core/runtime/pending.hpp"
#include "core/runtime/scope.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "core/runtime/waiting.hpp"
#include "simulator/simulated_twilio.hpp"
#include "tests/support/listening_app.hpp"
#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;
using simulator::Advance;
using simulator::ClockMode;
using simulator::ClockOptions;
using simulator::SimulatedTwilio;

namespace {

simulator::WorldConfig fixed_latencies() {
  simulator::WorldConfig config;
  config.carrier.to_sent = {400ms, 400ms};
  config.carrier.to_delivered = {1s, 1s};
  return config;
}

// A world on a clock of its own, under an executor whose time is the outside time.
struct House {
  explicit House(ClockMode mode, int speed = 1) : House(mode, speed, ListeningApp()) {}
  House(ClockMode mode, int speed, ListeningApp listening)
      : app(std::move(listening)), twilio(executor, network, fixed_latencies(), options(mode, speed)) {
    network.mount("http://app.localhost", app);
    network.mount(std::string(twilio_origin), twilio);
  }
  static ClockOptions options(ClockMode mode, int speed) {
    ClockOptions made;
    made.mode = mode;
    made.speed = speed;
    return made;
  }

  void send(const std::string& to = "+15550100099", const std::string& callback = "http://app.localhost/status") {
    const Form form{{"To", to}, {"From", "+15550100001"}, {"Body", "hi"}, {"StatusCallback", callback}};
    auto answer = Pending<Result<Response>>(executor, network.roundtrip(create_request(form))).get();
    REQUIRE(answer->status == 201);
  }
  Advance advance(Duration by) { return Pending<Advance>(executor, twilio.advance(by)).get(); }
  void wait(Duration by) { Pending<void>(executor, nap(executor, by)).get(); }
  static Task<> nap(Executor& executor, Duration by) { co_await sleep_for(executor, by); }

  std::vector<std::string> reported() const {
    std::vector<std::string> statuses;
    for (const Request& request : app.requests()) statuses.emplace_back(decode_form(request.body).get("MessageStatus"));
    return statuses;
  }

  VirtualExecutor executor{new_year};
  LocalTransport network{executor};
  ListeningApp app;
  SimulatedTwilio twilio;
};

// An app that takes its time.
struct SlowApp final : Service {
  SlowApp(Executor& e, Duration t) : executor(e), time(t) {}
  Task<Result<Response>> handle(Request) override {
    co_await sleep_for(executor, time);
    ++answered;
    co_return Response(204);
  }
  Executor& executor;
  Duration time;
  int answered = 0;
};

using Statuses = std::vector<std::string>;

}  // namespace

TEST_CASE("a real clock goes by itself, as fast as told") {
  const int speed = GENERATE(1, 10);
  House house(ClockMode::real, speed);
  house.send();
  house.wait(400ms / speed - 1ms);
  REQUIRE(house.reported().empty());
  house.wait(2ms);
  REQUIRE(house.reported() == Statuses{"sent"});
  house.wait(1s);
  REQUIRE(house.reported() == Statuses{"sent", "delivered"});
  REQUIRE(house.twilio.now() == new_year + speed * (house.executor.now() - new_year));
}

TEST_CASE("a real clock can be moved on top of what passes by itself") {
  House house(ClockMode::real);
  house.wait(5s);
  house.advance(1h);
  REQUIRE(house.twilio.now() == new_year + 1h + 5s);
  house.wait(1s);
  REQUIRE(house.twilio.now() == new_year + 1h + 6s);
}

TEST_CASE("a manual clock moves exactly as far as told, and no event happens before its time") {
  House house(ClockMode::manual);
  house.send();
  house.wait(1h);
  REQUIRE(house.twilio.now() == new_year);
  REQUIRE(house.advance(399999us).deliveries == 0);
  const Advance done = house.advance(1us);
  REQUIRE(done.from == new_year + 399999us);
  REQUIRE(done.to == new_year + 400ms);
  REQUIRE(done.events == 1);
  REQUIRE(done.deliveries == 1);
  REQUIRE(house.reported() == Statuses{"sent"});
  REQUIRE(house.advance(1min).events == 1);
  REQUIRE(house.reported() == Statuses{"sent", "delivered"});
  REQUIRE(house.twilio.now() == new_year + 1min + 400ms);
}

TEST_CASE("an advance ends only when what it brought about is answered, however long the app takes") {
  House house(ClockMode::manual);
  SlowApp slow(house.executor, 2s);
  house.network.mount("http://slow.localhost", slow);
  house.send("+15550100099", "http://slow.localhost/status");
  const Advance done = house.advance(1min);
  REQUIRE(slow.answered == 2);
  REQUIRE(done.deliveries == 2);
  REQUIRE(house.executor.now() == new_year + 4s);
  REQUIRE(house.twilio.idle());
}

TEST_CASE("an app that never answers costs Twilio's patience and an alert") {
  House house(ClockMode::manual);
  SlowApp silent(house.executor, 24h);
  house.network.mount("http://silent.localhost", silent);
  house.send("+15005570000", "http://silent.localhost/status");
  house.advance(1min);
  REQUIRE(house.executor.now() == new_year + 15s);
  const std::string last(house.twilio.world().journal().events().back().line);
  REQUIRE_THAT(last, Catch::Contains("\"code\":11203"));
}

TEST_CASE("an advance covers what follows from what it does: retries, delayed callbacks and replies") {
  House house(ClockMode::manual);
  simulator::Fault late;
  late.on = simulator::Operation::callback_status;
  late.effect.delay = 10s;
  house.twilio.world().add_fault(late, house.twilio.now());
  house.send();
  REQUIRE(house.advance(10399ms).deliveries == 1);
  REQUIRE(house.advance(1ms).deliveries == 1);
  REQUIRE(house.reported() == Statuses{"delivered", "sent"});
}

TEST_CASE("advances that are asked for at once go one after the other") {
  House house(ClockMode::manual);
  Scope both(house.executor);
  struct Asker {
    static Task<> ask(SimulatedTwilio& twilio, std::vector<Advance>& done) {
      const auto advance = co_await twilio.advance(700ms);
      done.push_back(advance);
    }
  };
  std::vector<Advance> done;
  house.send();
  both.spawn(Asker::ask(house.twilio, done));
  both.spawn(Asker::ask(house.twilio, done));
  house.executor.run();
  REQUIRE(done.size() == 2);
  REQUIRE(done[0].to == new_year + 700ms);
  REQUIRE(done[1].from == new_year + 700ms);
  REQUIRE(done[1].to == new_year + 1400ms);
  REQUIRE(house.reported() == Statuses{"sent", "delivered"});
}

TEST_CASE("an automatic clock leaps to the end when all is idle, and no time passes outside") {
  House house(ClockMode::automatic);
  house.send();
  house.executor.run();
  REQUIRE(house.reported() == Statuses{"sent", "delivered"});
  REQUIRE(house.twilio.now() == new_year + 1400ms);
  REQUIRE(house.executor.now() < new_year + 16s);  // no more than the time-outs that were not needed
}

TEST_CASE("an automatic clock waits while a request is being answered") {
  House house(ClockMode::automatic);
  simulator::Fault slow;
  slow.effect.delay = 5s;
  slow.on = simulator::Operation::messages_create;
  house.twilio.world().add_fault(slow, house.twilio.now());
  house.send();
  REQUIRE(house.executor.now() == new_year + 5s);
  REQUIRE(house.twilio.now() == new_year);
}

TEST_CASE("a fault's delay holds the answer back for that long outside") {
  House house(ClockMode::manual);
  simulator::Fault slow;
  slow.on = simulator::Operation::messages_create;
  slow.effect.delay = 2s;
  house.twilio.world().add_fault(slow, house.twilio.now());
  house.send();
  REQUIRE(house.executor.now() == new_year + 2s);
}

TEST_CASE("closing lets webhooks in flight be answered, and begins none") {
  House house(ClockMode::real);
  SlowApp slow(house.executor, 800ms);
  house.network.mount("http://slow.localhost", slow);
  house.send("+15550100099", "http://slow.localhost/status");
  house.wait(500ms);
  REQUIRE_FALSE(house.twilio.idle());
  Pending<void>(house.executor, house.twilio.close(1s)).get();
  REQUIRE(house.executor.now() == new_year + 1200ms);
  REQUIRE(slow.answered == 1);
  house.wait(1h);
  REQUIRE(slow.answered == 1);
}

TEST_CASE("closing does not wait longer than its grace") {
  House house(ClockMode::real);
  SlowApp silent(house.executor, 24h);
  house.network.mount("http://silent.localhost", silent);
  house.send("+15005570000", "http://silent.localhost/");
  house.wait(500ms);
  REQUIRE_FALSE(house.twilio.idle());
  Pending<void>(house.executor, house.twilio.close(1s)).get();
  REQUIRE(house.executor.now() == new_year + 1500ms);
}
