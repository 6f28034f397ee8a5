#include "core/runtime/scope.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/runtime/virtual_executor.hpp"
#include "core/runtime/waiting.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;

namespace {

using Log = std::vector<std::string>;

struct Farewell {
  Farewell(Log& l, std::string n) : log(&l), name(std::move(n)) {}
  Farewell(Farewell&& other) noexcept : log(std::exchange(other.log, nullptr)), name(std::move(other.name)) {}
  ~Farewell() {
    if (log) log->push_back(name);
  }
  Log* log;
  std::string name;
};

Task<> linger(Executor& executor, Duration delay, Farewell farewell) {
  co_await sleep_for(executor, delay);
  farewell.name += " in time";
}
Task<> fail(Executor& executor, std::string why) {
  co_await hop(executor);
  throw std::runtime_error(why);
}
Task<> nothing() { co_return; }
Task<> spawn_more(Scope& scope, int depth) {
  if (depth > 0) scope.spawn(spawn_more(scope, depth - 1));
  co_return;
}

}  // namespace

TEST_CASE("tasks of a scope run side by side") {
  VirtualExecutor executor{TimePoint{}};
  Log log;
  Scope scope(executor);
  scope.spawn(linger(executor, 2s, Farewell(log, "two")));
  scope.spawn(linger(executor, 1s, Farewell(log, "one")));
  CHECK_FALSE(scope.idle());
  executor.run();
  CHECK(scope.idle());
  CHECK(executor.now() == TimePoint{} + 2s);
  scope.clear();
  CHECK(log == Log{"one in time", "two in time"});
}

TEST_CASE("leaving a scope cancels what still runs, newest first, and leaves nothing queued") {
  VirtualExecutor executor{TimePoint{}};
  Log log;
  {
    Scope scope(executor);
    for (const char* name : {"oldest", "middle", "newest"}) scope.spawn(linger(executor, 1h, Farewell(log, name)));
    for (int turn = 0; turn < 3; ++turn) executor.run_one();
    CHECK(log.empty());
  }
  CHECK(log == Log{"newest", "middle", "oldest"});
  CHECK_FALSE(executor.run_one());
}

TEST_CASE("a task that was spawned but never had a turn is dropped with its scope") {
  VirtualExecutor executor{TimePoint{}};
  Log log;
  {
    Scope scope(executor);
    scope.spawn(linger(executor, 1h, Farewell(log, "unstarted")));
  }
  CHECK(log == Log{"unstarted"});
  CHECK_FALSE(executor.run_one());
}

TEST_CASE("sweeping a scope rethrows what a task threw, one at a time, and keeps what still runs") {
  VirtualExecutor executor{TimePoint{}};
  Log log;
  Scope scope(executor);
  scope.spawn(fail(executor, "first"));
  scope.spawn(linger(executor, 1h, Farewell(log, "running")));
  scope.spawn(fail(executor, "second"));
  for (int turn = 0; turn < 5; ++turn) executor.run_one();
  CHECK_THROWS_WITH(scope.sweep(), "first");
  CHECK_THROWS_WITH(scope.sweep(), "second");
  CHECK_NOTHROW(scope.sweep());
  CHECK(log.empty());
  executor.run();
  scope.sweep();
  CHECK(log == Log{"running in time"});
}

TEST_CASE("a spawn that finds an older failure has still spawned its task") {
  VirtualExecutor executor{TimePoint{}};
  Scope scope(executor);
  scope.spawn(fail(executor, "old"));
  executor.run();
  bool thrown = false;
  int ran = 0;
  for (int i = 0; i < 64; ++i) {
    try {
      scope.spawn([](int& count) -> Task<> {
        ++count;
        co_return;
      }(ran));
    } catch (const std::runtime_error&) {
      thrown = true;
    }
  }
  executor.run();
  CHECK(thrown);
  CHECK(ran == 64);
}

TEST_CASE("a scope that spawns for ever keeps no finished tasks for ever") {
  VirtualExecutor executor{TimePoint{}};
  Scope scope(executor);
  auto token = std::make_shared<int>();
  for (int i = 0; i < 10'000; ++i) {
    scope.spawn([](std::shared_ptr<int>) -> Task<> { co_return; }(token));
    executor.run();
  }
  CHECK(token.use_count() < 100);
}

TEST_CASE("a task may spawn into the scope that owns it") {
  VirtualExecutor executor{TimePoint{}};
  Scope scope(executor);
  scope.spawn(spawn_more(scope, 1'000));
  executor.run();
  CHECK(scope.idle());
  scope.spawn(nothing());
  CHECK_FALSE(scope.idle());
}
