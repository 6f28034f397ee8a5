#include "core/client/calls.hpp"

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

const std::string service = "MGc0ffee00c0ffee00c0ffee00c0ffee00";
const Result<Response> lost = failure(ErrorCode::connection_lost, "reset");

struct Bench : SandboxBench {
  MessageSid send(OutgoingMessage message) {
    auto receipt = at_work.send(std::move(message)).get();
    REQUIRE(receipt);
    return receipt->message.sid;
  }
  MessageSid send_later() {
    OutgoingMessage message = hello("later");
    message.from.clear();
    message.messaging_service_sid = service;
    message.send_at = sandbox.now() + 1h;
    return send(message);
  }
  MessageSid send_pictures(int count) {
    OutgoingMessage message = hello("look");
    for (int i = 0; i < count; ++i) message.media_urls.push_back("https://example.com/" + std::to_string(i) + ".png");
    MessageSid sid = send(message);
    sandbox.advance(1min);
    return sid;
  }
  std::vector<std::string> called() const {
    std::vector<std::string> names;
    for (const auto& call : watcher->calls) names.push_back(call.operation + (call.error ? " failed" : ""));
    return names;
  }

  Client at_work{client()};
};

Response redirect(const std::string& location) {
  Response answer(302);
  answer.headers.add("Location", location);
  return answer;
}

Media picture() { return {"ME00112233445566778899aabbccddeeff", test::sid, "image/png", {}}; }

}  // namespace

TEST_CASE("a scheduled message is called back, once") {
  Bench bench;
  const MessageSid sid = bench.send_later();
  CHECK(bench.at_work.get(sid).get()->status == MessageStatus::scheduled);

  CHECK(bench.at_work.cancel(sid).get()->status == MessageStatus::canceled);

  auto again = bench.at_work.cancel(sid).get();
  REQUIRE_FALSE(again);
  CHECK(again.error().code == ErrorCode::rejected);
  CHECK(again.error().provider_code == 30409);
  CHECK(bench.called() == std::vector<std::string>{"fetch_message", "cancel_message", "cancel_message failed"});
}

TEST_CASE("calling back whose answer was lost has succeeded when the message is canceled") {
  Bench bench;
  const MessageSid sid = bench.send_later();
  const bool arrives = GENERATE(true, false);
  bench.network.meddle("POST", {.arrives = arrives, .instead = lost});

  auto message = bench.at_work.cancel(sid).get();

  REQUIRE(message);
  CHECK(message->status == MessageStatus::canceled);
  CHECK(bench.watcher->calls.back().operation == "cancel_message");
  CHECK_FALSE(bench.watcher->calls.back().error);
}

TEST_CASE("calling back whose answer was lost has failed when the message went out before") {
  Bench bench;
  const MessageSid sid = bench.send(bench.hello());
  bench.sandbox.advance(1min);
  bench.network.meddle("POST", {.arrives = true, .instead = lost});

  auto message = bench.at_work.cancel(sid).get();

  REQUIRE_FALSE(message);
  CHECK(message.error().provider_code == 30409);
}

TEST_CASE("a redacted message has no text any more") {
  Bench bench;
  const MessageSid sid = bench.send(bench.hello());
  bench.network.meddle("POST", {.arrives = true, .instead = lost});  // twice is as good as once

  CHECK(bench.at_work.redact(sid).get()->body.empty());
  CHECK(bench.at_work.get(sid).get()->body.empty());
}

TEST_CASE("a message is removed when it has come to its end, not before") {
  Bench bench;
  const MessageSid sid = bench.send(bench.hello());

  auto early = bench.at_work.remove(sid).get();
  REQUIRE_FALSE(early);
  CHECK(early.error().provider_code == 20009);

  bench.sandbox.advance(1min);
  CHECK(bench.at_work.remove(sid).get());
  CHECK(bench.at_work.get(sid).get().error().code == ErrorCode::not_found);
  CHECK(bench.called() == std::vector<std::string>{"remove_message failed", "remove_message", "fetch_message failed"});
}

TEST_CASE("a removal whose answer was lost has succeeded when nothing is left to remove") {
  Bench bench;
  const MessageSid sid = bench.send_pictures(1);
  const auto media = bench.at_work.media_of(sid).get();
  REQUIRE(media);
  bench.network.meddle("DELETE", {.arrives = true, .instead = lost});

  SECTION("of a message") {
    CHECK(bench.at_work.remove(sid).get());
    CHECK(bench.at_work.remove(sid).get().error().code == ErrorCode::not_found);
  }
  SECTION("of a medium") {
    CHECK(bench.at_work.remove_media(media->at(0)).get());
    CHECK(bench.at_work.remove_media(media->at(0)).get().error().code == ErrorCode::not_found);
  }
  CHECK(bench.network.times_of("DELETE").size() == 3);
}

