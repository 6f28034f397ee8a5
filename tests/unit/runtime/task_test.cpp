#include "core/runtime/task.hpp"

#include <memory>
#include <stdexcept>
#include <string>

#include "core/runtime/pending.hpp"
#include "core/runtime/scope.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "core/runtime/waiting.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;

namespace {

Task<int> answer() { co_return 42; }
Task<int> answer_after(Executor& executor, Duration delay) {
  co_await sleep_for(executor, delay);
  co_return 42;
}
Task<int> throw_after(Executor& executor, Duration delay) {
  co_await sleep_for(executor, delay);
  throw std::runtime_error("broken");
}
Task<int> throw_at_once() {
  throw std::runtime_error("broken at once");
  co_return 0;
}
Task<std::unique_ptr<int>> make(int value) { co_return std::make_unique<int>(value); }

Task<int> add(Task<int> left, Task<int> right) {
  int a = co_await left;
  int b = co_await right;
  co_return a + b;
}
Task<std::string> reason(Task<int> task) {
  try {
    int value = co_await task;
    co_return std::to_string(value);
  } catch (const std::runtime_error& error) {
    co_return error.what();
  }
}
Task<> raise(bool& flag) {
  flag = true;
  co_return;
}
// As deep as the stack would never bear if each level cost a frame of it.
Task<int> dive(Executor& executor, int depth) {
  if (depth == 0) {
    co_await hop(executor);
    co_return 0;
  }
  int below = co_await dive(executor, depth - 1);
  co_return below + 1;
}
Task<int> count_to(int end) {
  int sum = 0;
  for (int i = 0; i < end; ++i) {
    int one = co_await answer();
    sum += one / 42;
  }
  co_return sum;
}

struct Bench {
  template <class T>
  T run(Task<T> task) {
    return Pending<T>(executor, std::move(task)).get();
  }
  VirtualExecutor executor{TimePoint{}};
};

}  // namespace

TEST_CASE("a task does nothing until it is awaited or spawned") {
  Bench bench;
  bool ran = false;
  Task<> task = raise(ran);
  bench.executor.run();
  CHECK_FALSE(ran);
  bench.run(std::move(task));
  CHECK(ran);
}

TEST_CASE("awaiting a task gives its value, whether or not it had to wait") {
  Bench bench;
  CHECK(bench.run(add(answer(), answer_after(bench.executor, 1s))) == 84);
  CHECK(bench.executor.now() == TimePoint{} + 1s);
}

TEST_CASE("a value that can only be moved comes out of a task") {
  Bench bench;
  CHECK(*bench.run(make(7)) == 7);
}

TEST_CASE("an exception reaches whoever awaits the task, at once or later") {
  Bench bench;
  CHECK(bench.run(reason(throw_at_once())) == "broken at once");
  CHECK(bench.run(reason(throw_after(bench.executor, 1s))) == "broken");
  CHECK(bench.run(reason(answer())) == "42");
}

TEST_CASE("an exception reaches whoever blocks for the task") {
  Bench bench;
  CHECK_THROWS_WITH(bench.run(throw_after(bench.executor, 1s)), "broken");
}

TEST_CASE("the way back from a deep chain of tasks does not use up the stack") {
  Bench bench;
  CHECK(bench.run(dive(bench.executor, 2'000)) == 2'000);
}

TEST_CASE("a loop over tasks that never wait does not use up the stack") {
  Bench bench;
  CHECK(bench.run(count_to(300'000)) == 300'000);
}

TEST_CASE("destroying a task cancels what it waits for") {
  Bench bench;
  {
    Scope scope(bench.executor);
    bool finished = false;
    scope.spawn([](Executor& executor, bool& done) -> Task<> {
      int value = co_await answer_after(executor, 1h);
      done = value == 42;
    }(bench.executor, finished));
    REQUIRE(bench.executor.run_one());
  }
  CHECK_FALSE(bench.executor.run_one());
}
