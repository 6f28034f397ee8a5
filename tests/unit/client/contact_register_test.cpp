#include "core/client/contact_register.hpp"

#include <functional>
#include <stdexcept>

#include "core/runtime/scope.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "core/runtime/waiting.hpp"

#include <catch2/catch.hpp>

namespace understudy {
namespace {

using namespace std::chrono_literals;

const TimePoint start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + 9h;
const PhoneNumber who = PhoneNumber::parse("+15551230099").value();

// Answers after a while, as it is told to.
struct Register : ContactRegister {
  explicit Register(Executor& e) : executor(e) {}
  Task<Result<bool>> is_listed(PhoneNumber number) override {
    ++asked;
    co_await sleep_for(executor, takes);
    if (throws) throw std::runtime_error("broken");
    if (number != who) co_return failure(ErrorCode::invalid_input, "another number");
    co_return answer;
  }

  Executor& executor;
  Result<bool> answer = true;
  Duration takes = 300ms;
  bool throws = false;
  int asked = 0;
};

struct Bench {
  VirtualExecutor executor{start};
  DoNotContact cache;
  Register contact_register{executor};

  void refresh() {
    Scope scope(executor);
    scope.spawn(understudy::refresh(cache, contact_register, who, executor, 2s));
    executor.run();
  }
};

TEST_CASE("the register's answer is written down with the time at which it came") {
  const bool listed = GENERATE(true, false);
  Bench bench;
  bench.contact_register.answer = listed;
  bench.refresh();
  CHECK(bench.cache.known(who.text(), start + 24h + 300ms - 1us) == listed);
  CHECK(bench.cache.known(who.text(), start + 24h + 300ms) == std::nullopt);
}

TEST_CASE("what is known is not asked again") {
  Bench bench;
  bench.refresh();
  bench.refresh();
  CHECK(bench.contact_register.asked == 1);
}

TEST_CASE("a register that refuses, breaks or takes more than two seconds is down, and left alone for a while") {
  const auto breakdown = GENERATE(
      as<std::function<void(Register&)>>{}, [](Register& r) { r.answer = failure(ErrorCode::server, "no"); },
      [](Register& r) { r.throws = true; }, [](Register& r) { r.takes = 2s + 1us; });
  Bench bench;
  breakdown(bench.contact_register);
  bench.refresh();
  const TimePoint failed = bench.executor.now();
  CHECK(failed <= start + 2s);
  CHECK(bench.cache.known(who.text(), failed) == std::nullopt);
  CHECK_FALSE(bench.cache.should_ask(who.text(), failed + 10min - 1us));
  CHECK(bench.cache.should_ask(who.text(), failed + 10min));
  bench.refresh();
  CHECK(bench.contact_register.asked == 1);
}

}  // namespace
}  // namespace understudy