TEST_CASE("feedback says what the recipient did") {
  const FeedbackOutcome outcome = GENERATE(FeedbackOutcome::confirmed, FeedbackOutcome::unconfirmed);
  Bench bench;
  OutgoingMessage message = bench.hello();
  message.provide_feedback = true;
  const MessageSid sid = bench.send(message);

  CHECK(bench.at_work.give_feedback(sid, outcome).get());

  const Request& asked = bench.network.asked.back().request;
  CHECK_THAT(asked.url, Catch::EndsWith("/Messages/" + sid.text() + "/Feedback.json"));
  CHECK(asked.body == (outcome == FeedbackOutcome::confirmed ? "Outcome=confirmed" : "Outcome=unconfirmed"));
}

TEST_CASE("the media of a message are listed, fetched and removed") {
  Bench bench;
  const MessageSid sid = bench.send_pictures(3);

  const auto media = bench.at_work.media_of(sid).get();
  REQUIRE(media);
  REQUIRE(media->size() == 3);
  for (const Media& medium : *media) CHECK(medium.message_sid == sid.text());

  auto content = bench.at_work.download(media->at(0)).get();
  REQUIRE(content);
  CHECK(content->content_type == media->at(0).content_type);
  CHECK_FALSE(content->bytes.empty());

  CHECK(bench.at_work.remove_media(media->at(0)).get());
  CHECK(bench.at_work.media_of(sid).get()->size() == 2);
  CHECK(bench.called() == std::vector<std::string>{"list_media", "download_media", "remove_media", "list_media"});
}

TEST_CASE("media on several pages are all listed") {
  ClientBench bench;
  const auto page = [](const std::string& digit, const std::string& next) {
    return Response(200, "application/json",
                    R"({"media_list":[{"sid":"ME)" + digit +
                        R"(","parent_sid":"SM1","content_type":"image/png",)"
                        R"("date_created":null}],"next_page_uri":)" +
                        next + "}");
  };
  bench.transport.answer(page("1", R"("/2010-04-01/next")"));
  bench.transport.answer(page("2", "null"));

  const auto media = bench.client().media_of(*MessageSid::parse(test::sid)).get();

  REQUIRE(media);
  REQUIRE(media->size() == 2);
  CHECK(media->at(1).sid == "ME2");
  CHECK(bench.transport.asked[1].request.url == "https://api.twilio.com/2010-04-01/next");
}

TEST_CASE("a download follows redirects, and only Twilio gets the credentials") {
  ClientBench bench;
  bench.transport.answer(redirect("/2010-04-01/moved"));
  bench.transport.answer(redirect("https://media.example.com/a?signed=1#part"));
  bench.transport.answer(redirect("https://api.twilio.com.example.com/b"));
  bench.transport.answer(Response(200, "image/png", "PNG"));

  auto content = bench.client().download(picture()).get();

  REQUIRE(content);
  CHECK(content->bytes == "PNG");
  CHECK(content->content_type == "image/png");
  std::vector<std::pair<std::string, bool>> asked;
  for (const auto& [request, at] : bench.transport.asked) {
    asked.emplace_back(request.url, request.headers.find("Authorization").has_value());
    CHECK_FALSE(request.headers.find("Accept"));
  }
  CHECK(asked == std::vector<std::pair<std::string, bool>>{
                     {"https://api.twilio.com/2010-04-01/Accounts/" + test::account + "/Messages/" + test::sid +
                          "/Media/ME00112233445566778899aabbccddeeff",
                      true},
                     {"https://api.twilio.com/2010-04-01/moved", true},
                     {"https://media.example.com/a?signed=1", false},
                     {"https://api.twilio.com.example.com/b", false}});
}

TEST_CASE("a download goes nowhere unsafe, and not on for ever") {
  struct Case {
    Response answer;
    std::size_t requests;
    std::string says;
  };
  const auto c = GENERATE(values<Case>({
      {redirect("http://media.example.com/a"), 1, "its Location is \"http://media.example.com/a\""},
      {redirect("ftp://media.example.com/a"), 1, "https"},
      {redirect(""), 6, "after 5 there was another"},
      {redirect("https://media.example.com/again"), 6, "after 5 there was another"},
  }));
  ClientBench bench;
  bench.transport.answer_always(c.answer);

  auto content = bench.client().download(picture()).get();

  REQUIRE_FALSE(content);
  CHECK(content.error().code == ErrorCode::bad_response);
  CHECK_THAT(content.error().message, Catch::Contains(c.says));
  CHECK(bench.transport.asked.size() == c.requests);
}

