#include "core/client/client.hpp"

#include "core/http/form.hpp"
#include "core/runtime/scope.hpp"
#include "core/text/base64.hpp"
#include "tests/support/client_bench.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;
using understudy::test::account;
using understudy::test::created;
using understudy::test::message_json;
using understudy::test::refused;
using understudy::test::sid;
using understudy::test::token;
using Bench = understudy::test::ClientBench;

TEST_CASE("a send posts the form with Basic auth and answers with the message") {
  Bench bench;
  bench.transport.answer(created());
  OutgoingMessage message = bench.hello();
  message.body = "1 + 1 = 2 & more";
  message.status_callback = "https://example.com/status";
  message.media_urls = {"https://example.com/a.png", "https://example.com/b.png"};

  auto receipt = bench.client().send(message).get();

  REQUIRE(receipt);
  CHECK(receipt->message.sid.text() == sid);
  CHECK(receipt->message.status == MessageStatus::queued);
  CHECK(receipt->attempts == 1);
  REQUIRE(bench.transport.asked.size() == 1);
  const Request& request = bench.transport.asked[0].request;
  CHECK(request.method == "POST");
  CHECK(request.url == "https://api.twilio.com/2010-04-01/Accounts/" + account + "/Messages.json");
  CHECK(request.headers.get("Authorization") == "Basic " + base64_encode(account + ":" + token));
  CHECK(decode_form(request.body) == Form{{"To", "+15550100099"},
                                          {"From", "+15550100001"},
                                          {"Body", "1 + 1 = 2 & more"},
                                          {"MediaUrl", "https://example.com/a.png"},
                                          {"MediaUrl", "https://example.com/b.png"},
                                          {"StatusCallback", "https://example.com/status"}});
}

TEST_CASE("an API key authenticates with its own name and secret, for the account in the path") {
  Bench bench;
  bench.config.credentials.user_name = "SK0123456789abcdef0123456789abcdef";
  bench.config.credentials.password = Secret("keysecret");
  bench.transport.answer(created());

  REQUIRE(bench.client().send(bench.hello()).get());

  CHECK(bench.transport.asked[0].request.headers.get("Authorization") ==
        "Basic " + base64_encode("SK0123456789abcdef0123456789abcdef:keysecret"));
  CHECK(bench.transport.asked[0].request.url.find(account) != std::string::npos);
}

TEST_CASE("a fetch reads the message as the service has it") {
  Bench bench;
  bench.transport.answer(Response(200, "application/json", message_json("delivered")));

  auto message = bench.client().get(*MessageSid::parse(sid)).get();

  REQUIRE(message);
  CHECK(message->status == MessageStatus::delivered);
  CHECK(bench.transport.asked[0].request.method == "GET");
  CHECK(bench.transport.asked[0].request.url ==
        "https://api.twilio.com/2010-04-01/Accounts/" + account + "/Messages/" + sid + ".json");
}

TEST_CASE("a send survives an overloaded answer and says how many attempts it took") {
  Bench bench;
  bench.transport.answer(refused(503, 20503));
  bench.transport.answer(created());

  auto receipt = bench.client().send(bench.hello()).get();

  REQUIRE(receipt);
  CHECK(receipt->attempts == 2);
  CHECK(bench.transport.asked[0].request == bench.transport.asked[1].request);
}

TEST_CASE("a throttled send waits exactly as long as Retry-After asks") {
  Bench bench;
  Response busy = refused(429, 20429);
  std::string asked = GENERATE("7", "Thu, 01 Jan 2026 09:00:07 +0000");
  busy.headers.add("Retry-After", asked);
  bench.transport.answer(busy);
  bench.transport.answer(created());

  REQUIRE(bench.client().send(bench.hello()).get());

  CHECK(bench.elapsed() == 7s);
}

