#include "core/runtime/stop.hpp"

#include <vector>

#include "core/runtime/scope.hpp"
#include "core/runtime/virtual_executor.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;

namespace {

const TimePoint start{};

Task<> sleep_and_note(Executor& executor, TimePoint due, Stop* stop, std::vector<Duration>& woke) {
  co_await sleep_until(executor, due, stop);
  woke.push_back(executor.now() - start);
}
Task<> request_stop(Executor& executor, Stop& stop, Duration after) {
  co_await sleep_for(executor, after);
  stop.request();
}

}  // namespace

TEST_CASE("a stop wakes all who sleep until then or until their time, and keeps nobody from waking before") {
  VirtualExecutor executor(start);
  Stop stop(executor);
  std::vector<Duration> woke;
  Scope scope(executor);
  for (Duration due : {1s, 10s, 20s}) scope.spawn(sleep_and_note(executor, start + due, &stop, woke));
  scope.spawn(sleep_and_note(executor, start + 30s, nullptr, woke));
  scope.spawn(request_stop(executor, stop, 5s));

  executor.run();

  CHECK(woke == std::vector<Duration>{1s, 5s, 5s, 30s});
  CHECK(stop.requested());
}

TEST_CASE("once a stop is requested nobody sleeps any more, and requesting it again changes nothing") {
  VirtualExecutor executor(start);
  Stop stop(executor);
  CHECK_FALSE(stop.requested());
  stop.request();
  stop.request();
  std::vector<Duration> woke;
  Scope scope(executor);
  scope.spawn(sleep_and_note(executor, start + 10s, &stop, woke));
  executor.run();
  CHECK(woke == std::vector<Duration>{0s});
}

TEST_CASE("a sleeper that is dropped leaves its stop in peace") {
  VirtualExecutor executor(start);
  Stop stop(executor);
  std::vector<Duration> woke;
  {
    Scope scope(executor);
    scope.spawn(sleep_and_note(executor, start + 10s, &stop, woke));
    executor.run_one();
  }
  stop.request();
  CHECK_FALSE(executor.run_one());
  CHECK(woke.empty());
}
