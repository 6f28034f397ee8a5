#include "core/webhook/receiver.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/http/local_transport.hpp"
#include "core/runtime/pending.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "core/runtime/waiting.hpp"
#include "tests/support/exceptions_seen.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;

namespace {

const std::string sid = "SM00112233445566778899aabbccddeeff";
const std::string token = "12345";
const Form delivered{{"MessageSid", sid}, {"MessageStatus", "delivered"}, {"Body", "a & b"}};

Request signed_post(const std::string& url, const Form& form, const std::string& seen_at = "") {
  Request request("POST", url);
  request.headers.add("Content-Type", std::string(form_content_type));
  request.headers.add("x-twilio-signature", Signer(Secret(token)).sign(seen_at.empty() ? url : seen_at, form));
  request.headers.add("I-Twilio-Idempotency-Token", "token-1");
  request.body = encode_form(form);
  return request;
}

WebhookReceiver::Options with_token(WebhookReceiver::Options options = {}) {
  options.auth_token = Secret(token);
  return options;
}

// What an observer is told, in words.
struct Notes : Observer {
  void on(const WebhookTaken& taken) override {
    std::string line = taken.update ? "update" : taken.message ? "message" : "error: " + taken.error->message;
    if (taken.repeated) line += " again";
    lines.push_back(line);
    trace = taken.trace;
  }
  std::vector<std::string> lines;
  TraceContext trace;
};

struct Bench {
  explicit Bench(WebhookReceiver::Options options = {})
      : receiver(executor, with_token(std::move(options)), [this](const WebhookEvent& event) {
          events.push_back(event);
          return answer;
        }) {
    network.mount("http://app.test", receiver);
  }
  Response ask(Request request) {
    return *Pending<Result<Response>>(executor, network.roundtrip(std::move(request))).get();
  }
  Response tell(const std::string& status, const std::string& idempotency_token) {
    Request request = signed_post("http://app.test/status", {{"MessageSid", sid}, {"MessageStatus", status}});
    request.headers.set("I-Twilio-Idempotency-Token", idempotency_token);
    return ask(std::move(request));
  }
  void wait(Duration time) { (void)Pending<bool>(executor, waiting(executor, time)).get(); }

  VirtualExecutor executor{TimePoint{}};
  LocalTransport network{executor};
  std::vector<WebhookEvent> events;
  Response answer = WebhookReceiver::no_reply();
  WebhookReceiver receiver;

 private:
  static Task<bool> waiting(Executor& executor, Duration time) {
    co_await sleep_for(executor, time);
    co_return true;
  }
};

}  // namespace

TEST_CASE("a signed webhook reaches the handler, typed, and its answer goes back") {
  Bench bench;
  CHECK(bench.ask(signed_post("http://app.test/status", delivered)).status == 204);
  REQUIRE(bench.events.size() == 1);
  const auto& update = std::get<StatusUpdate>(bench.events[0]);
  CHECK(update.status == MessageStatus::delivered);
  CHECK(update.idempotency_token == "token-1");
  CHECK(update.parameters == delivered);
}

TEST_CASE("a webhook by GET is signed over its URL alone") {
  Bench bench;
  const std::string url = "http://app.test/status?" + encode_form(delivered);
  Request request("GET", url);
  request.headers.add("X-Twilio-Signature", Signer(Secret(token)).sign(url, {}));
  CHECK(bench.ask(std::move(request)).status == 204);
  REQUIRE(bench.events.size() == 1);
  CHECK(std::get<StatusUpdate>(bench.events[0]).parameters == delivered);
}

TEST_CASE("what is asked for without naming a message is no webhook, but media") {
  CHECK(is_webhook(Request("POST", "http://app.test/sms")));
  CHECK(is_webhook(Request("GET", "http://app.test/status?" + encode_form(delivered))));
  CHECK_FALSE(is_webhook(Request("GET", "http://app.test/cat.png?size=2")));
  CHECK_FALSE(is_webhook(Request("HEAD", "http://app.test/status?" + encode_form(delivered))));
}

TEST_CASE("no signature is a 400 and a wrong one a 403, and neither reaches the handler") {
  Bench bench;
  Request unsigned_one = signed_post("http://app.test/status", delivered);
  unsigned_one.headers.remove("X-Twilio-Signature");
  const Response without = bench.ask(std::move(unsigned_one));
  CHECK(without.status == 400);
  CHECK(without.body == "no X-Twilio-Signature header\n");

  Request forged = signed_post("http://app.test/status", delivered);
  forged.body += "&To=%2B1";
  const Response wrong = bench.ask(std::move(forged));
  CHECK(wrong.status == 403);
  CHECK_THAT(wrong.body, Catch::Matchers::StartsWith("X-Twilio-Signature does not match http://app.test/status;"));
  CHECK(wrong.body.find(token) == std::string::npos);
  CHECK(bench.events.empty());
}

