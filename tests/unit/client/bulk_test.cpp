#include "core/client/bulk.hpp"

#include <algorithm>

#include "tests/support/sandbox_bench.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;
using understudy::test::Mishap;
using understudy::test::SandboxBench;

namespace {

// So many messages, each of its own sender.
std::vector<OutgoingMessage> greetings(const SandboxBench& bench, int count) {
  std::vector<OutgoingMessage> messages;
  for (int i = 0; i < count; ++i) {
    messages.push_back(bench.hello(std::to_string(i)));
    messages.back().from = "+1555010" + std::to_string(1000 + i);
  }
  return messages;
}

// What the service has of each send, against what its sender was told.
void check_nothing_unreported(SandboxBench& bench, const BulkReport& report) {
  const auto there = bench.all_messages();
  const auto sent = std::count_if(report.results.begin(), report.results.end(), [](auto& r) { return r.has_value(); });
  CHECK(static_cast<int>(there.size()) >= sent);
  CHECK(static_cast<int>(there.size()) <= sent + report.totals.in_doubt);
  CHECK(report.totals.ended() == static_cast<int>(report.results.size()));
}

Task<> request_stop(Executor& executor, Stop& stop, Duration after) {
  co_await sleep_for(executor, after);
  stop.request();
}

}  // namespace

TEST_CASE("each kind of end has its place in a bulk's totals") {
  struct Case {
    ErrorCode code;
    int BulkTotals::*counted;
  };
  const auto c = GENERATE(values<Case>({
      {ErrorCode::configuration, &BulkTotals::rejected},
      {ErrorCode::not_configured, &BulkTotals::rejected},
      {ErrorCode::unauthorized, &BulkTotals::rejected},
      {ErrorCode::rejected, &BulkTotals::rejected},
      {ErrorCode::invalid_recipient, &BulkTotals::rejected},
      {ErrorCode::too_long, &BulkTotals::rejected},
      {ErrorCode::opted_out, &BulkTotals::opted_out},
      {ErrorCode::rate_limited, &BulkTotals::rate_limited},
      {ErrorCode::sender_rate_limited, &BulkTotals::rate_limited},
      {ErrorCode::queue_full, &BulkTotals::rate_limited},
      {ErrorCode::withheld, &BulkTotals::withheld},
      {ErrorCode::deferred, &BulkTotals::deferred},
      {ErrorCode::cancelled, &BulkTotals::cancelled},
      {ErrorCode::timeout, &BulkTotals::failed},
      {ErrorCode::connection_failed, &BulkTotals::failed},
      {ErrorCode::server, &BulkTotals::failed},
      {ErrorCode::bad_response, &BulkTotals::failed},
      {ErrorCode::circuit_open, &BulkTotals::failed},
  }));
  const bool in_doubt = GENERATE(false, true);
  CAPTURE(to_string(c.code));
  Error error(c.code, "");
  error.in_doubt = in_doubt;
  BulkTotals totals;

  totals.add(tl::unexpected(error));

  BulkTotals expected;
  expected.*c.counted = 1;
  expected.in_doubt = in_doubt ? 1 : 0;
  CHECK(totals == expected);
  CHECK(totals.ended() == 1);
}

TEST_CASE("a bulk's results stand in the order of its messages, whatever became of them") {
  SandboxBench bench;
  auto messages = greetings(bench, 5);
  messages[1].to = "banana";
  messages[3].to = "";
  bench.network.meddle("POST", {.arrives = true, .instead = Response(500), .after = 3s});

  auto report = bench.client().send_bulk(messages).get();

  REQUIRE(report.results.size() == 5);
  CHECK(report.results[0]->reconciled);
  for (std::size_t i : {0u, 2u, 4u}) CHECK(report.results[i]->message.body == std::to_string(i));
  CHECK(report.results[1].error().provider_code == 21211);
  CHECK(report.results[3].error().provider_code == 21604);
  CHECK(report.totals == BulkTotals{.sent = 3, .rejected = 2});
}

TEST_CASE("a bulk has no more under way than it may, and no fewer") {
  SandboxBench bench;
  bench.config.limits.account = {.per_second = 1000, .burst = 1000};
  bench.network.always_meddle("POST", {.arrives = false, .instead = Response(400), .after = 1s});
  const std::size_t at_once = GENERATE(0u, 1u, 3u, 100u);

  auto report = bench.client().send_bulk(greetings(bench, 7), {.at_once = at_once}).get();

  std::vector<TimePoint> expected;
  const std::size_t together = std::max<std::size_t>(at_once, 1);
  for (std::size_t i = 0; i < 7; ++i) expected.push_back(bench.start + std::chrono::seconds(i / together));
  CHECK(bench.network.times_of("POST") == expected);
  CHECK(report.totals.rejected == 7);
}

