#include "core/client/turnstile.hpp"

#include <memory>
#include <string>
#include <vector>

#include "core/runtime/virtual_executor.hpp"
#include "tests/support/client_bench.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;
using understudy::test::ClientBench;

namespace {

const TimePoint start{};

// Requests that take a second each, and who came through when.
struct Bench {
  void enter(const std::string& name, std::optional<std::string> sender, std::optional<TimePoint> due = {},
             Stop* stop = nullptr) {
    scopes.push_back(std::make_unique<Scope>(executor));
    scopes.back()->spawn(pass(*this, name, std::move(sender), due, stop));
  }
  void drop(std::size_t number) { scopes[number].reset(); }
  void wait(Duration time) {
    auto sleep = [](Executor& e, Duration t) -> Task<> { co_await sleep_for(e, t); };
    Pending<void>(executor, sleep(executor, time)).get();
  }

  VirtualExecutor executor{start};
  SendLimits limits{.account = {.per_second = 100, .burst = 100}, .sender = {.per_second = 1, .burst = 1}};
  Turnstile turnstile{executor, limits, {.most = 3}};
  std::vector<std::pair<std::string, Duration>> log;
  std::vector<std::unique_ptr<Scope>> scopes;

 private:
  static Task<> pass(Bench& bench, std::string name, std::optional<std::string> sender, std::optional<TimePoint> due,
                     Stop* stop) {
    Turnstile::Entry entry(bench.turnstile, sender);
    if (!entry.admitted()) co_await entry.wait(due, stop);
    if (!entry.admitted()) name += " gave up";
    bench.log.emplace_back(name, bench.executor.now() - start);
    if (entry.admitted()) co_await sleep_for(bench.executor, 1s);
  }
};
using Log = std::vector<std::pair<std::string, Duration>>;

}  // namespace

TEST_CASE("senders take turns, so that one with many waiting does not hold up another's first") {
  Bench bench;
  for (int i = 0; i < 4; ++i) bench.enter("a" + std::to_string(i), "a");
  bench.enter("b0", "b");
  bench.enter("x", std::nullopt);
  bench.executor.run();
  CHECK(bench.log == Log{{"a0", 0s}, {"b0", 0s}, {"x", 0s}, {"a1", 1s}, {"a2", 2s}, {"a3", 3s}});
}

TEST_CASE("no more requests are in flight than there are places, whoever makes them") {
  Bench bench;
  for (int i = 0; i < 7; ++i) bench.enter(std::to_string(i), i % 2 ? std::optional(std::to_string(i)) : std::nullopt);
  bench.executor.run();
  std::vector<Duration> times;
  for (const auto& [name, at] : bench.log) times.push_back(at);
  CHECK(times == std::vector<Duration>{0s, 0s, 0s, 1s, 1s, 1s, 2s});
}

TEST_CASE("whoever leaves the turnstile passes its turn on, waiting or in flight") {
  Bench bench;
  for (int i = 0; i < 6; ++i) bench.enter(std::to_string(i), std::nullopt);
  bench.wait(500ms);
  CHECK(bench.log.size() == 3);
  const std::size_t leaver = GENERATE(0u, 2u);  // one in flight, and one that waits
  bench.drop(leaver);
  bench.drop(3);
  bench.executor.run();
  CHECK(bench.log == Log{{"0", 0s}, {"1", 0s}, {"2", 0s}, {"4", 500ms}, {"5", 1s}});
}

TEST_CASE("one that is dropped between its call and its turn passes it on") {
  Bench bench;
  for (int i = 0; i < 5; ++i) bench.enter(std::to_string(i), std::nullopt);
  bench.wait(500ms);
  bench.drop(0);  // calls 3
  bench.drop(3);  // which had no turn since
  bench.executor.run();
  CHECK(bench.log == Log{{"0", 0s}, {"1", 0s}, {"2", 0s}, {"4", 500ms}});
}

