// Calls of a client that are dropped at a random turn leak nothing, leave nothing queued, and hold up nobody after
// them.

#include <cstdint>
#include <string>

#include "core/client/client.hpp"
#include "core/runtime/scope.hpp"
#include "tests/support/client_bench.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;

namespace {

// Answers anything to everything, after a while; counts those who wait for it.
class Whimsical final : public Transport {
 public:
  Whimsical(Executor& executor, Rng rng) : executor_(executor), rng_(rng) {}

  void behave() { behaves_ = true; }

  Task<Result<Response>> roundtrip(Request request) override {
    struct Waiting {
      explicit Waiting(int& c) : count(c) { ++count; }
      Waiting(const Waiting&) = delete;
      Waiting& operator=(const Waiting&) = delete;
      ~Waiting() { --count; }
      int& count;
    } waiting(this->waiting);
    const bool list = request.url.find("Messages.json?") != std::string::npos;
    if (behaves_) co_return list ? test::page_of("") : test::created();
    co_await sleep_for(executor_, Duration(rng_.between(0, 20'000'000)));
    switch (rng_.below(7)) {
      case 0: co_return failure(ErrorCode::connection_failed, "refused");
      case 1: co_return failure(ErrorCode::connection_lost, "reset");
      case 2: co_return Response(500);
      case 3: co_return test::refused(429, 20429);
      case 4: co_return Response(201, "application/json", "{");
      default: co_return list ? test::page_of("") : test::created();
    }
  }

  int waiting = 0;

 private:
  Executor& executor_;
  Rng rng_;
  bool behaves_ = false;
};

class Bench {
 public:
  explicit Bench(std::uint64_t seed)
      : rng_(seed), network(executor, rng_.fork("network")), client(executor, network, config(seed)), stop_(executor) {}

  // Begins something that takes a while.
  void begin(Scope& scope) {
    switch (rng_.below(5)) {
      case 0: return scope.spawn(list(*this));
      case 1: return scope.spawn(wait(*this));
      case 2: return scope.spawn(bulk(*this));
      default: ++begun; return scope.spawn(send(*this, message(), options()));
    }
  }
  OutgoingMessage message() {
    OutgoingMessage message;
    message.to = "+15550100099";
    message.from = rng_.below(2) == 0 ? "+15550100001" : "+15550100002";
    message.body = rng_.below(2) == 0 ? "hello" : "goodbye";
    message.status_callback = "http://app.localhost/status";
    return message;
  }
  std::uint64_t some_turns() { return rng_.below(400); }

  VirtualExecutor executor{TimePoint{}};

 private:
  static Config config(std::uint64_t seed) {
    Config config;
    config.credentials = {test::account, test::account, Secret(test::token)};
    config.seed = seed;
    config.breaker.failures_to_open = 1000;
    config.concurrency.most = 3;
    config.daily_caps.sender = 1000;
    config.observer = std::make_shared<test::WatchingObserver>();
    return config;
  }
  SendOptions options() {
    SendOptions options;
    if (rng_.below(3) == 0) options.deadline = Duration(rng_.between(0, 30'000'000));
    if (rng_.below(3) == 0) options.stop = &stop_;
    if (rng_.below(20) == 0) stop_.request();
    return options;
  }
  static Task<> send(Bench& bench, OutgoingMessage message, SendOptions options) {
    auto receipt = co_await bench.client.send(std::move(message), options);
    ++bench.ended;
  }
  static Task<> list(Bench& bench) {
    MessageList messages = bench.client.list();
    auto message = co_await messages.next();
  }
  static Task<> wait(Bench& bench) {
    auto message = co_await bench.client.wait_until_final(*MessageSid::parse(test::sid));
  }
  static Task<> bulk(Bench& bench) {
    std::vector<OutgoingMessage> messages;
    for (int i = 0; i < 4; ++i) messages.push_back(bench.message());
    BulkOptions options;
    options.at_once = 2;
    auto report = co_await bench.client.send_bulk(std::move(messages), std::move(options));
  }

  Rng rng_;

 public:
  Whimsical network;
  Client client;
  int begun = 0;
  int ended = 0;

 private:
  Stop stop_;
};

}  // namespace

TEST_CASE("calls that are dropped at any turn leak nothing, leave nothing queued and hold up nobody", "[simulation]") {
  int ended = 0;
  int dropped = 0;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    CAPTURE(seed);
    Bench bench(seed);
    {
      Scope scope(bench.executor);
      for (int i = 0; i < 8; ++i) bench.begin(scope);
      const std::uint64_t turns = bench.some_turns();
      for (std::uint64_t turn = 0; turn < turns && bench.executor.run_one(); ++turn) {
      }
    }
    ended += bench.ended;
    dropped += bench.begun - bench.ended;
    REQUIRE(bench.network.waiting == 0);
    // What paces the client may still take a turn that it was given before, no time.
    const TimePoint then = bench.executor.now();
    bench.executor.run();
    REQUIRE(bench.executor.now() == then);
    REQUIRE(bench.network.waiting == 0);

    // Equal messages of the same senders, with all places taken and none left over.
    bench.network.behave();
    for (const char* sender : {"+15550100001", "+15550100002"}) {
      for (const char* body : {"hello", "goodbye"}) {
        OutgoingMessage message = bench.message();
        message.from = sender;
        message.body = body;
        REQUIRE(bench.client.send(std::move(message)).get());
      }
    }
    REQUIRE(bench.executor.now() <= then + 3s);
  }
  CHECK(ended > 200);
  CHECK(dropped > 200);
}