TEST_CASE("each kind of failure is repeated as often as its rule says, then reported") {
  struct Case {
    Result<Response> failure;
    std::size_t attempts;
    ErrorCode reported;
  };
  auto c = GENERATE(values<Case>({
      {refused(429, 20429), 5, ErrorCode::rate_limited},
      {refused(503, 20503), 3, ErrorCode::server},
      {refused(500, 20500), 3, ErrorCode::server},
      {failure(ErrorCode::connection_failed, "refused"), 3, ErrorCode::connection_failed},
      {failure(ErrorCode::unknown_host, "no such host"), 3, ErrorCode::unknown_host},
      {failure(ErrorCode::tls_failed, "expired"), 3, ErrorCode::tls_failed},
      {failure(ErrorCode::connection_lost, "reset"), 3, ErrorCode::connection_lost},
      {refused(400, 21211), 1, ErrorCode::invalid_recipient},
      {refused(401, 20003), 1, ErrorCode::unauthorized},
      {refused(404, 20404), 1, ErrorCode::not_found},
      {failure(ErrorCode::unmatched, "not on the cassette"), 1, ErrorCode::unmatched},
  }));
  Bench bench;
  bench.config.on_ambiguous = OnAmbiguous::retry;
  bench.transport.answer_always(c.failure);

  auto receipt = bench.client().send(bench.hello()).get();

  REQUIRE_FALSE(receipt);
  CHECK(receipt.error().code == c.reported);
  CHECK(receipt.error().attempts == static_cast<int>(c.attempts));
  CHECK(bench.transport.asked.size() == c.attempts);
}

TEST_CASE("a silent service costs three time limits and two fixed waits") {
  Bench bench;
  bench.config.on_ambiguous = OnAmbiguous::retry;
  bench.transport.fall_silent();

  auto receipt = bench.client().send(bench.hello()).get();

  REQUIRE_FALSE(receipt);
  CHECK(receipt.error().code == ErrorCode::timeout);
  CHECK(receipt.error().in_doubt);
  CHECK(bench.elapsed() == 3 * 15s + 2 * 1s);
}

TEST_CASE("a refusal carries Twilio's code, its text, the HTTP status and the request's id") {
  Bench bench;
  Response refusal = refused(400, 21211, "The 'To' number abc is not a valid phone number.");
  refusal.headers.add("Twilio-Request-Id", "RQ0123456789abcdef0123456789abcdef");
  bench.transport.answer(refusal);

  auto receipt = bench.client().send(bench.hello()).get();

  REQUIRE_FALSE(receipt);
  CHECK(receipt.error().provider_code == 21211);
  CHECK(receipt.error().http_status == 400);
  CHECK(receipt.error().request_id == "RQ0123456789abcdef0123456789abcdef");
  CHECK(receipt.error().message == "HTTP 400, code 21211: The 'To' number abc is not a valid phone number.");
}

TEST_CASE("an answer that is not a message is a bad response, not a crash") {
  Bench bench;
  auto body = GENERATE(as<std::string>{}, "", "<html>", "[]", "{}", R"({"sid":5})");
  bench.transport.answer(Response(201, "application/json", body));

  auto receipt = bench.client().send(bench.hello()).get();

  REQUIRE_FALSE(receipt);
  CHECK(receipt.error().code == ErrorCode::bad_response);
}

TEST_CASE("messages of one sender go out one a second") {
  Bench bench;
  bench.transport.answer_always(created());
  Client client = bench.client();

  for (int i = 0; i < 4; ++i) REQUIRE(client.send(bench.hello()).get());

  CHECK(bench.elapsed() == 3s);
}

TEST_CASE("messages of many senders go out thirty at once, then ten a second") {
  Bench bench;
  bench.transport.answer_always(created());
  Client client = bench.client();

  for (int i = 0; i < 40; ++i) REQUIRE(client.send(bench.hello("+1555010" + std::to_string(1000 + i))).get());

  CHECK(bench.elapsed() == 1s);
}

