#include "core/runtime/waiting.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/runtime/scope.hpp"
#include "core/runtime/virtual_executor.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;

namespace {

const TimePoint start{};

// What happened, and how long after the start.
struct Log {
  void add(std::string what) { entries.emplace_back(std::move(what), executor.now() - start); }
  Executor& executor;
  std::vector<std::pair<std::string, Duration>> entries = {};
};
using Entries = std::vector<std::pair<std::string, Duration>>;

Task<int> work(Executor& executor, Duration delay) {
  co_await sleep_for(executor, delay);
  co_return 7;
}
Task<int> fail(Executor& executor, Duration delay) {
  co_await sleep_for(executor, delay);
  throw std::runtime_error("broken");
}
Task<int> never(Executor& executor, std::shared_ptr<int> held) {
  co_await sleep_for(executor, 24h);
  co_return *held;
}
Task<> limit(Executor& executor, Duration time, Task<int> task, Log& log) {
  try {
    auto value = co_await within(executor, time, std::move(task));
    log.add(value ? std::to_string(*value) : "time is up");
  } catch (const std::runtime_error& error) {
    log.add(error.what());
  }
}
Task<> sleep_till(Executor& executor, TimePoint due, Log& log) {
  co_await sleep_until(executor, due);
  log.add("awake");
}
Task<> answer_alarm(Alarm& alarm, Log& log, int times) {
  for (int i = 0; i < times; ++i) {
    co_await alarm.wait();
    log.add("ring");
  }
}
Task<> set_alarm(Executor& executor, Alarm& alarm, Duration when, std::optional<TimePoint> due) {
  co_await sleep_for(executor, when);
  alarm.set(due);
}
Task<> listen(Bell& bell, Log& log, std::string name) {
  co_await bell.wait();
  log.add(std::move(name));
}
Task<> listen_for_ever(Bell& bell, Log& log, std::string name) {
  for (;;) {
    co_await bell.wait();
    log.add(name);
  }
}

struct Bench {
  VirtualExecutor executor{start};
  Log log{executor};
};

}  // namespace

TEST_CASE("a sleep ends exactly when it should, and one that is due does not wait") {
  Bench bench;
  Scope scope(bench.executor);
  scope.spawn(sleep_till(bench.executor, start + 30s, bench.log));
  scope.spawn(sleep_till(bench.executor, start, bench.log));
  scope.spawn(sleep_till(bench.executor, start - 1h, bench.log));
  bench.executor.run();
  CHECK(bench.log.entries == Entries{{"awake", 0s}, {"awake", 0s}, {"awake", 30s}});
}

TEST_CASE("a task within its limit gives its value, and the limit is forgotten") {
  Bench bench;
  Scope scope(bench.executor);
  scope.spawn(limit(bench.executor, 10s, work(bench.executor, 3s), bench.log));
  bench.executor.run();
  CHECK(bench.log.entries == Entries{{"7", 3s}});
  CHECK(bench.executor.now() == start + 3s);
}

TEST_CASE("a task that ends exactly at its limit is set by which timer came first") {
  Bench bench;
  Scope scope(bench.executor);
  scope.spawn(limit(bench.executor, 3s, work(bench.executor, 3s), bench.log));
  bench.executor.run();
  CHECK(bench.log.entries == Entries{{"7", 3s}});
}

TEST_CASE("a task over its limit is gone by the time the caller goes on") {
  Bench bench;
  Scope scope(bench.executor);
  auto held = std::make_shared<int>(0);
  scope.spawn(limit(bench.executor, 10s, never(bench.executor, held), bench.log));
  bench.executor.run();
  CHECK(bench.log.entries == Entries{{"time is up", 10s}});
  CHECK(held.use_count() == 1);
  CHECK(bench.executor.now() == start + 10s);
}

