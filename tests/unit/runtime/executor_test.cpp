#include "core/runtime/executor.hpp"

#include <string>
#include <thread>
#include <vector>

#include "core/runtime/scope.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "core/runtime/waiting.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;

namespace {

const TimePoint start = *parse_timestamp("2026-01-01T09:00:00Z");

using Log = std::vector<std::string>;

Task<> note(Log& log, std::string what) {
  log.push_back(std::move(what));
  co_return;
}
Task<> note_after(Executor& executor, Duration delay, Log& log, std::string what) {
  co_await sleep_for(executor, delay);
  log.push_back(std::move(what));
}
Task<> note_when_quiet(Executor& executor, Log& log, std::string what) {
  co_await hop(executor);
  log.push_back(std::move(what));
}
Task<> note_twice(Executor& executor, Log& log, std::string what) {
  co_await note_when_quiet(executor, log, what);
  co_await note_when_quiet(executor, log, what);
}

}  // namespace

TEST_CASE("virtual time leaps to the next timer and stands still in between") {
  VirtualExecutor executor(start);
  Log log;
  Scope scope(executor);
  scope.spawn(note_after(executor, 24h, log, "tomorrow"));
  scope.spawn(note_after(executor, 1us, log, "soon"));

  REQUIRE(executor.run_one());
  REQUIRE(executor.run_one());
  CHECK(executor.now() == start);
  REQUIRE(executor.run_one());
  CHECK(executor.now() == start + 1us);
  executor.run();
  CHECK(executor.now() == start + 24h);
  CHECK(log == Log{"soon", "tomorrow"});
  CHECK_FALSE(executor.run_one());
}

TEST_CASE("timers of one instant run in the order in which they were set") {
  VirtualExecutor executor(start);
  Log log;
  Scope scope(executor);
  for (const char* name : {"first", "second", "third"}) scope.spawn(note_after(executor, 5s, log, name));
  executor.run();
  CHECK(log == Log{"first", "second", "third"});
}

TEST_CASE("what waits for quiet runs after all that can run now, and before time moves") {
  VirtualExecutor executor(start);
  Log log;
  Scope scope(executor);
  scope.spawn(note_twice(executor, log, "quiet"));
  scope.spawn(note_after(executor, 1us, log, "later"));
  scope.spawn(note(log, "now"));
  executor.run();
  CHECK(log == Log{"now", "quiet", "quiet", "later"});
}

TEST_CASE("a waiter that dies leaves its queue, wherever in it it stood") {
  VirtualExecutor executor(start);
  Log log;
  const int leaves = GENERATE(0, 1, 2);
  for (int kind = 0; kind < 3; ++kind) {
    std::vector<std::unique_ptr<Scope>> scopes;
    for (int i = 0; i < 3; ++i) {
      scopes.push_back(std::make_unique<Scope>(executor));
      const std::string name = std::to_string(kind) + std::to_string(i);
      if (kind == 0) scopes.back()->spawn(note(log, name));
      if (kind == 1) scopes.back()->spawn(note_when_quiet(executor, log, name));
      if (kind == 2) scopes.back()->spawn(note_after(executor, 1s, log, name));
    }
    if (kind > 0) {
      for (int i = 0; i < 3; ++i) executor.run_one();  // to where each waits
    }
    scopes[static_cast<std::size_t>(leaves)].reset();
    executor.run();
  }
  Log expected;
  for (int kind = 0; kind < 3; ++kind) {
    for (int i = 0; i < 3; ++i) {
      if (i != leaves) expected.push_back(std::to_string(kind) + std::to_string(i));
    }
  }
  CHECK(log == expected);
}

TEST_CASE("equal runs have equal digests, and a timer moved by a microsecond another") {
  auto digest_of = [](Duration delay) {
    VirtualExecutor executor(start);
    Log log;
    Scope scope(executor);
    scope.spawn(note_after(executor, delay, log, "x"));
    executor.run();
    return std::pair(executor.steps(), executor.digest());
  };
  CHECK(digest_of(5s) == digest_of(5s));
  CHECK(digest_of(5s).first == digest_of(5s + 1us).first);
  CHECK(digest_of(5s).second != digest_of(5s + 1us).second);
}

TEST_CASE("a job injected from another thread runs in the executor's own thread", "[threads]") {
  VirtualExecutor executor(start);
  std::thread::id ran_on;
  std::thread([&] { executor.inject([&] { ran_on = std::this_thread::get_id(); }); }).join();
  executor.run();
  CHECK(ran_on == std::this_thread::get_id());
}

TEST_CASE("injected jobs run in the order in which they came") {
  VirtualExecutor executor(start);
  Log log;
  for (const char* name : {"first", "second", "third"}) {
    executor.inject([&log, name] { log.push_back(name); });
  }
  executor.run();
  CHECK(log == Log{"first", "second", "third"});
}

TEST_CASE("virtual time waits for what is under way on a socket", "[threads]") {
  VirtualExecutor executor(start);
  Log log;
  Scope scope(executor);
  scope.spawn(note_after(executor, 1us, log, "timer"));
  scope.spawn(note_when_quiet(executor, log, "next leg"));
  executor.request_left();
  std::thread outside([&] {
    std::this_thread::sleep_for(20ms);
    executor.inject([&] {
      executor.answer_came();
      log.push_back("answer");
    });
  });
  executor.run();
  outside.join();
  CHECK(log == Log{"answer", "next leg", "timer"});
}

TEST_CASE("virtual time moves while the answering side has the request") {
  VirtualExecutor executor(start);
  Log log;
  Scope scope(executor);
  scope.spawn(note_after(executor, 5h, log, "handled"));
  executor.request_left();
  executor.request_came();
  executor.run();
  CHECK(log == Log{"handled"});
}

TEST_CASE("an answer to a stranger's request holds nothing up") {
  VirtualExecutor executor(start);
  Log log;
  Scope scope(executor);
  scope.spawn(note_after(executor, 1s, log, "timer"));
  executor.request_came();
  executor.answer_left();  // nobody will tell of its arrival
  executor.run();
  CHECK(log == Log{"timer"});
}
