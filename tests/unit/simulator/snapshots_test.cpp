#include "core/http/local_transport.hpp"
#include "core/runtime/pending.hpp"
#include "core/runtime/scope.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "core/runtime/waiting.hpp"
#include "simulator/simulated_twilio.hpp"
#include "tests/support/listening_app.hpp"
#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;
using nlohmann::json;
using simulator::ClockMode;
using simulator::ClockOptions;
using simulator::SimulatedTwilio;

namespace {

ClockOptions manual() {
  ClockOptions options;
  options.mode = ClockMode::manual;
  return options;
}

// An app that takes its time with each webhook.
class SlowApp final : public Service {
 public:
  explicit SlowApp(Executor& executor) : executor_(executor) {}
  Task<Result<Response>> handle(Request) override {
    ++begun;
    co_await sleep_for(executor_, takes);
    co_return Response(204);
  }
  Duration takes{0};
  int begun = 0;

 private:
  Executor& executor_;
};

struct Controlled {
  Response ask(Request request) {
    return Pending<Result<Response>>(executor, twilio.handle(std::move(request))).get().value();
  }
  Response ask(std::string method, const std::string& path, std::string body = {}) {
    Request request(std::move(method), std::string(twilio_origin) + "/_understudy/v1" + path);
    request.body = std::move(body);
    return ask(std::move(request));
  }
  json get(const std::string& path) { return json::parse(ask("GET", path).body); }
  std::string send(const std::string& body = "hi") {
    const Response response = ask(create_request({{"To", "+15550100099"},
                                                  {"From", "+15550100001"},
                                                  {"Body", body},
                                                  {"StatusCallback", "http://app.localhost/status"}}));
    REQUIRE(response.status == 201);
    return json::parse(response.body).at("sid");
  }
  std::string status(const std::string& sid) { return json::parse(ask(fetch_request(sid)).body).at("status"); }
  std::string digest() const { return twilio.world().journal().digest(); }

  VirtualExecutor executor{new_year};
  LocalTransport network{executor};
  SlowApp app{executor};
  SimulatedTwilio twilio{executor, network, {}, manual()};

  Controlled() { network.mount("http://app.localhost", app); }
};

std::string message_of(const Response& response) { return json::parse(response.body).at("message"); }

Task<> ask_and_keep(Service& service, Request request, std::vector<Response>& answers) {
  auto answer = co_await service.handle(std::move(request));
  answers.push_back(answer.value());
}

const std::string ten_seconds = R"({"by": "10s"})";

// An advance that waits for the app to answer its first webhook.
struct UnderWay {
  explicit UnderWay(Controlled& world) : tasks(world.executor) {
    Request advance("POST", std::string(twilio_origin) + "/_understudy/v1/clock/advance");
    advance.body = ten_seconds;
    tasks.spawn(ask_and_keep(world.twilio, advance, answers));
    world.executor.run_until([&] { return world.app.begun == 1; });
  }
  std::vector<Response> answers;
  Scope tasks;
};

}  // namespace

TEST_CASE("a world goes back to a snapshot, time and journal with it, and takes the same way again") {
  Controlled world;
  const std::string sid = world.send();
  const Response taken = world.ask("POST", "/snapshots", R"({"name": "sent"})");
  REQUIRE(taken.status == 201);
  CHECK(json::parse(taken.body).at("digest") == world.digest());
  world.ask("POST", "/clock/advance", ten_seconds);
  const std::string end = world.digest();
  REQUIRE(world.get("/clock").at("now") == "2026-01-01T09:00:10.000000Z");

  const Response restored = world.ask("POST", "/snapshots/sent/restore");
  REQUIRE(restored.status == 200);
  CHECK(json::parse(restored.body).at("now") == "2026-01-01T09:00:00.000000Z");
  CHECK(world.digest() == json::parse(taken.body).at("digest"));
  world.ask("POST", "/clock/advance", ten_seconds);
  CHECK(world.digest() == end);
  CHECK(world.status(sid) == "delivered");
}

TEST_CASE("a snapshot is untouched by what comes after it, however often it is gone back to") {
  Controlled world;
  world.ask("POST", "/snapshots", R"({"name": "empty"})");
  const std::string first = world.send("one");
  world.ask("POST", "/snapshots/empty/restore");
  const std::string again = world.send("two");
  CHECK(first == again);  // from the same seed
  world.ask("POST", "/snapshots/empty/restore");
  CHECK(world.ask(fetch_request(first)).status == 404);
}

