#include "core/client/follow.hpp"

#include "tests/support/client_bench.hpp"
#include "tests/support/sandbox_bench.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;
using understudy::test::ClientBench;

namespace {

const MessageSid sid = *MessageSid::parse(test::sid);

Response shown(const std::string& status) { return Response(200, "application/json", test::message_json(status)); }

StatusUpdate webhook(MessageStatus status, const MessageSid& message = sid) {
  return StatusUpdate{message, status, {}, {}, {}, {}, {}, {}, {}};
}

struct Waited {
  std::optional<Result<Message>> result;
  TimePoint at;
};

struct Bench : ClientBench {
  Waited& begin_wait(WaitOptions options = {}) {
    waited.push_back(std::make_unique<Waited>());
    scope->spawn(wait_for(*this, options, *waited.back()));
    return *waited.back();
  }
  void hear(Duration after, StatusUpdate update) { scope->spawn(tell(*this, after, std::move(update))); }
  std::vector<Duration> times_asked() const {
    std::vector<Duration> times;
    for (const auto& asked : transport.asked) times.push_back(asked.at - start);
    return times;
  }

  Client at_work{client()};
  std::vector<std::unique_ptr<Waited>> waited;
  std::unique_ptr<Scope> scope = std::make_unique<Scope>(executor);

 private:
  static Task<> wait_for(Bench& bench, WaitOptions options, Waited& waited) {
    auto result = co_await bench.at_work.wait_until_final(sid, options);
    waited.at = bench.executor.now();
    waited.result = std::move(result);
  }
  static Task<> tell(Bench& bench, Duration after, StatusUpdate update) {
    co_await sleep_for(bench.executor, after);
    bench.at_work.hear(update);
  }
};

}  // namespace

TEST_CASE("the service is asked at a pace that slows down, until the message has come to its end") {
  Bench bench;
  for (int i = 0; i < 7; ++i) bench.transport.answer(shown("sent"));
  bench.transport.answer(shown("delivered"));
  auto& waited = bench.begin_wait();

  bench.wait(5min);

  REQUIRE(waited.result);
  CHECK((*waited.result)->status == MessageStatus::delivered);
  CHECK(bench.times_asked() == std::vector<Duration>{0s, 1s, 3s, 7s, 15s, 31s, 61s, 91s});
}

TEST_CASE("a message that has ended already costs one request and no time") {
  const std::string status = GENERATE("delivered", "undelivered", "failed", "canceled", "received", "read");
  Bench bench;
  bench.transport.answer(shown(status));
  auto& waited = bench.begin_wait();

  bench.wait(1ms);

  REQUIRE(waited.result);
  CHECK(to_string((*waited.result)->status) == status);
  CHECK(bench.transport.asked.size() == 1);
}

TEST_CASE("a webhook ends the wait at once, one that says nothing final does not") {
  Bench bench;
  bench.transport.answer(shown("sent"));
  bench.transport.answer(shown("delivered"));
  auto& waited = bench.begin_wait({.first_poll = 1min});
  bench.hear(5s, webhook(MessageStatus::sent));
  bench.hear(6s, webhook(MessageStatus::delivered, *MessageSid::parse("SM" + std::string(32, '0'))));
  bench.hear(7s, webhook(MessageStatus::delivered));

  bench.wait(5min);

  REQUIRE(waited.result);
  CHECK(*waited.result);
  CHECK(waited.at - bench.start == 7s);
  CHECK(bench.times_asked() == std::vector<Duration>{0s, 7s});
}

TEST_CASE("a webhook that comes while the service is asked is not lost on any of those who wait") {
  Bench bench;
  bench.transport.answer(shown("sent"), 3s);  // of the one that asks when the webhook comes
  bench.transport.answer(shown("sent"), 1s);  // of the other
  bench.transport.answer_always(shown("delivered"));
  auto& slow = bench.begin_wait({.first_poll = std::nullopt});
  auto& quick = bench.begin_wait({.first_poll = std::nullopt});
  bench.hear(2s, webhook(MessageStatus::delivered));

  bench.wait(1min);

  REQUIRE(quick.result);
  CHECK(quick.at - bench.start == 2s);
  REQUIRE(slow.result);
  CHECK(slow.at - bench.start == 3s);
}

