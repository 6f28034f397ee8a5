#include "core/runtime/pending.hpp"

#include <stdexcept>
#include <string>

#include "core/runtime/scope.hpp"
#include "core/runtime/system_executor.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "core/runtime/waiting.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;

namespace {

Task<int> work(Executor& executor, Duration delay, int& started) {
  ++started;
  co_await sleep_for(executor, delay);
  co_return 7;
}
Pending<int> begin(Executor& executor, Duration delay, int& started) {
  return Pending<int>(executor, work(executor, delay, started));
}
Task<> await_it(Executor& executor, int& started, int& value) {
  Pending<int> pending = begin(executor, 1h, started);
  value = co_await pending;
}
Task<> limit_it(Executor& executor, int& started, bool& gave_up) {
  Task<int> task = begin(executor, 1h, started);
  auto value = co_await within(executor, 1s, std::move(task));
  gave_up = !value;
}

}  // namespace

TEST_CASE("a pending call begins when it is asked for, not before") {
  VirtualExecutor executor{TimePoint{}};
  int started = 0;
  auto pending = begin(executor, 1h, started);
  executor.run();
  CHECK(started == 0);
  CHECK(std::move(pending).get() == 7);
  CHECK(started == 1);
  CHECK(executor.now() == TimePoint{} + 1h);
}

TEST_CASE("a pending call that is dropped never begins") {
  VirtualExecutor executor{TimePoint{}};
  int started = 0;
  { auto pending = begin(executor, 1h, started); }
  executor.run();
  CHECK(started == 0);
}

TEST_CASE("a pending call can be awaited, or be given a limit as the task it is") {
  VirtualExecutor executor{TimePoint{}};
  Scope scope(executor);
  int started = 0;
  SECTION("awaited") {
    int value = 0;
    scope.spawn(await_it(executor, started, value));
    executor.run();
    CHECK(value == 7);
  }
  SECTION("limited") {
    bool gave_up = false;
    scope.spawn(limit_it(executor, started, gave_up));
    executor.run();
    CHECK(gave_up);
    CHECK(executor.now() == TimePoint{} + 1s);
  }
  CHECK(started == 1);
}

TEST_CASE("a pending call blocks in real time too") {
  SystemExecutor executor;
  int started = 0;
  const TimePoint before = executor.now();
  CHECK(begin(executor, 2ms, started).get() == 7);
  CHECK(executor.now() >= before + 2ms);
}