TEST_CASE("an exception passes a limit unharmed") {
  Bench bench;
  Scope scope(bench.executor);
  scope.spawn(limit(bench.executor, 10s, fail(bench.executor, 3s), bench.log));
  scope.spawn(limit(bench.executor, 1s, fail(bench.executor, 3s), bench.log));
  bench.executor.run();
  CHECK(bench.log.entries == Entries{{"time is up", 1s}, {"broken", 3s}});
}

TEST_CASE("an alarm rings at the time it is set to, moved while its task waits or not") {
  Bench bench;
  Alarm alarm(bench.executor);
  Scope scope(bench.executor);
  alarm.set(start + 10s);
  scope.spawn(answer_alarm(alarm, bench.log, 1));

  SECTION("left alone") {
    bench.executor.run();
    CHECK(bench.log.entries == Entries{{"ring", 10s}});
  }
  SECTION("moved later") {
    scope.spawn(set_alarm(bench.executor, alarm, 5s, start + 20s));
    bench.executor.run();
    CHECK(bench.log.entries == Entries{{"ring", 20s}});
  }
  SECTION("moved sooner") {
    scope.spawn(set_alarm(bench.executor, alarm, 5s, start + 6s));
    bench.executor.run();
    CHECK(bench.log.entries == Entries{{"ring", 6s}});
  }
  SECTION("moved into the past") {
    scope.spawn(set_alarm(bench.executor, alarm, 5s, start + 1s));
    bench.executor.run();
    CHECK(bench.log.entries == Entries{{"ring", 5s}});
  }
  SECTION("taken back") {
    scope.spawn(set_alarm(bench.executor, alarm, 5s, std::nullopt));
    bench.executor.run();
    CHECK(bench.log.entries.empty());
    CHECK(bench.executor.now() == start + 5s);
  }
  SECTION("taken back and set again") {
    scope.spawn(set_alarm(bench.executor, alarm, 5s, std::nullopt));
    scope.spawn(set_alarm(bench.executor, alarm, 15s, start + 30s));
    bench.executor.run();
    CHECK(bench.log.entries == Entries{{"ring", 30s}});
  }
}

TEST_CASE("an alarm that rang is cleared, and can be set again") {
  Bench bench;
  Alarm alarm(bench.executor);
  Scope scope(bench.executor);
  alarm.set(start + 1s);
  scope.spawn(answer_alarm(alarm, bench.log, 2));
  bench.executor.run();
  CHECK_FALSE(alarm.due());
  CHECK(bench.log.entries == Entries{{"ring", 1s}});
  alarm.set(start + 2s);
  bench.executor.run();
  CHECK(bench.log.entries == Entries{{"ring", 1s}, {"ring", 2s}});
}

TEST_CASE("an alarm outlives the task that waits for it") {
  Bench bench;
  Alarm alarm(bench.executor);
  {
    Scope scope(bench.executor);
    alarm.set(start + 1s);
    scope.spawn(answer_alarm(alarm, bench.log, 1));
    bench.executor.run_one();
  }
  CHECK_FALSE(bench.executor.run_one());
  alarm.set(start + 2s);  // nobody waits any more
  CHECK_FALSE(bench.executor.run_one());

  Scope scope(bench.executor);
  scope.spawn(answer_alarm(alarm, bench.log, 1));
  bench.executor.run();
  CHECK(bench.log.entries == Entries{{"ring", 2s}});
}

TEST_CASE("a bell wakes all who wait when it rings, in the order in which they came") {
  Bench bench;
  Bell bell(bench.executor);
  Scope scope(bench.executor);
  for (const char* name : {"a", "b", "c"}) scope.spawn(listen(bell, bench.log, name));
  bench.executor.run();
  CHECK(bench.log.entries.empty());
  bell.ring();
  bench.executor.run();
  CHECK(bench.log.entries == Entries{{"a", 0s}, {"b", 0s}, {"c", 0s}});
  bell.ring();
  CHECK_FALSE(bench.executor.run_one());
}