TEST_CASE("a webhook that is ahead of what the service shows has it asked until it shows it") {
  const std::optional<Duration> poll = GENERATE(std::optional<Duration>(), std::optional<Duration>(1h));
  Bench bench;
  bench.transport.answer(shown("sent"));
  bench.transport.answer(shown("sent"));
  bench.transport.answer(shown("sent"));
  bench.transport.answer_always(shown("delivered"));
  auto& waited = bench.begin_wait({.first_poll = poll});
  bench.hear(10s, webhook(MessageStatus::delivered));

  bench.wait(20min);

  REQUIRE(waited.result);
  CHECK((*waited.result).has_value());
  if (!poll) CHECK(bench.times_asked() == std::vector<Duration>{0s, 10s, 11s, 13s});
}

TEST_CASE("patience ends with the status that the message has by then") {
  const std::optional<Duration> poll = GENERATE(std::optional<Duration>(), std::optional<Duration>(7s));
  Bench bench;
  bench.transport.answer_always(shown("sent"));
  auto& waited = bench.begin_wait({.patience = 10s, .first_poll = poll});

  bench.wait(1min);

  REQUIRE(waited.result);
  REQUIRE_FALSE(*waited.result);
  CHECK(waited.result->error().code == ErrorCode::timeout);
  CHECK(waited.result->error().message ==
        "the message is sent after 10s, and may stay so where carriers send no receipts");
  CHECK(waited.at - bench.start == 10s);
  CHECK(bench.times_asked().back() == 10s);
  CHECK(bench.transport.asked.size() == (poll ? 3 : 2));
}

TEST_CASE("a stop ends the wait, also one whose request has to be repeated") {
  Bench bench;
  Stop stop(bench.executor);
  const bool failing = GENERATE(false, true);
  Response busy = test::refused(503, 20503);
  busy.headers.add("Retry-After", "60");
  bench.transport.answer_always(failing ? busy : shown("sent"));
  auto& waited = bench.begin_wait({.first_poll = 1h, .longest_poll = 1h, .stop = &stop});
  const auto request_stop = [](ClientBench& b, Stop& s) -> Task<> {
    co_await sleep_for(b.executor, 4s);
    s.request();
  };
  bench.scope->spawn(request_stop(bench, stop));

  bench.wait(5min);

  REQUIRE(waited.result);
  REQUIRE_FALSE(*waited.result);
  CHECK(waited.result->error().code == ErrorCode::cancelled);
  CHECK(waited.at - bench.start == 4s);
}

TEST_CASE("a message that is not there ends the wait") {
  Bench bench;
  bench.transport.answer(test::refused(404, 20404));
  auto& waited = bench.begin_wait();
  bench.wait(1ms);
  REQUIRE(waited.result);
  CHECK(waited.result->error().code == ErrorCode::not_found);
}

TEST_CASE("waits that are dropped leave nothing behind") {
  Bench bench;
  bench.transport.answer_always(shown("sent"));
  for (int i = 0; i < 3; ++i) bench.begin_wait();
  bench.wait(10s);
  bench.scope.reset();
  bench.at_work.hear(webhook(MessageStatus::delivered));  // nobody waits any more
  CHECK_FALSE(bench.executor.run_one());
}

TEST_CASE("a message of the simulated service is followed to its delivery") {
  test::SandboxBench bench;
  Client client = bench.client();
  auto receipt = client.send(bench.hello()).get();
  REQUIRE(receipt);

  auto message = client.wait_until_final(receipt->message.sid).get();

  REQUIRE(message);
  CHECK(message->status == MessageStatus::delivered);
}
