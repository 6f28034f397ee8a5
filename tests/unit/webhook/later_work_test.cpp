#include "core/webhook/later_work.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include "core/runtime/pending.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "tests/support/exceptions_seen.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;

namespace {

// Of message 1, 2 … with a text that says what was to be done.
WebhookEvent event(int message, const std::string& text) {
  const std::string sid = "SM" + std::to_string(message) + std::string(31, '0');
  return *parse_webhook(Form{{"MessageSid", sid}, {"Body", text}}, "");
}

struct Bench {
  explicit Bench(LaterLimits limits, Duration each = 1s)
      : work(std::make_unique<LaterWork>(executor, limits,
                                         [this, each](WebhookEvent one) { return attend(std::move(one), each); })) {}

  Task<> attend(WebhookEvent one, Duration each) {
    const std::string text = std::get<InboundMessage>(one).body;
    log.push_back(text + " begins");
    co_await sleep_for(executor, each);
    if (text == "broken") throw std::runtime_error("no database");
    log.push_back(text + " ends at " + format_duration(executor.now() - TimePoint{}));
  }
  Task<bool> drained() {
    co_await work->drain();
    co_return true;
  }
  bool drain() { return Pending<bool>(executor, drained()).get(); }
  Duration time() const { return executor.now() - TimePoint{}; }

  VirtualExecutor executor{TimePoint{}};
  std::vector<std::string> log;
  std::unique_ptr<LaterWork> work;
};

using Log = std::vector<std::string>;

}  // namespace

TEST_CASE("work does not begin before its webhook is answered") {
  Bench bench({});
  REQUIRE(bench.work->offer(event(1, "a")));
  CHECK(bench.log.empty());
  CHECK(bench.drain());
  CHECK(bench.log == Log{"a begins", "a ends at 1s"});
}

TEST_CASE("different messages are worked on beside each other, one message in its order") {
  Bench bench({});
  for (const auto& [message, text] : {std::pair(1, "a1"), {1, "a2"}, {2, "b1"}, {1, "a3"}}) {
    REQUIRE(bench.work->offer(event(message, text)));
  }
  CHECK(bench.drain());
  CHECK(bench.log == Log{"a1 begins", "b1 begins", "a1 ends at 1s", "a2 begins", "b1 ends at 1s", "a2 ends at 2s",
                         "a3 begins", "a3 ends at 3s"});
}

TEST_CASE("what comes while its message is worked on waits for the end of that") {
  Bench bench({});
  REQUIRE(bench.work->offer(event(1, "a1")));
  while (bench.log.empty()) bench.executor.run_one();
  REQUIRE(bench.work->offer(event(1, "a2")));
  CHECK(bench.drain());
  CHECK(bench.log == Log{"a1 begins", "a1 ends at 1s", "a2 begins", "a2 ends at 2s"});
}

TEST_CASE("no more is under way at once than was asked for, and none waits without need") {
  Bench bench({.at_once = 3});
  for (int message = 1; message <= 7; ++message) {
    REQUIRE(bench.work->offer(event(message, std::to_string(message))));
  }
  CHECK(bench.drain());
  CHECK(bench.time() == 3s);
}

TEST_CASE("beyond the bound nothing is taken, until something has begun") {
  Bench bench({.at_once = 1, .waiting_most = 2});
  CHECK(bench.work->offer(event(1, "a")));
  CHECK(bench.work->offer(event(1, "b")));
  CHECK_FALSE(bench.work->offer(event(2, "c")));
  while (bench.log.empty()) bench.executor.run_one();
  CHECK(bench.work->offer(event(2, "d")));
  CHECK_FALSE(bench.work->offer(event(2, "e")));
  CHECK(bench.drain());
  CHECK(bench.log == Log{"a begins", "a ends at 1s", "d begins", "d ends at 2s", "b begins", "b ends at 3s"});
}

TEST_CASE("work that fails is told, and the next goes on") {
  test::ExceptionsSeen exceptions;
  Bench bench({.at_once = 1});
  REQUIRE(bench.work->offer(event(1, "broken")));
  REQUIRE(bench.work->offer(event(1, "whole")));
  CHECK(bench.drain());
  CHECK(exceptions.all() == Log{"no database"});
  CHECK(bench.log.back() == "whole ends at 2s");
}

TEST_CASE("what is left when it is destroyed is dropped") {
  Bench bench({.at_once = 1});
  REQUIRE(bench.work->offer(event(1, "a")));
  REQUIRE(bench.work->offer(event(2, "b")));
  while (bench.log.empty()) bench.executor.run_one();
  bench.work.reset();
  bench.executor.run();
  CHECK(bench.log == Log{"a begins"});
  CHECK(bench.time() == 0s);
}

TEST_CASE("draining what has nothing to do ends at once") {
  Bench bench({});
  CHECK(bench.drain());
  CHECK(bench.time() == 0s);
}
