#include "core/runtime/side_by_side.hpp"

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/runtime/virtual_executor.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;

namespace {

const TimePoint start{};
constexpr std::size_t thrower = 100;

struct Bench {
  // Begins each at some time and takes as many seconds as it is told.
  Task<> run(std::vector<std::size_t> times, std::size_t at_once) {
    durations = std::move(times);
    SideBySide::Work work = [this](std::size_t i) { return one(*this, i); };
    co_await SideBySide::run(executor, durations.size(), at_once, std::move(work));
    ended = executor.now() - start;
  }
  Task<> run_and_catch(std::vector<std::size_t> times, std::size_t at_once) {
    try {
      co_await run(std::move(times), at_once);
    } catch (const std::runtime_error& error) {
      thrown = error.what();
      ended = executor.now() - start;
    }
  }
  static Task<> one(Bench& bench, std::size_t i) {
    bench.begun.emplace_back(i, bench.executor.now() - start);
    ++bench.under_way;
    struct End {
      int& count;
      ~End() { --count; }
    } end{bench.under_way};
    const std::size_t seconds = bench.durations[i];
    if (seconds == 0) co_return;
    co_await sleep_for(bench.executor, std::chrono::seconds(seconds % thrower));
    if (seconds >= thrower) throw std::runtime_error("broken");
  }

  VirtualExecutor executor{start};
  std::vector<std::size_t> durations;
  std::vector<std::pair<std::size_t, Duration>> begun;
  int under_way = 0;
  std::optional<Duration> ended;
  std::string thrown;
};
using Begun = std::vector<std::pair<std::size_t, Duration>>;

}  // namespace

TEST_CASE("pieces of work begin in their order, so many at once") {
  struct Case {
    std::vector<std::size_t> durations;
    std::size_t at_once;
    Begun begun;
    Duration ended;
  };
  const auto c = GENERATE(values<Case>({
      {{}, 3, {}, 0s},
      {{5}, 3, {{0, 0s}}, 5s},
      {{1, 2, 3}, 3, {{0, 0s}, {1, 0s}, {2, 0s}}, 3s},
      {{3, 1, 1, 1}, 2, {{0, 0s}, {1, 0s}, {2, 1s}, {3, 2s}}, 3s},
      {{1, 1, 1}, 1, {{0, 0s}, {1, 1s}, {2, 2s}}, 3s},
      {{1, 1}, 0, {{0, 0s}, {1, 1s}}, 2s},  // none at once would be never
      {{0, 0, 2, 0}, 2, {{0, 0s}, {1, 0s}, {2, 0s}, {3, 0s}}, 2s},
  }));
  Bench bench;
  Scope scope(bench.executor);
  scope.spawn(bench.run(c.durations, c.at_once));
  bench.executor.run();
  CHECK(bench.begun == c.begun);
  CHECK(bench.ended == c.ended);
}

TEST_CASE("a piece of work that throws ends all of it then, and drops what is under way") {
  Bench bench;
  Scope scope(bench.executor);
  scope.spawn(bench.run_and_catch({50, thrower + 2, 50, 1}, 3));
  bench.executor.run();
  CHECK(bench.thrown == "broken");
  CHECK(bench.ended == Duration(2s));
  CHECK(bench.under_way == 0);
  CHECK(bench.begun.size() == 3);
}

TEST_CASE("dropping all of it drops what is under way, and what has not begun never does") {
  Bench bench;
  {
    Scope scope(bench.executor);
    scope.spawn(bench.run({5, 5, 5, 5, 5}, 2));
    for (int i = 0; i < 5; ++i) bench.executor.run_one();
    CHECK(bench.under_way == 2);
  }
  CHECK(bench.under_way == 0);
  CHECK(bench.begun.size() <= 4);
  CHECK_FALSE(bench.executor.run_one());
}

TEST_CASE("ten thousand pieces of work that never wait need no stack for it") {
  Bench bench;
  Scope scope(bench.executor);
  scope.spawn(bench.run(std::vector<std::size_t>(10'000, 0), 5));
  bench.executor.run();
  CHECK(bench.begun.size() == 10'000);
  CHECK(bench.ended == Duration(0s));
}