TEST_CASE("whoever listens again after a ring waits for the next") {
  Bench bench;
  Bell bell(bench.executor);
  Scope scope(bench.executor);
  scope.spawn(listen_for_ever(bell, bench.log, "x"));
  bench.executor.run();
  for (int i = 0; i < 3; ++i) {
    bell.ring();
    bell.ring();  // the listener has not had its turn yet: one waking is all it gets
    bench.executor.run();
  }
  CHECK(bench.log.entries.size() == 3);
}

TEST_CASE("a listener that dies leaves the bell, before the ring and between ring and turn") {
  Bench bench;
  Bell bell(bench.executor);
  const int dies = GENERATE(0, 1, 2);
  const bool rung = GENERATE(false, true);
  std::vector<std::unique_ptr<Scope>> scopes;
  for (int i = 0; i < 3; ++i) {
    scopes.push_back(std::make_unique<Scope>(bench.executor));
    scopes.back()->spawn(listen(bell, bench.log, std::to_string(i)));
  }
  bench.executor.run();
  if (rung) bell.ring();
  scopes[static_cast<std::size_t>(dies)].reset();
  if (!rung) bell.ring();
  bench.executor.run();
  Entries expected;
  for (int i = 0; i < 3; ++i) {
    if (i != dies) expected.emplace_back(std::to_string(i), 0s);
  }
  CHECK(bench.log.entries == expected);
}

namespace {

Task<> sleep_unless_rung(Executor& executor, std::optional<TimePoint> due, Bell& bell, Bell* other, Log& log) {
  co_await SleepUnlessRung(executor, due, bell, other);
  log.add("awake");
}
Task<> ring(Executor& executor, Bell& bell, Duration after) {
  co_await sleep_for(executor, after);
  bell.ring();
}

}  // namespace

TEST_CASE("a sleep ends at its time or at the first of its bells, once") {
  struct Case {
    std::optional<TimePoint> due;
    std::optional<Duration> bell;
    std::optional<Duration> other;
    Entries entries;
  };
  const auto c = GENERATE(values<Case>({
      {start + 10s, {}, {}, {{"awake", 10s}}},
      {start + 10s, 3s, {}, {{"awake", 3s}}},
      {start + 10s, {}, 4s, {{"awake", 4s}}},
      {start + 10s, 4s, 3s, {{"awake", 3s}}},
      {start + 10s, 3s, 3s, {{"awake", 3s}}},     // both in one instant
      {start + 10s, 10s, 10s, {{"awake", 10s}}},  // all three
      {start + 10s, 11s, 12s, {{"awake", 10s}}},
      {start, 3s, {}, {{"awake", 0s}}},
      {start - 1s, {}, {}, {{"awake", 0s}}},
      {{}, 3s, {}, {{"awake", 3s}}},  // no time at all
      {{}, {}, 4s, {{"awake", 4s}}},
      {{}, {}, {}, {}},
  }));
  const bool two_bells = c.other.has_value() || GENERATE(false, true);
  Bench bench;
  Bell bell(bench.executor);
  Bell other(bench.executor);
  Scope scope(bench.executor);
  scope.spawn(sleep_unless_rung(bench.executor, c.due, bell, two_bells ? &other : nullptr, bench.log));
  if (c.bell) scope.spawn(ring(bench.executor, bell, *c.bell));
  if (c.other) scope.spawn(ring(bench.executor, other, *c.other));
  bench.executor.run();
  CHECK(bench.log.entries == c.entries);
}

TEST_CASE("a sleeper that dies leaves its bells and its time") {
  Bench bench;
  Bell bell(bench.executor);
  Bell other(bench.executor);
  const int rung = GENERATE(0, 1, 2, 3);  // which of the two, before it dies
  {
    Scope scope(bench.executor);
    scope.spawn(sleep_unless_rung(bench.executor, start + 10s, bell, &other, bench.log));
    bench.executor.run_one();
    if (rung & 1) bell.ring();
    if (rung & 2) other.ring();
  }
  bell.ring();
  other.ring();
  CHECK_FALSE(bench.executor.run_one());
  CHECK(bench.log.entries.empty());
}