TEST_CASE("other methods than POST and GET are refused, with those that are allowed") {
  Bench bench;
  Request request = signed_post("http://app.test/status", delivered);
  request.method = GENERATE("PUT", "DELETE", "HEAD");
  const Response response = bench.ask(std::move(request));
  CHECK(response.status == 405);
  CHECK(response.headers.get("Allow") == "GET, POST");
  CHECK(bench.events.empty());
}

TEST_CASE("a signed request that is no messaging webhook is a 400 that says so") {
  Bench bench;
  const Response response = bench.ask(signed_post("http://app.test/voice", Form{{"CallSid", "CA1"}}));
  CHECK(response.status == 400);
  CHECK(response.body == "not a messaging webhook: MessageSid is \"\"\n");
}

TEST_CASE("behind a proxy the public origin is what is checked") {
  const std::string url = "http://app.test/status?a=1";
  const Request request = signed_post(url, delivered, "https://example.com/status?a=1");
  CHECK(Bench({.public_origin = "https://example.com"}).ask(request).status == 204);
  CHECK(Bench().ask(request).status == 403);
}

TEST_CASE("what the proxy takes off the path is put back, with a public origin and without") {
  const std::string url = "http://app.test/status?a=1";
  const Request request = signed_post(url, delivered, "https://example.com/twilio/status?a=1");
  CHECK(Bench({.public_origin = "https://example.com", .public_path_prefix = "/twilio"}).ask(request).status == 204);
  const Request same_origin = signed_post(url, delivered, "http://app.test/twilio/status?a=1");
  CHECK(Bench({.public_path_prefix = "/twilio"}).ask(same_origin).status == 204);
}

TEST_CASE("where no webhook is expected there is nothing, signed or not") {
  Bench bench({.public_origin = "https://Example.com", .allowed_urls = {"https://example.com:443/status"}});
  Request request = signed_post("http://app.test/status?a=1", delivered, "https://Example.com/status?a=1");
  CHECK(bench.ask(request).status == 204);
  request.url = GENERATE("http://app.test/status/", "http://app.test/Status", "http://app.test/", "http://app.test");
  const Response unknown = bench.ask(request);
  CHECK(unknown.status == 404);
  CHECK(unknown.body == "no webhook is expected here\n");
  CHECK(bench.events.size() == 1);
}

TEST_CASE("a webhook that comes again is answered as before and handled once") {
  Bench bench;
  bench.answer = Response(200, "text/xml", "<Response/>");
  const Request request = signed_post("http://app.test/sms", Form{{"MessageSid", sid}, {"Body", "hi"}});
  for (int i = 0; i < 3; ++i) CHECK(bench.ask(request) == bench.answer);
  CHECK(bench.events.size() == 1);
}

TEST_CASE("a replay under another token is one all the same") {
  Bench bench;
  bench.tell("sent", "token-1");
  CHECK(bench.tell("sent", "made up").status == 204);
  CHECK(bench.events.size() == 1);
}

TEST_CASE("a webhook is known again for ten minutes") {
  Bench bench;
  bench.tell("sent", "token-1");
  bench.wait(9min);
  bench.tell("sent", "token-1");
  CHECK(bench.events.size() == 1);
  bench.wait(1min);
  bench.tell("sent", "token-1");
  CHECK(bench.events.size() == 2);
}

TEST_CASE("without a replay window whatever comes is new") {
  Bench bench({.replay_window = std::nullopt});
  bench.tell("sent", "token-1");
  bench.tell("sent", "token-1");
  REQUIRE(bench.events.size() == 2);
  CHECK_FALSE(std::get<StatusUpdate>(bench.events[0]).stale);
  CHECK(std::get<StatusUpdate>(bench.events[1]).stale);
}

TEST_CASE("what the handler could not take may come again, and is then no stale news") {
  Bench bench;
  bench.answer = Response(503);
  CHECK(bench.tell("sent", "token-1").status == 503);
  bench.answer = WebhookReceiver::no_reply();
  CHECK(bench.tell("sent", "token-1").status == 204);
  REQUIRE(bench.events.size() == 2);
  CHECK_FALSE(std::get<StatusUpdate>(bench.events[1]).stale);
}

TEST_CASE("a status that comes after a later one is stale") {
  Bench bench;
  bench.tell("delivered", "token-1");
  bench.tell("sent", "token-2");
  REQUIRE(bench.events.size() == 2);
  CHECK_FALSE(std::get<StatusUpdate>(bench.events[0]).stale);
  CHECK(std::get<StatusUpdate>(bench.events[1]).stale);
}