TEST_CASE("snapshots are listed, named and dropped") {
  Controlled world;
  CHECK(json::parse(world.ask("POST", "/snapshots").body).at("name") == "1");
  world.send();
  CHECK(json::parse(world.ask("POST", "/snapshots").body).at("name") == "2");
  const json all = world.get("/snapshots").at("snapshots");
  REQUIRE(all.size() == 2);
  CHECK(all.at(0).at("events") == 0);
  CHECK(all.at(1).at("events") == 1);
  CHECK(world.ask("DELETE", "/snapshots/1").status == 204);
  const Response gone = world.ask("POST", "/snapshots/1/restore");
  CHECK(gone.status == 404);
  CHECK(message_of(gone) == "There is no snapshot \"1\"; there is \"2\"");
  CHECK(message_of(world.ask("POST", "/snapshots", R"({"name": 3})")) == "name: wants a string, got 3");
}

TEST_CASE("there is an end to how many snapshots are kept") {
  Controlled world;
  for (std::size_t i = 0; i < simulator::Snapshots::kept_max; ++i)
    REQUIRE(world.ask("POST", "/snapshots").status == 201);
  CHECK(world.ask("POST", "/snapshots").status == 409);
  CHECK(world.ask("POST", "/snapshots", R"({"name": "7"})").status == 201);  // in place of the former
}

TEST_CASE("a snapshot waits for the webhooks that are in flight") {
  Controlled world;
  world.app.takes = 3s;
  world.send();
  UnderWay advance(world);
  REQUIRE(world.ask("POST", "/snapshots").status == 201);
  CHECK(world.twilio.idle());
  CHECK(world.get("/webhooks").at("webhooks").at(0).at("status") == 204);
  world.executor.run_until([&] { return !advance.answers.empty(); });
  CHECK(advance.answers.at(0).status == 200);
}

TEST_CASE("what was in flight when a world was put back is no longer waited for") {
  Controlled world;
  world.ask("POST", "/snapshots", R"({"name": "empty"})");
  const std::string empty = world.digest();
  world.app.takes = 3s;
  world.send();
  const auto due = world.twilio.world().next_due();
  REQUIRE(due);
  Request next("POST", std::string(twilio_origin) + "/_understudy/v1/clock/advance");
  next.body = R"({"by": "10s", "patience": "1s"})";
  CHECK(world.ask(next).status == 504);
  world.ask("POST", "/snapshots/empty/restore");
  CHECK(world.twilio.idle());
  CHECK(world.ask("POST", "/clock/advance", ten_seconds).status == 200);
  world.ask("POST", "/snapshots/empty/restore");
  CHECK(world.digest() == empty);
}

TEST_CASE("a reset makes a world as it was at first") {
  Controlled world;
  const std::string sid = world.send();
  world.ask("POST", "/clock/advance", ten_seconds);
  const Response response = world.ask("POST", "/reset");
  REQUIRE(response.status == 200);
  CHECK(json::parse(response.body).at("now") == "2026-01-01T09:00:00.000000Z");
  CHECK(world.ask(fetch_request(sid)).status == 404);
}

TEST_CASE("an advance until an event ends with it") {
  Controlled world;
  const std::string first = world.send();
  const std::string second = world.send();
  const Response response =
      world.ask("POST", "/clock/advance",
                R"({"until": {"kind": "status", "message": ")" + second + R"(", "status": "sent"}, "within": "1h"})");
  REQUIRE(response.status == 200);
  const json done = json::parse(response.body);
  CHECK(done.at("met").at("message") == second);
  CHECK(done.at("met").at("at") == done.at("to"));
  CHECK(world.status(second) == "sent");
}

TEST_CASE("an advance until an event that does not come says so, and stays where nothing more falls due") {
  Controlled world;
  world.send();
  const Response response = world.ask("POST", "/clock/advance", R"({"until": {"kind": "status", "status": "failed"}})");
  REQUIRE(response.status == 409);
  CHECK_THAT(message_of(response),
             Catch::Contains(R"(no event like {"kind":"status","status":"failed"} came within 1d)"));
  CHECK(world.get("/clock").at("next_due").is_null());
  CHECK(world.get("/clock").at("now") < "2026-01-01T09:01:00.000000Z");
}

TEST_CASE("an advance gives up when its patience ends, and names who is busy") {
  Controlled world;
  const std::string sid = world.send();
  world.app.takes = 10s;
  const Response response = world.ask("POST", "/clock/advance", R"({"by": "1m", "patience": "2s"})");
  REQUIRE(response.status == 504);
  CHECK_THAT(message_of(response),
             Catch::Contains("gave up at 2026-01-01T09:00:0") &&
                 Catch::Contains("after 2s of waiting; still busy: webhook 1 (callback.status of " + sid +
                                 ") to http://app.localhost/status"));
}