TEST_CASE("a deadline or a stop ends the wait at the turnstile, and costs nobody a slot") {
  Bench bench;
  Stop stop(bench.executor);
  bench.enter("first", "a");
  bench.enter("late", "a", start + 200ms);
  bench.enter("stopped", "a", std::nullopt, &stop);
  bench.enter("last", "a");
  const auto request_stop = [](Executor& executor, Stop& s) -> Task<> {
    co_await sleep_for(executor, 300ms);
    s.request();
  };
  Scope scope(bench.executor);
  scope.spawn(request_stop(bench.executor, stop));
  bench.executor.run();
  CHECK(bench.log == Log{{"first", 0s}, {"late gave up", 200ms}, {"stopped gave up", 300ms}, {"last", 1s}});
}

TEST_CASE("an idle turnstile keeps nothing queued") {
  Bench bench;
  for (int i = 0; i < 9; ++i) bench.enter(std::to_string(i), "a");
  bench.wait(1500ms);
  for (std::size_t i = 0; i < 9; ++i) bench.drop(i);
  CHECK_FALSE(bench.executor.run_one());
}

TEST_CASE("what a request waits for is told by name") {
  struct Case {
    std::string sender;
    std::string limit;
  };
  const auto c = GENERATE(values<Case>({
      {"+15550100001", "sender"},       // whose slot is taken
      {"+15550100002", "account"},      // has its slot, but the account none
      {"+15550100003", "concurrency"},  // has both, but there is no place in flight
  }));
  ClientBench bench;
  bench.config.limits = {.account = {.per_second = 1, .burst = 1}, .sender = {.per_second = 1, .burst = 1}};
  if (c.limit == "sender") bench.config.limits.account = {.per_second = 100, .burst = 100};
  if (c.limit == "concurrency") bench.config.concurrency.most = 1;
  bench.transport.answer(test::created(), c.limit == "concurrency" ? 5s : 0s);
  bench.transport.answer(test::created());
  Client client = bench.client();
  const auto send = [](Client& to, OutgoingMessage message) -> Task<> {
    auto receipt = co_await to.send(std::move(message));
    CHECK(receipt);
  };
  Scope scope(bench.executor);
  OutgoingMessage first = bench.hello();
  first.body = "first";
  scope.spawn(send(client, first));
  scope.spawn(send(client, bench.hello(c.sender)));

  bench.wait(10s);

  CHECK(scope.idle());
  CHECK(bench.watcher->throttles == std::vector<std::string>{c.limit});
}

TEST_CASE("too many requests at once halve the places, and good answers bring them back one by one") {
  struct Case {
    Response refusal;
    std::vector<std::size_t> together;  // how many go out in each second
  };
  const auto c = GENERATE(values<Case>({
      {test::refused(429, 20429), {4, 2, 3, 4, 4}},
      {test::refused(429, 14107), {4, 4, 4, 4, 4}},  // some other limit
      {Response(429), {4, 2, 3, 4, 4}},              // does not say which
      {test::refused(400, 21211), {4, 4, 4, 4, 4}},
  }));
  ClientBench bench;
  bench.config.limits = {.account = {.per_second = 1000, .burst = 1000}, .sender = {.per_second = 1000, .burst = 1000}};
  bench.config.concurrency.most = 4;
  bench.config.retry.rate_limited.attempts_max = 1;
  for (int i = 0; i < 4; ++i) bench.transport.answer(c.refusal, 1s);
  for (int i = 0; i < 40; ++i) bench.transport.answer(test::created(), 1s);
  Client client = bench.client();
  std::vector<OutgoingMessage> messages;
  for (int i = 0; i < 30; ++i) {
    messages.push_back(bench.hello());
    messages.back().body = std::to_string(i);
  }

  auto report = client.send_bulk(messages).get();

  std::vector<std::size_t> together(5);
  for (const auto& asked : bench.transport.asked) {
    const auto second = static_cast<std::size_t>((asked.at - bench.start) / 1s);
    if (second < together.size()) ++together[second];
  }
  CHECK(together == c.together);
  CHECK(report.totals.sent == 26);
}