TEST_CASE("a client that cannot work answers every call with why") {
  ClientBench bench;
  bench.config.base_url = GENERATE("api.twilio.com", "", "https://api.twilio.com/", "https://api.twilio.com/a?b");
  Client client = bench.client();
  const MessageSid sid = *MessageSid::parse(test::sid);

  CHECK(client.get(sid).get().error().code == ErrorCode::configuration);
  CHECK(client.cancel(sid).get().error().code == ErrorCode::configuration);
  CHECK(client.remove(sid).get().error().code == ErrorCode::configuration);
  CHECK(client.media_of(sid).get().error().code == ErrorCode::configuration);
  CHECK(client.download(picture()).get().error().code == ErrorCode::configuration);
  CHECK(client.look_up(*PhoneNumber::parse("+15550100099")).get().error().code == ErrorCode::configuration);
  CHECK(client.wait_until_final(sid).get().error().code == ErrorCode::configuration);
  CHECK(client.send(bench.hello()).get().error().code == ErrorCode::configuration);
  CHECK(bench.transport.asked.empty());
}

TEST_CASE("a number is looked up, with the packages that were asked for") {
  Bench bench;
  auto known = bench.at_work.look_up(*PhoneNumber::parse("+14155552671"), {"line_type_intelligence", "sim_swap"}).get();

  REQUIRE(known);
  CHECK(known->valid);
  CHECK(known->country_code == "US");
  CHECK(bench.network.asked.back().request.url ==
        "http://twilio.localhost/v2/PhoneNumbers/%2B14155552671?Fields=line_type_intelligence%2Csim_swap");
}

TEST_CASE("Lookup has a host and a circuit breaker of its own") {
  ClientBench bench;
  bench.config.breaker.failures_to_open = 1;
  bench.config.retry.connection.attempts_max = 1;
  bench.transport.answer(failure(ErrorCode::connection_failed, "refused"));
  bench.transport.answer(test::created());
  Client client = bench.client();
  const PhoneNumber number = *PhoneNumber::parse("+14155552671");

  CHECK(client.look_up(number).get().error().code == ErrorCode::connection_failed);
  CHECK(bench.transport.asked[0].request.url == "https://lookups.twilio.com/v2/PhoneNumbers/%2B14155552671");
  CHECK(client.look_up(number).get().error().code == ErrorCode::circuit_open);
  CHECK(client.send(bench.hello()).get());
}

TEST_CASE("all retries of a client together keep to its budget") {
  ClientBench bench;
  bench.config.retry_budget = {.ratio = {1, 2}, .allowance = 1};
  bench.config.breaker.failures_to_open = 1000;
  bench.config.limits.sender = {.per_second = 1000, .burst = 1000};
  bench.transport.answer_always(failure(ErrorCode::connection_failed, "refused"));
  Client client = bench.client();
  std::vector<int> attempts;

  for (int i = 0; i < 6; ++i) attempts.push_back(client.send(bench.hello()).get().error().attempts);

  CHECK(attempts == std::vector{2, 1, 2, 1, 2, 1});
  CHECK(bench.watcher->throttles == std::vector<std::string>(6, "retry_budget"));
  CHECK(bench.watcher->retries.size() == 3);
}

TEST_CASE("each answer of 429 is told, the last one too") {
  ClientBench bench;
  bench.config.retry.rate_limited.attempts_max = 3;
  bench.transport.answer_always(test::refused(429, 20429));

  CHECK(bench.client().get(*MessageSid::parse(test::sid)).get().error().attempts == 3);

  CHECK(bench.watcher->throttles == std::vector<std::string>(3, "service"));
}

TEST_CASE("requests are parts of their operation's trace, and say so when asked to") {
  ClientBench bench;
  bench.config.propagate_trace = true;
  bench.transport.answer(test::refused(503, 20503));
  bench.transport.answer(test::created());
  Rng rng(1);
  const TraceContext whole = TraceContext::root(rng);

  REQUIRE(bench.client().send(bench.hello(), {.parent = whole}).get());

  REQUIRE(bench.watcher->sends.size() == 1);
  const TraceContext send = bench.watcher->sends[0].trace;
  CHECK(send.trace_id() == whole.trace_id());
  CHECK(send.parent_span == whole.span);
  REQUIRE(bench.watcher->made.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto& made = bench.watcher->made[i];
    CHECK(made.trace.trace_id() == whole.trace_id());
    CHECK(made.trace.parent_span == send.span);
    CHECK(made.attempt == static_cast<int>(i) + 1);
    CHECK(bench.transport.asked[i].request.headers.get("traceparent") == made.trace.traceparent());
  }
  CHECK(bench.watcher->made[0].trace.span != bench.watcher->made[1].trace.span);
}

TEST_CASE("Lookup is asked where it is, which is Twilio's own host unless the base URL or its own says otherwise") {
  Config config;
  CHECK(config.lookups_origin() == "https://lookups.twilio.com");
  config.base_url = "http://twilio.localhost";
  CHECK(config.lookups_origin() == "http://twilio.localhost");
  config.lookups_url = "http://lookups.localhost";
  CHECK(config.lookups_origin() == "http://lookups.localhost");
}