TEST_CASE("an observer hears of each webhook, and of the trace it came in") {
  const auto notes = std::make_shared<Notes>();
  Bench bench({.allowed_urls = {"http://app.test/status", "http://app.test/sms"}, .observer = notes});
  bench.tell("sent", "token-1");
  bench.tell("sent", "token-1");
  CHECK(notes->trace == TraceContext{});
  Request text = signed_post("http://app.test/sms", Form{{"MessageSid", sid}, {"Body", "hi"}});
  text.headers.set("I-Twilio-Idempotency-Token", "token-2");
  text.headers.add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  bench.ask(text);
  CHECK(notes->trace.trace_id() == "4bf92f3577b34da6a3ce929d0e0e4736");
  text.url = "http://app.test/";
  bench.ask(text);
  bench.answer = Response(500);
  bench.tell("delivered", "token-3");
  CHECK(notes->lines == std::vector<std::string>{"update", "update again", "message",
                                                 "error: no webhook is expected here",
                                                 "error: the handler answered 500"});
}

namespace {

// Works a second on each webhook, after it was answered.
struct SlowBench {
  explicit SlowBench(WebhookReceiver::Options options = {})
      : receiver(std::make_unique<WebhookReceiver>(executor, with_token(std::move(options)),
                                                   [this](WebhookEvent event) { return work(std::move(event)); })) {
    network.mount("http://app.test", *receiver);
  }
  Task<> work(WebhookEvent) {
    co_await sleep_for(executor, 1s);
    ++done;
  }
  Response ask(Request request) {
    return *Pending<Result<Response>>(executor, network.roundtrip(std::move(request))).get();
  }
  Task<bool> drained() {
    co_await receiver->drain();
    co_return true;
  }

  VirtualExecutor executor{TimePoint{}};
  LocalTransport network{executor};
  int done = 0;
  std::unique_ptr<WebhookReceiver> receiver;
};

Request text_number(int i) {
  const std::string own_sid = "SM" + std::to_string(i) + std::string(31, '0');
  Request request = signed_post("http://app.test/sms", Form{{"MessageSid", own_sid}, {"Body", "hi"}});
  return request;
}

}  // namespace

TEST_CASE("slow work does not keep Twilio waiting") {
  SlowBench bench;
  CHECK(bench.ask(signed_post("http://app.test/status", delivered)) == WebhookReceiver::no_reply());
  const Response reply = bench.ask(text_number(1));
  CHECK(reply.status == 200);
  CHECK(reply.body == "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>");
  CHECK(bench.executor.now() == TimePoint{});
  CHECK(bench.done == 0);
  CHECK(Pending<bool>(bench.executor, bench.drained()).get());
  CHECK(bench.done == 2);
  CHECK(bench.executor.now() == TimePoint{} + 1s);
}

TEST_CASE("where too much work waits the answer is 503, and the webhook may come again") {
  SlowBench bench({.later = {.at_once = 1, .waiting_most = 1}});
  CHECK(bench.ask(text_number(1)).status == 200);
  CHECK(bench.ask(text_number(2)).status == 200);
  CHECK(bench.ask(text_number(3)).status == 503);
  CHECK(Pending<bool>(bench.executor, bench.drained()).get());
  CHECK(bench.ask(text_number(3)).status == 200);
  CHECK(bench.ask(text_number(3)).status == 200);
  CHECK(Pending<bool>(bench.executor, bench.drained()).get());
  CHECK(bench.done == 3);
}

TEST_CASE("a receiver that is destroyed drops the work left for later") {
  SlowBench bench;
  bench.ask(text_number(1));
  bench.receiver.reset();
  bench.executor.run();
  CHECK(bench.done == 0);
  CHECK(bench.executor.now() == TimePoint{});
}

TEST_CASE("a JSON body is checked against its hash, not read as a form") {
  Bench bench;
  const std::string url =
      "http://app.test/x?bodySHA256=44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
  Request request("POST", url);
  request.headers.add("Content-Type", GENERATE("application/json", "Application/JSON; charset=utf-8"));
  request.headers.add("X-Twilio-Signature", Signer(Secret(token)).sign(url, {}));
  request.body = "{}";
  CHECK(bench.ask(request).status == 400);  // genuine, but no messaging webhook
  request.body = "{ }";
  CHECK(bench.ask(request).status == 403);
}

TEST_CASE("a handler that throws is a 500, and the receiver lives on") {
  test::ExceptionsSeen exceptions;
  VirtualExecutor executor{TimePoint{}};
  LocalTransport network(executor);
  const auto notes = std::make_shared<Notes>();
  WebhookReceiver receiver(executor, with_token({.observer = notes}),
                           [](const WebhookEvent&) -> Response { throw std::runtime_error("no database"); });
  network.mount("http://app.test", receiver);
  for (int i = 0; i < 2; ++i) {
    auto answer =
        Pending<Result<Response>>(executor, network.roundtrip(signed_post("http://app.test/", delivered))).get();
    REQUIRE(answer);
    CHECK(answer->status == 500);
  }
  CHECK(exceptions.all() == std::vector<std::string>{"no database", "no database"});  // handled each time
  CHECK(notes->lines == std::vector<std::string>(2, "error: the handler threw an exception"));
}
