#include "core/client/message_list.hpp"

#include "core/http/form.hpp"
#include "core/http/url.hpp"
#include "tests/support/client_bench.hpp"
#include "tests/support/sandbox_bench.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;
using understudy::test::ClientBench;
using understudy::test::SandboxBench;

namespace {

Task<Result<std::optional<Message>>> next_of(MessageList& list) { co_return co_await list.next(); }

Result<std::optional<Message>> next(ClientBench& bench, MessageList& list) {
  return Pending<Result<std::optional<Message>>>(bench.executor, next_of(list)).get();
}

std::string two() { return test::message_json() + "," + test::message_json(); }

}  // namespace

TEST_CASE("a list asks for nothing until something is wanted, then for a page at a time") {
  ClientBench bench;
  bench.transport.answer(test::page_of(two(), "/2010-04-01/second"));
  bench.transport.answer(test::page_of("", "/2010-04-01/third"));  // may be empty, and not the last
  bench.transport.answer(test::page_of(test::message_json()));
  Client client = bench.client();
  MessageList list = client.list();
  CHECK(bench.transport.asked.empty());

  std::vector<std::size_t> requests;
  for (auto message = next(bench, list); message && *message; message = next(bench, list))
    requests.push_back(bench.transport.asked.size());

  CHECK(requests == std::vector<std::size_t>{1, 1, 3});
  CHECK(bench.transport.asked[1].request.url == "https://api.twilio.com/2010-04-01/second");
  CHECK(*next(bench, list) == std::nullopt);  // and so it stays
  CHECK(bench.transport.asked.size() == 3);
}

TEST_CASE("what a list is to hold stands in its query as Twilio reads it") {
  ClientBench bench;
  bench.transport.answer_always(test::page_of(""));
  const TimePoint noon = *parse_timestamp("2026-01-02T12:00:00.5Z");
  MessageFilter filter;
  Form query;
  SECTION("all") { query = {{"PageSize", "50"}}; }
  SECTION("by its ends") {
    filter = {.to = "+15550100099", .from = "+15550100001", .page_size = 7};
    query = {{"To", "+15550100099"}, {"From", "+15550100001"}, {"PageSize", "7"}};
  }
  SECTION("of a day") {
    filter.sent_on = noon;
    query = {{"DateSent", "2026-01-02"}, {"PageSize", "50"}};
  }
  SECTION("of a time") {
    filter.sent_after = noon;
    filter.sent_before = noon + 1h;
    query = {{"DateSent<", "2026-01-02T13:00:00Z"}, {"DateSent>", "2026-01-02T12:00:00Z"}, {"PageSize", "50"}};
  }
  Client client = bench.client();
  for (const auto& message : client.list(filter)) FAIL("it is empty: " << message.has_value());

  REQUIRE(bench.transport.asked.size() == 1);
  const std::string& url = bench.transport.asked[0].request.url;
  CHECK(path_of(url) == "/2010-04-01/Accounts/" + test::account + "/Messages.json");
  CHECK(decode_form(query_of(url)) == query);
  CHECK(query_of(url).find('>') == std::string::npos);
}

TEST_CASE("a list is walked through like any other range") {
  SandboxBench bench;
  bench.config.limits.sender = {.per_second = 100, .burst = 100};
  Client client = bench.client();
  for (int i = 0; i < 5; ++i) REQUIRE(client.send(bench.hello(std::to_string(i))).get());
  OutgoingMessage elsewhere = bench.hello("elsewhere");
  elsewhere.to = "+15550100098";
  REQUIRE(client.send(elsewhere).get());

  std::string bodies;
  for (const Result<Message>& message : client.list({.to = "+15550100099", .page_size = 2})) bodies += message->body;

  CHECK(bodies == "43210");
  CHECK(bench.gets() == 3);
}

TEST_CASE("an error is the last that comes of a list in ordinary code") {
  ClientBench bench;
  bench.transport.answer(test::page_of(two(), "/2010-04-01/second"));
  bench.transport.answer_always(test::refused(401, 20003));
  Client client = bench.client();
  std::vector<bool> good;
  for (const Result<Message>& message : client.list()) {
    good.push_back(message.has_value());
    if (!message) CHECK(message.error().code == ErrorCode::unauthorized);
  }
  CHECK(good == std::vector{true, true, false});
  CHECK(bench.transport.asked.size() == 2);
}

TEST_CASE("a page that could not be had can be asked for again") {
  ClientBench bench;
  bench.transport.answer(test::refused(401, 20003));
  bench.transport.answer(test::page_of(test::message_json()));
  Client client = bench.client();
  MessageList list = client.list();

  CHECK_FALSE(next(bench, list));
  auto message = next(bench, list);
  REQUIRE(message);
  CHECK(message->has_value());
  CHECK(bench.transport.asked[0].request.url == bench.transport.asked[1].request.url);
}