TEST_CASE("an advance that gives up names media that are asked for") {
  Controlled world;
  world.app.takes = 10s;
  const Form form{{"To", "+15550100099"}, {"From", "+15550100001"}, {"MediaUrl", "http://app.localhost/cat.png"}};
  REQUIRE(world.ask(create_request(form)).status == 201);
  const Response response = world.ask("POST", "/clock/advance", R"({"by": "1m", "patience": "2s"})");
  REQUIRE(response.status == 504);
  CHECK_THAT(message_of(response), Catch::Contains("still busy: 1 request for media"));
}

TEST_CASE("an advance ends with the webhook in flight when the world is closed") {
  Controlled world;
  world.app.takes = 1s;
  world.send();
  UnderWay advance(world);
  Pending<void>(world.executor, world.twilio.close(5s)).get();
  world.executor.run_until([&] { return !advance.answers.empty(); });
  CHECK(advance.answers.at(0).status == 503);
  CHECK(world.app.begun == 1);
}

TEST_CASE("an advance waits for what an app asks after it has answered, if it is told to settle") {
  // The app answers at once and sends a second message a second later.
  Controlled world;
  struct LateApp final : Service {
    explicit LateApp(Controlled& w) : world(w), tasks(w.executor) {}
    Task<Result<Response>> handle(Request) override {
      if (!sent) tasks.spawn(send_later(world));
      sent = true;
      co_return Response(204);
    }
    static Task<> send_later(Controlled& world) {
      co_await sleep_for(world.executor, 1s);
      const Form form{{"To", "+15550100098"}, {"From", "+15550100001"}, {"Body", "late"}};
      auto answer = co_await world.twilio.handle(create_request(form));
      REQUIRE(answer->status == 201);
    }
    Controlled& world;
    Scope tasks;
    bool sent = false;
  } late(world);
  world.network.mount("http://late.localhost", late);
  world.ask(create_request({{"To", "+15550100099"},
                            {"From", "+15550100001"},
                            {"Body", "hi"},
                            {"StatusCallback", "http://late.localhost/status"}}));
  const bool settles = GENERATE(true, false);
  world.ask("POST", "/clock/advance", settles ? R"({"by": "10s", "settle": "2s"})" : ten_seconds);
  int delivered = 0;
  for (const auto& event : world.twilio.world().journal().events()) {
    if (event.kind == "status" && json::parse(event.line).at("status") == "delivered") ++delivered;
  }
  CHECK(delivered == (settles ? 2 : 1));
}

TEST_CASE("faults go back with a world: what they have counted, their chance, and callbacks that they hold back") {
  Controlled world;
  for (const char* fault : {R"({"on": "messages.create", "ratio": 0.5, "answer": {"status": 503}})",
                            R"({"on": "callback.status", "every": 3, "reorder": true})",
                            R"({"on": "callback.status", "nth": 4, "duplicate": 2})"}) {
    REQUIRE(world.ask("POST", "/faults", fault).status == 201);
  }
  const auto live = [&] {
    for (int i = 0; i < 8; ++i) {
      world.ask(create_request({{"To", "+15550100099"},
                                {"From", "+15550100001"},
                                {"Body", "hi"},
                                {"StatusCallback", "http://app.localhost/status"}}));
    }
    world.ask("POST", "/clock/advance", R"({"by": "4s"})");
    return world.digest();
  };
  live();
  world.ask("POST", "/snapshots", R"({"name": "before"})");
  const std::string expected = live();
  const json faults = world.get("/faults");
  REQUIRE(world.ask("POST", "/snapshots/before/restore").status == 200);
  REQUIRE(world.get("/faults") != faults);
  REQUIRE(live() == expected);
  REQUIRE(world.get("/faults") == faults);
}

TEST_CASE("a world that is reset has the faults that it was made with, whose time begins again") {
  VirtualExecutor executor{new_year};
  LocalTransport network{executor};
  simulator::WorldConfig config;
  config.faults.resize(1);
  config.faults[0].from = simulator::Moment(Duration(10s));
  config.faults[0].effect.delay = 1s;
  SimulatedTwilio twilio{executor, network, config, {}};
  REQUIRE(twilio.world().faults().rules().at(0).from == new_year + 10s);
  twilio.world().clear_faults();
  (void)Pending<simulator::Advance>(executor, twilio.advance(30s)).get();
  Pending<void>(executor, twilio.reset()).get();
  REQUIRE(twilio.world().faults().rules().size() == 1);
  REQUIRE(twilio.world().faults().rules().at(0).from == twilio.now() + 10s);
}