TEST_CASE("after five failures in a row nothing is sent for thirty seconds") {
  Bench bench;
  bench.config.limits.sender = {.per_second = 1000, .burst = 1000};
  bench.config.retry.connection.attempts_max = 1;
  bench.transport.answer_always(failure(ErrorCode::connection_failed, "refused"));
  Client client = bench.client();
  for (int i = 0; i < 5; ++i) REQUIRE_FALSE(client.send(bench.hello()).get());

  auto held_back = client.send(bench.hello()).get();

  REQUIRE_FALSE(held_back);
  CHECK(held_back.error().code == ErrorCode::circuit_open);
  CHECK(held_back.error().attempts == 0);
  CHECK(held_back.error().retry_after == Duration(30s));
  CHECK(bench.transport.asked.size() == 5);

  SECTION("and two good probes close the circuit again") {
    bench.transport.answer_always(created());
    auto wait = [](Executor& executor) -> Task<int> {
      co_await sleep_for(executor, 30s);
      co_return 0;
    };
    (void)Pending<int>(bench.executor, wait(bench.executor)).get();
    for (int i = 0; i < 8; ++i) CHECK(client.send(bench.hello()).get());
  }
}

TEST_CASE("refusals do not open the circuit") {
  Bench bench;
  bench.config.limits.sender = {.per_second = 1000, .burst = 1000};
  bench.transport.answer_always(refused(400, 21211));
  Client client = bench.client();

  for (int i = 0; i < 10; ++i) CHECK(client.send(bench.hello()).get().error().code == ErrorCode::invalid_recipient);
}

TEST_CASE("a cancelled send leaves nothing behind") {
  Bench bench;
  bench.transport.fall_silent();
  Client client = bench.client();
  auto send = [](Client& c, OutgoingMessage message) -> Task<> {
    auto receipt = co_await c.send(std::move(message));
    CHECK_FALSE(receipt);
  };
  {
    Scope scope(bench.executor);
    scope.spawn(send(client, bench.hello()));
    bench.executor.run_one();
    REQUIRE(bench.transport.asked.size() == 1);
  }
  CHECK_FALSE(bench.executor.run_one());
}

TEST_CASE("a client that cannot work says why and sends nothing") {
  Bench bench;
  std::string expected;
  SECTION("no account") {
    bench.config.credentials.account_sid = "";
    expected = "account SID";
  }
  SECTION("no password") {
    bench.config.credentials.password = Secret();
    expected = "no credentials";
  }
  SECTION("a base URL that is none") {
    bench.config.base_url = "api.twilio.com";
    expected = "base URL";
  }
  SECTION("credentials in the clear") {
    bench.config.base_url = "http://api.twilio.com";
    expected = "unencrypted";
  }
  SECTION("no rate at all") {
    bench.config.limits.sender.per_second = 0;
    expected = "rate limit";
  }
  SECTION("a breaker that counts nothing") {
    bench.config.breaker.failures_to_open = 0;
    expected = "circuit breaker";
  }
  SECTION("a retry in the past") {
    bench.config.retry.timeout.base = -1s;
    expected = "a retry should wait";
  }
  SECTION("no time for a request") {
    bench.config.timeout = 0s;
    expected = "time limit";
  }
  auto receipt = bench.client().send(bench.hello()).get();

  REQUIRE_FALSE(receipt);
  CHECK(receipt.error().code == ErrorCode::configuration);
  CHECK_THAT(receipt.error().message, Catch::Contains(expected));
  CHECK(bench.transport.asked.empty());
}

TEST_CASE("one seed, one sequence of waits; another seed, another") {
  auto time_of_failure = [](std::uint64_t seed) {
    Bench bench;
    bench.config.seed = seed;
    bench.transport.answer_always(refused(503, 20503));
    (void)bench.client().send(bench.hello()).get();
    return bench.elapsed();
  };
  CHECK(time_of_failure(1) == time_of_failure(1));
  CHECK(time_of_failure(1) != time_of_failure(2));
}
