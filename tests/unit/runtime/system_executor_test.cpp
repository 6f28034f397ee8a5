#include "core/runtime/system_executor.hpp"

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include "core/runtime/pending.hpp"
#include "core/runtime/scope.hpp"
#include "core/runtime/waiting.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;

namespace {

Task<int> work(Executor& executor, Duration delay, int value) {
  co_await sleep_for(executor, delay);
  co_return value;
}
Task<> note_after(Executor& executor, Duration delay, std::vector<int>& log, int value) {
  co_await sleep_for(executor, delay);
  log.push_back(value);
}
// Would lose counts, and show in ThreadSanitizer, if two tasks ever ran at once.
Task<> count(Executor& executor, int& counter, int times) {
  for (int i = 0; i < times; ++i) {
    const int seen = counter;
    counter = seen + 1;
    co_await hop(executor);
  }
}
Task<> inject_from_within(Executor& executor, std::vector<int>& log) {
  executor.inject([&log] { log.push_back(2); });
  log.push_back(1);
  co_return;
}

}  // namespace

TEST_CASE("real time never goes backwards and begins at the wall's") {
  SystemExecutor executor;
  const auto wall = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  CHECK(std::chrono::abs(executor.now() - wall) < 10s);
  TimePoint last = executor.now();
  for (int i = 0; i < 1'000; ++i) {
    const TimePoint now = executor.now();
    REQUIRE(now >= last);
    last = now;
  }
}

TEST_CASE("real timers run in order of time, and none too soon") {
  SystemExecutor executor;
  std::vector<int> log;
  Scope scope(executor);
  const TimePoint before = executor.now();
  scope.spawn(note_after(executor, 6ms, log, 3));
  scope.spawn(note_after(executor, 2ms, log, 1));
  scope.spawn(note_after(executor, 4ms, log, 2));
  executor.run_until([&] { return log.size() == 3; });
  CHECK(log == std::vector<int>{1, 2, 3});
  CHECK(executor.now() >= before + 6ms);
}

TEST_CASE("an injected job has run, with all it made ready, when inject returns") {
  SystemExecutor executor;
  std::vector<int> log;
  Scope scope(executor);
  executor.inject([&] { scope.spawn(note_after(executor, 0s, log, 1)); });
  CHECK(log == std::vector<int>{1});
}

TEST_CASE("a job injected from within a task runs after that task's turn") {
  SystemExecutor executor;
  std::vector<int> log;
  Scope scope(executor);
  executor.inject([&] { scope.spawn(inject_from_within(executor, log)); });
  CHECK(log == std::vector<int>{1, 2});
}

TEST_CASE("a job that throws leaves the executor as it was") {
  SystemExecutor executor;
  CHECK_THROWS_AS(executor.inject([] { throw std::runtime_error("broken"); }), std::runtime_error);
  CHECK_THROWS_AS(executor.exclusively([] { throw std::runtime_error("broken"); }), std::runtime_error);
  bool ran = false;
  executor.inject([&] { ran = true; });
  CHECK(ran);
}

TEST_CASE("what an exclusive job makes ready is run by a thread that waits", "[threads]") {
  SystemExecutor executor;
  std::vector<int> log;
  Scope scope(executor);
  std::thread waiting([&] { executor.run_until([&] { return !log.empty(); }); });
  std::this_thread::sleep_for(5ms);
  executor.exclusively([&] { scope.spawn(note_after(executor, 0s, log, 1)); });
  waiting.join();
  CHECK(log == std::vector<int>{1});
}

TEST_CASE("many threads may bring work and wait at once, and tasks still run one at a time", "[threads]") {
  SystemExecutor executor;
  int counter = 0;
  Scope scope(executor);
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 50; ++i) {
        if (i % 2 == 0) executor.inject([&] { scope.spawn(count(executor, counter, 10)); });
        const int value = thread * 1'000 + i;
        if (Pending<int>(executor, work(executor, Duration(i * 7 % 100), value)).get() != value) ++wrong;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  executor.run_until([&] { return scope.idle(); });
  CHECK(wrong == 0);
  CHECK(counter == 8 * 25 * 10);
}

TEST_CASE("a thread that leaves hands the timers on to one that stays", "[threads]") {
  SystemExecutor executor;
  std::vector<std::thread> threads;
  std::atomic<int> sum = 0;
  // The first to leave may be the one that slept until the timer the others need.
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] { sum += Pending<int>(executor, work(executor, (i + 1) * 3ms, 1)).get(); });
  }
  for (auto& thread : threads) thread.join();
  CHECK(sum == 4);
}

TEST_CASE("a timer that another thread sets sooner wakes the thread that waits for a later one", "[threads]") {
  SystemExecutor executor;
  std::vector<int> log;
  Scope scope(executor);
  executor.inject([&] { scope.spawn(note_after(executor, 1h, log, 2)); });
  std::thread waiting([&] { executor.run_until([&] { return !log.empty(); }); });
  std::this_thread::sleep_for(5ms);
  executor.inject([&] { scope.spawn(note_after(executor, 1ms, log, 1)); });
  waiting.join();
  CHECK(log == std::vector<int>{1});
}