TEST_CASE("an empty bulk ends at once") {
  SandboxBench bench;
  auto report = bench.client().send_bulk({}).get();
  CHECK(report.results.empty());
  CHECK(report.totals == BulkTotals{});
}

TEST_CASE("progress is told after each message") {
  SandboxBench bench;
  std::vector<int> told;
  BulkOptions options;
  options.progress = [&](const BulkTotals& so_far, std::size_t all) {
    CHECK(all == 4);
    told.push_back(so_far.ended());
  };

  (void)bench.client().send_bulk(greetings(bench, 4), options).get();

  CHECK(told == std::vector{1, 2, 3, 4});
}

TEST_CASE("a bulk that is stopped half-way reports all, with nothing in doubt that is not said to be") {
  SandboxBench bench;
  bench.network.meddle("POST", {.arrives = true, .instead = Response(500), .after = 1s});
  bench.network.meddle("POST", {.arrives = true, .instead = Response(500), .after = 4s});
  Client client = bench.client();
  Stop stop(bench.executor());
  auto messages = greetings(bench, 3);  // three of them under way, seven of one sender that goes once a second
  for (int i = 0; i < 7; ++i) messages.push_back(bench.hello("more " + std::to_string(i)));
  Scope scope(bench.executor());
  scope.spawn(request_stop(bench.executor(), stop, 2s + 500ms));

  auto report = client.send_bulk(messages, {.at_once = 5, .stop = &stop}).get();

  CHECK(report.totals == BulkTotals{.sent = 5, .failed = 1, .cancelled = 4, .in_doubt = 1});
  CHECK(report.results[0]->reconciled);
  CHECK(report.results[1].error().in_doubt);
  CHECK(report.results.back().error().code == ErrorCode::cancelled);
  CHECK(report.results.back().error().attempts == 0);
  check_nothing_unreported(bench, report);
  CHECK(bench.elapsed() == 4s);
}

TEST_CASE("a bulk that is stopped before it begins sends nothing") {
  SandboxBench bench;
  Stop stop(bench.executor());
  stop.request();

  auto report = bench.client().send_bulk(greetings(bench, 3), {.stop = &stop}).get();

  CHECK(report.totals == BulkTotals{.cancelled = 3});
  CHECK(bench.network.asked.empty());
}

TEST_CASE("a bulk's deadline is for all of it") {
  SandboxBench bench;
  std::vector<OutgoingMessage> messages;
  for (int i = 0; i < 6; ++i) messages.push_back(bench.hello(std::to_string(i)));  // one a second

  auto report = bench.client().send_bulk(messages, {.at_once = 2, .deadline = 2s + 500ms}).get();

  CHECK(report.totals == BulkTotals{.sent = 3, .failed = 3});
  for (std::size_t i : {3u, 4u, 5u}) CHECK(report.results[i].error().code == ErrorCode::timeout);
  CHECK(bench.elapsed() == 2s + 500ms);
  check_nothing_unreported(bench, report);
}

TEST_CASE("a bulk that is dropped leaves nobody under way") {
  SandboxBench bench;
  bench.network.always_meddle("POST", {.arrives = false, .instead = Response(500), .after = 1h});
  Client client = bench.client();
  const auto run = [](Client& c, std::vector<OutgoingMessage> messages) -> Task<> {
    auto report = co_await c.send_bulk(std::move(messages));
    FAIL("it was dropped");
  };
  {
    Scope scope(bench.executor());
    scope.spawn(run(client, greetings(bench, 3)));
    bench.sandbox.advance(1s);
  }
  CHECK(bench.watcher->sends.size() == 3);
  bench.network.stop_meddling();
  CHECK(client.send(bench.hello()).get());
}

TEST_CASE("the status of many messages is asked for ten at a time, and answered in their order") {
  SandboxBench bench;
  bench.config.limits.sender = {.per_second = 100, .burst = 100};
  Client client = bench.client();
  std::vector<MessageSid> sids;
  for (int i = 0; i < 12; ++i) sids.push_back(client.send(bench.hello(std::to_string(i))).get()->message.sid);
  sids.insert(sids.begin() + 5, *MessageSid::parse("SM00000000000000000000000000000000"));

  auto messages = client.status_of(sids).get();

  REQUIRE(messages.size() == 13);
  CHECK(messages[5].error().code == ErrorCode::not_found);
  for (std::size_t i = 0; i < messages.size(); ++i) {
    if (i != 5) CHECK(messages[i]->sid == sids[i]);
  }
}
