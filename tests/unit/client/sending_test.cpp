// What may have been accepted is looked for before it is repeated.

#include <algorithm>
#include <functional>
#include <set>

#include "core/http/form.hpp"
#include "core/webhook/mark.hpp"
#include "tests/support/client_bench.hpp"
#include "tests/support/sandbox_bench.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;
using understudy::test::ClientBench;
using understudy::test::Mishap;
using understudy::test::SandboxBench;
using Answer = Result<Response>;

namespace {

Response overloaded(int status, const std::string& retry_after = "") {
  Response answer = test::refused(status, 20000 + status);
  if (!retry_after.empty()) answer.headers.add("Retry-After", retry_after);
  return answer;
}

const std::string service = "MGc0ffee00c0ffee00c0ffee00c0ffee00";

// Failures after which nobody knows.
const std::vector<Answer> ambiguous = {
    failure(ErrorCode::timeout, "silence"),
    failure(ErrorCode::connection_lost, "reset"),
    Response(500, "text/html", "oops"),
    Response(502),
    Response(504),
    Response(503),
    overloaded(500),
    Response(201, "application/json", R"({"sid":)"),
};

Task<> request_stop(Executor& executor, Stop& stop, Duration after) {
  co_await sleep_for(executor, after);
  stop.request();
}

bool has(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

TEST_CASE("a message that was accepted without an answer is found, and not sent again") {
  const auto met = GENERATE(from_range(ambiguous));
  SandboxBench bench;
  bench.network.meddle("POST", {.arrives = true, .instead = met});

  auto receipt = bench.client().send(bench.hello()).get();

  REQUIRE(receipt);
  CHECK(receipt->reconciled);
  CHECK(receipt->attempts == 1);
  CHECK(bench.posts() == 1);
  CHECK(bench.elapsed() == 0s);  // it is there at once
  const auto there = bench.all_messages();
  REQUIRE(there.size() == 1);
  CHECK(receipt->message.sid == there[0].sid);
}

TEST_CASE("a silent service has accepted the message all the same") {
  SandboxBench bench;
  bench.network.meddle("POST", {.arrives = true, .instead = Response(201), .after = 1h});

  auto receipt = bench.client().send(bench.hello()).get();

  REQUIRE(receipt);
  CHECK(receipt->reconciled);
  CHECK(bench.posts() == 1);
  CHECK(bench.elapsed() == 15s);
}

TEST_CASE("a message that was not accepted is sent once more, when all has settled") {
  const auto met = GENERATE(from_range(ambiguous.begin(), ambiguous.end() - 1));
  SandboxBench bench;
  bench.network.meddle("POST", {.arrives = false, .instead = met});

  auto receipt = bench.client().send(bench.hello()).get();

  REQUIRE(receipt);
  CHECK_FALSE(receipt->reconciled);
  CHECK(receipt->attempts == 2);
  const auto posts = bench.network.times_of("POST");
  REQUIRE(posts.size() == 2);
  CHECK(posts[1] - posts[0] >= bench.config.reconciliation.settle);
  CHECK(bench.network.times_of("GET") == std::vector{bench.start, bench.start + 10s});
  CHECK(bench.all_messages().size() == 1);
}

TEST_CASE("what shows itself only when all has settled is found all the same") {
  SandboxBench bench;
  bench.network.meddle("POST", {.arrives = true, .instead = failure(ErrorCode::connection_lost, "reset")});
  bench.network.meddle("GET", {.arrives = false, .instead = test::page_of("")});

  auto receipt = bench.client().send(bench.hello()).get();

  REQUIRE(receipt);
  CHECK(receipt->reconciled);
  CHECK(bench.posts() == 1);
  CHECK(bench.elapsed() == 10s);
}

TEST_CASE("what was not acted on for sure is repeated without a look") {
  const auto met = GENERATE(values<Answer>({
      failure(ErrorCode::connection_failed, "refused"),
      failure(ErrorCode::unknown_host, "no such host"),
      failure(ErrorCode::tls_failed, "expired"),
      overloaded(429),
      overloaded(503),
  }));
  SandboxBench bench;
  bench.network.meddle("POST", {.arrives = false, .instead = met});

  auto receipt = bench.client().send(bench.hello()).get();

  REQUIRE(receipt);
  CHECK(receipt->attempts == 2);
  CHECK_FALSE(receipt->reconciled);
  CHECK(bench.gets() == 0);
  CHECK(bench.all_messages().size() == 1);
}

TEST_CASE("an acceptance that cannot be read is never repeated, even when the message is nowhere to be seen") {
  const auto choice = GENERATE(OnAmbiguous::reconcile, OnAmbiguous::retry, OnAmbiguous::report);
  SandboxBench bench;
  bench.config.on_ambiguous = choice;
  bench.network.always_meddle("POST", {.arrives = false, .instead = Response(201, "application/json", "{")});

  auto receipt = bench.client().send(bench.hello()).get();

  REQUIRE_FALSE(receipt);
  CHECK(receipt.error().code == ErrorCode::bad_response);
  CHECK(receipt.error().http_status == 201);
  CHECK(receipt.error().in_doubt);
  CHECK(receipt.error().attempts == 1);
  CHECK(bench.posts() == 1);
  if (choice == OnAmbiguous::reconcile) {
    CHECK_THAT(receipt.error().message, Catch::EndsWith("the service has accepted it, yet shows no such message"));
    CHECK(bench.elapsed() == 10s);
  }
}

TEST_CASE("a breakdown's Twilio-Request-Id names the message that may have come of it") {
  const bool with_media = GENERATE(false, true);
  ClientBench bench;
  Response breakdown(500);
  breakdown.headers.add("Twilio-Request-Id", "RQ00112233445566778899aabbccddeeff");
  const std::string sid = (with_media ? "MM" : "SM") + std::string("00112233445566778899aabbccddeeff");
  bench.transport.answer(breakdown);
  bench.transport.answer(Response(200, "application/json", test::message_json("sent", sid)));
  OutgoingMessage message = bench.hello();
  if (with_media) message.media_urls = {"https://example.com/a.png"};

  auto receipt = bench.client().send(message).get();

  REQUIRE(receipt);
  CHECK(receipt->reconciled);
  CHECK(receipt->message.sid.text() == sid);
  REQUIRE(bench.transport.asked.size() == 2);
  CHECK_THAT(bench.transport.asked[1].request.url, Catch::EndsWith("/Messages/" + sid + ".json"));
}

TEST_CASE("a webhook that the client is fed names the message of a send without an answer") {
  const bool there = GENERATE(true, false);
  ClientBench bench;
  bench.config.reconciliation.mark_callbacks = true;
  bench.transport.answer(failure(ErrorCode::connection_lost, "reset"));
  bench.transport.answer(test::page_of(""));
  if (there) {
    bench.transport.answer(Response(200, "application/json", test::message_json("sent")));
  } else {
    bench.transport.answer(test::refused(404, 20404));
    bench.transport.answer(test::page_of(""));
  }
  Client client = bench.client();
  OutgoingMessage message = bench.hello();
  message.status_callback = "https://example.com/status#rc=2";
  const auto hear_webhook = [](ClientBench& b, Client& c) -> Task<> {
    co_await sleep_for(b.executor, 5s);
    const Form posted = decode_form(b.transport.asked[0].request.body);
    StatusUpdate update{*MessageSid::parse(test::sid), MessageStatus::sent, {}, {}, {}, {}, {}, {}, {}};
    update.mark = mark_of(posted.get("StatusCallback"));
    CHECK_FALSE(update.mark.empty());
    CHECK_THAT(std::string(posted.get("StatusCallback")), Catch::EndsWith("#rc=2"));
    c.hear(update);
  };
  Scope scope(bench.executor);
  scope.spawn(hear_webhook(bench, client));

  auto receipt = client.send(message).get();

  REQUIRE(bench.transport.asked.size() >= 3);
  CHECK_THAT(bench.transport.asked[2].request.url, Catch::EndsWith("/Messages/" + test::sid + ".json"));
  if (there) {
    REQUIRE(receipt);
    CHECK(receipt->reconciled);
  } else {  // the webhook knew it: it has been accepted, and removed since
    REQUIRE_FALSE(receipt);
    CHECK(receipt.error().in_doubt);
    CHECK(bench.transport.asked.size() == 4);
  }
}

TEST_CASE("callbacks carry a mark only when it can be of use") {
  ClientBench bench;
  bench.transport.answer_always(test::created());
  const bool wanted = GENERATE(true, false);
  const auto choice = GENERATE(OnAmbiguous::reconcile, OnAmbiguous::retry, OnAmbiguous::report);
  bench.config.reconciliation.mark_callbacks = wanted;
  bench.config.on_ambiguous = choice;
  OutgoingMessage message = bench.hello();
  message.status_callback = "https://example.com/status";

  REQUIRE(bench.client().send(message).get());

  const Form posted = decode_form(bench.transport.asked[0].request.body);
  const bool marked = posted.get("StatusCallback") != "https://example.com/status";
  CHECK(marked == (wanted && choice == OnAmbiguous::reconcile));
}

TEST_CASE("what cannot be looked up is in doubt when patience ends, and says what was met") {
  SandboxBench bench;
  bench.config.retry.server_error.attempts_max = 1;
  bench.config.breaker.failures_to_open = 1000;
  bench.network.meddle("POST", {.arrives = true, .instead = failure(ErrorCode::connection_lost, "reset")});
  bench.network.always_meddle("GET", {.arrives = false, .instead = Response(500)});

  auto receipt = bench.client().send(bench.hello()).get();

  REQUIRE_FALSE(receipt);
  CHECK(receipt.error().code == ErrorCode::connection_lost);
  CHECK(receipt.error().in_doubt);
  CHECK(receipt.error().message == "reset; whether the message was accepted cannot be told: HTTP 500");
  CHECK(bench.elapsed() == 10s + 2min);
  CHECK(bench.posts() == 1);
  CHECK(bench.gets() == 2 + 120 / 5);  // at once, when all has settled, and every five seconds
}

TEST_CASE("a look that the open breaker holds back comes when the breaker lets it") {
  SandboxBench bench;
  bench.config.breaker = {.failures_to_open = 1, .open_for = 60s, .successes_to_close = 1};
  bench.network.meddle("POST", {.arrives = true, .instead = failure(ErrorCode::connection_lost, "reset")});

  auto receipt = bench.client().send(bench.hello()).get();

  REQUIRE(receipt);
  CHECK(receipt->reconciled);
  CHECK(bench.elapsed() == 60s);
}

TEST_CASE("where nobody is to look, doubt is reported or the message repeated") {
  SandboxBench bench;
  bench.network.meddle("POST", {.arrives = true, .instead = failure(ErrorCode::timeout, "silence")});

  SECTION("reported") {
    bench.config.on_ambiguous = OnAmbiguous::report;
    auto receipt = bench.client().send(bench.hello()).get();
    REQUIRE_FALSE(receipt);
    CHECK(receipt.error().in_doubt);
    CHECK(receipt.error().code == ErrorCode::timeout);
    CHECK(bench.posts() == 1);
  }
  SECTION("repeated") {
    bench.config.on_ambiguous = OnAmbiguous::retry;
    auto receipt = bench.client().send(bench.hello()).get();
    REQUIRE(receipt);
    CHECK(receipt->attempts == 2);
    CHECK(bench.all_messages().size() == 2);
  }
  SECTION("repeated, and stopped meanwhile") {
    bench.config.on_ambiguous = OnAmbiguous::retry;
    Stop stop(bench.executor());
    Client client = bench.client();
    Scope scope(bench.executor());
    auto& sent = bench.begin_send(scope, client, bench.hello(), {.stop = &stop});
    scope.spawn(request_stop(bench.executor(), stop, 500ms));
    bench.sandbox.advance(1min);
    REQUIRE(sent.result);
    REQUIRE_FALSE(*sent.result);
    CHECK(sent.result->error().code == ErrorCode::cancelled);
    CHECK(sent.result->error().message == "cancelled before it was sent again");
    CHECK(sent.result->error().in_doubt);
  }
  CHECK(bench.gets() == 0);
}

TEST_CASE("a search that has no end leaves it open whether the message is there") {
  ClientBench bench;
  bench.transport.answer(failure(ErrorCode::connection_lost, "reset"));
  std::string other = test::message_json();
  other.replace(other.find("\"hi\""), 4, "\"ho\"");
  Response page = test::page_of(other, "/2010-04-01/more");
  page.headers.add("Date", "Thu, 01 Jan 2026 09:00:00 +0000");
  bench.transport.answer_always(page);

  auto receipt = bench.client().send(bench.hello()).get();

  REQUIRE_FALSE(receipt);
  CHECK(receipt.error().in_doubt);
  CHECK_THAT(receipt.error().message, Catch::Contains("not on the first 20 pages"));
  CHECK(bench.transport.asked.size() == 1 + 2 * 20);
  CHECK(bench.transport.asked[2].request.url == "https://api.twilio.com/2010-04-01/more");
}

TEST_CASE("a message that may be the one, or may not, leaves it in doubt and is named") {
  SandboxBench bench;
  OutgoingMessage message = bench.hello("https://example.com/a/long/way");
  message.messaging_service_sid = service;
  message.shorten_urls = true;
  bench.network.meddle("POST", {.arrives = true, .instead = failure(ErrorCode::timeout, "silence")});

  auto receipt = bench.client().send(message).get();

  REQUIRE_FALSE(receipt);
  CHECK(receipt.error().in_doubt);
  const auto there = bench.all_messages();
  REQUIRE(there.size() == 1);
  CHECK_THAT(receipt.error().message, Catch::EndsWith("it may be one of " + there[0].sid.text()));
}

// What ends a send early, at each stage of it.

namespace {

struct Early {
  std::string stage;
  std::function<void(SandboxBench&)> arrange;
  Duration at;  // deadline or stop
  ErrorCode code;
  bool in_doubt;
  int attempts;
  Duration took;
  std::string says;
};

enum class EndedBy { deadline, stop };

// One that waits has a message before it: an equal one, or another of its sender's.
void require_early_end(const Early& c, EndedBy by) {
  CAPTURE(c.stage);
  SandboxBench bench;
  Client client = bench.client();
  Stop stop(bench.executor());
  Scope scope(bench.executor());
  SendOptions options;
  switch (by) {
    case EndedBy::deadline: options.deadline = c.at; break;
    case EndedBy::stop:
      options.stop = &stop;
      scope.spawn(request_stop(bench.executor(), stop, c.at));
      break;
  }
  c.arrange(bench);
  const bool equal = c.stage == "waiting for an equal one";
  if (c.stage.starts_with("waiting")) bench.begin_send(scope, client, bench.hello(equal ? "hi" : "before"));
  auto& sent = bench.begin_send(scope, client, bench.hello(), options);
  bench.sandbox.advance(10min);
  REQUIRE(sent.result);
  // Whoever ends early holds up nobody after it.
  bench.network.stop_meddling();
  REQUIRE(client.send(bench.hello()).get());

  const Result<Receipt>& result = *sent.result;
  REQUIRE_FALSE(result);
  CHECK(result.error().code == c.code);
  CHECK(result.error().in_doubt == c.in_doubt);
  CHECK(result.error().attempts == c.attempts);
  CHECK_THAT(result.error().message, Catch::EndsWith(c.says));
  CHECK(sent.took == c.took);
}

const Answer lost = failure(ErrorCode::connection_lost, "reset");

}  // namespace

TEST_CASE("a deadline ends a send at every stage, and leaves no doubt unreported") {
  const auto c = GENERATE(values<Early>({
      {"waiting for a slot", [](SandboxBench&) {}, 500ms, ErrorCode::timeout, false, 0, 500ms,
       "the deadline came before its turn to be sent"},
      {"waiting for a slot that comes too late by nothing", [](SandboxBench&) {}, 1s, ErrorCode::timeout, false, 0, 1s,
       "the deadline came before its turn to be sent"},
      {"waiting for an equal one",
       [](SandboxBench& b) {
         b.network.meddle("POST", {true, lost, 3s});
       },
       2s, ErrorCode::timeout, false, 0, 2s, "the deadline came before its turn to be sent"},
      {"in flight",
       [](SandboxBench& b) {
         b.network.meddle("POST", {true, lost, 1h});
       },
       2s, ErrorCode::timeout, true, 1, 2s, "the deadline came first"},
      {"pausing",
       [](SandboxBench& b) {
         b.network.meddle("POST", {false, overloaded(503, "10")});
       },
       5s, ErrorCode::server, false, 1, 0s, "HTTP 503, code 20503: no"},
      {"looking",
       [](SandboxBench& b) {
         b.network.meddle("POST", {true, lost});
         b.network.always_meddle("GET", {false, lost, 1h});
       },
       3s, ErrorCode::connection_lost, true, 1, 3s, "the deadline came first"},
      {"between two looks",
       [](SandboxBench& b) {
         b.network.meddle("POST", {true, lost});
         b.network.always_meddle("GET", {false, test::page_of("")});
       },
       5s, ErrorCode::connection_lost, true, 1, 0s, "the deadline came first"},
  }));
  require_early_end(c, EndedBy::deadline);
}

TEST_CASE("a stop ends a send at every stage, and leaves no doubt unreported") {
  const auto c = GENERATE(values<Early>({
      {"waiting for a slot", [](SandboxBench&) {}, 500ms, ErrorCode::cancelled, false, 0, 500ms,
       "cancelled before it was sent"},
      {"waiting for an equal one",
       [](SandboxBench& b) {
         b.network.meddle("POST", {true, lost, 3s});
       },
       2s, ErrorCode::cancelled, false, 0, 2s, "cancelled before it was sent"},
      {"in flight",
       [](SandboxBench& b) {
         b.network.meddle("POST", {true, lost, 4s});
       },
       2s, ErrorCode::connection_lost, true, 1, 4s, "it was cancelled before that could be looked up"},
      {"pausing",
       [](SandboxBench& b) {
         b.network.meddle("POST", {false, overloaded(503, "10")});
       },
       5s, ErrorCode::cancelled, false, 1, 5s, "cancelled before it was sent again"},
      {"looking",
       [](SandboxBench& b) {
         b.network.meddle("POST", {true, lost});
         b.network.always_meddle("GET", {false, lost, 4s});
       },
       3s, ErrorCode::connection_lost, true, 1, 4s, "it was cancelled before that could be looked up"},
      {"between two looks",
       [](SandboxBench& b) {
         b.network.meddle("POST", {true, lost});
         b.network.always_meddle("GET", {false, test::page_of("")});
       },
       5s, ErrorCode::connection_lost, true, 1, 5s, "it was cancelled before that could be looked up"},
  }));
  require_early_end(c, EndedBy::stop);
}

TEST_CASE("what is in flight when a stop is requested comes to its end") {
  SandboxBench bench;
  bench.network.meddle("POST", {.arrives = false, .instead = test::created(), .after = 4s});
  Client client = bench.client();
  Stop stop(bench.executor());
  Scope scope(bench.executor());
  auto& sent = bench.begin_send(scope, client, bench.hello(), {.stop = &stop});
  scope.spawn(request_stop(bench.executor(), stop, 1s));

  bench.sandbox.advance(10s);

  REQUIRE(sent.result);
  CHECK(sent.result->has_value());
  CHECK(sent.took == 4s);
}

TEST_CASE("messages that the service shows alike go one after the other, and none is taken for another") {
  SandboxBench bench;
  bench.config.limits.sender = {.per_second = 100, .burst = 100};
  OutgoingMessage first = bench.hello("“hi”");
  OutgoingMessage second = bench.hello("\"hi\"");
  second.messaging_service_sid = first.messaging_service_sid = GENERATE(std::string(), service);
  if (!first.messaging_service_sid.empty()) first.from.clear();
  bench.network.meddle("POST", {.arrives = false, .instead = lost, .after = 2s});
  Client client = bench.client();
  Scope scope(bench.executor());
  auto& one = bench.begin_send(scope, client, first);
  auto& other = bench.begin_send(scope, client, second);

  bench.sandbox.advance(10min);

  REQUIRE(one.result);
  REQUIRE(*one.result);
  REQUIRE(other.result);
  REQUIRE(*other.result);
  CHECK((*one.result)->message.sid != (*other.result)->message.sid);
  CHECK_FALSE((*one.result)->reconciled);
  const auto posts = bench.network.times_of("POST");
  REQUIRE(posts.size() == 3);
  CHECK(posts[1] >= bench.start + 2s + 10s);
  CHECK(bench.all_messages().size() == 2);
}

TEST_CASE("of equal messages that were accepted, each send finds its own") {
  SandboxBench bench;
  for (int i = 0; i < 3; ++i) bench.network.meddle("POST", {.arrives = true, .instead = lost});
  Client client = bench.client();
  Scope scope(bench.executor());
  for (int i = 0; i < 3; ++i) bench.begin_send(scope, client, bench.hello());

  bench.sandbox.advance(10min);

  std::set<MessageSid> sids;
  for (const auto& sent : bench.sent) {
    REQUIRE(sent->result);
    REQUIRE(*sent->result);
    CHECK((*sent->result)->reconciled);
    sids.insert((*sent->result)->message.sid);
  }
  CHECK(sids.size() == 3);
  CHECK(bench.posts() == 3);
}

TEST_CASE("a send that is dropped is told to the observer, in doubt when it was under way") {
  struct Case {
    Mishap mishap;
    bool in_doubt;
  };
  const auto c = GENERATE(values<Case>({
      {{true, lost, 1h}, true},                 // in flight
      {{true, lost}, true},                     // to be looked for
      {{false, overloaded(503, "60")}, false},  // pausing
  }));
  SandboxBench bench;
  bench.network.meddle("POST", c.mishap);
  bench.network.always_meddle("GET", {.arrives = false, .instead = test::page_of("")});
  Client client = bench.client();
  {
    Scope scope(bench.executor());
    bench.begin_send(scope, client, bench.hello("under way"));
    bench.begin_send(scope, client, bench.hello("waiting"));
    bench.sandbox.advance(500ms);
    CHECK(bench.watcher->sends.empty());
  }
  REQUIRE(bench.watcher->sends.size() == 2);  // newest first
  CHECK(bench.watcher->sends[0].body == "waiting");
  CHECK(bench.watcher->sends[0].error->code == ErrorCode::cancelled);
  CHECK_FALSE(bench.watcher->sends[0].error->in_doubt);
  CHECK(bench.watcher->sends[1].body == "under way");
  CHECK(bench.watcher->sends[1].error->code == ErrorCode::cancelled);
  CHECK(bench.watcher->sends[1].error->in_doubt == c.in_doubt);
}

TEST_CASE("a day's cap says what is left, and defers what is over it to the next day") {
  ClientBench bench;
  bench.config.daily_caps.by_sender["+15550100001"] = 2;
  bench.transport.answer_always(test::created());
  Client client = bench.client();

  CHECK(client.send(bench.hello()).get()->remaining_today == 1);
  CHECK(client.send(bench.hello()).get()->remaining_today == 0);
  CHECK(client.send(bench.hello("+15550100002")).get()->remaining_today == std::nullopt);

  const TimePoint before = bench.executor.now();
  auto over = client.send(bench.hello()).get();
  REQUIRE_FALSE(over);
  CHECK(over.error().code == ErrorCode::deferred);
  CHECK(over.error().not_before == parse_timestamp("2026-01-02T00:00:00Z"));
  CHECK(over.error().attempts == 0);
  CHECK(bench.executor.now() == before);  // it does not wait for its turn first
  CHECK(has(bench.watcher->throttles, "daily_cap"));

  bench.wait(*over.error().not_before - bench.executor.now());
  CHECK(client.send(bench.hello()).get()->remaining_today == 1);
}

TEST_CASE("what was not sent does not count against the day's cap, what may have been does") {
  struct Case {
    Answer failure;
    int remaining;
  };
  const auto c = GENERATE(values<Case>({
      {test::refused(400, 21211), 9},
      {failure(ErrorCode::connection_failed, "refused"), 9},
      {overloaded(503), 9},
      {failure(ErrorCode::timeout, "silence"), 8},
      {Response(500), 8},
  }));
  ClientBench bench;
  bench.config.on_ambiguous = OnAmbiguous::report;
  bench.config.daily_caps.sender = 10;
  bench.config.retry.unavailable.attempts_max = bench.config.retry.connection.attempts_max = 1;
  bench.transport.answer(c.failure);
  bench.transport.answer(test::created());
  Client client = bench.client();
  REQUIRE_FALSE(client.send(bench.hello()).get());

  CHECK(client.send(bench.hello()).get()->remaining_today == c.remaining);
}

TEST_CASE("a message that waits until the next day counts there") {
  ClientBench bench;
  bench.config.daily_caps.sender = 1;
  bench.transport.answer_always(test::created());
  Client client = bench.client();
  bench.wait(15h - 500ms);  // half a second before midnight
  Scope scope(bench.executor);
  auto other = client.send(bench.hello("+15550100002")).get();
  REQUIRE(other);
  bench.transport.answer(overloaded(503, "2"));

  auto receipt = client.send(bench.hello()).get();

  REQUIRE(receipt);
  CHECK(receipt->remaining_today == 0);
  auto over = client.send(bench.hello()).get();
  REQUIRE_FALSE(over);
  CHECK(over.error().not_before == parse_timestamp("2026-01-03T00:00:00Z"));
}
