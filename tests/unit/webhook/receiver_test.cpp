#include "core/webhook/receiver.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include "core/http/local_transport.hpp"
#include "core/runtime/pending.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "tests/support/exceptions_seen.hpp"

#include <catch2/catch.hpp>

using namespace understudy;

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

struct Bench {
  explicit Bench(std::optional<std::string> public_origin = std::nullopt)
      : receiver({Secret(token), std::move(public_origin)}, [this](const WebhookEvent& event) {
          events.push_back(event);
          return WebhookReceiver::no_reply();
        }) {
    network.mount("http://app.test", receiver);
  }
  Response ask(Request request) {
    return *Pending<Result<Response>>(executor, network.roundtrip(std::move(request))).get();
  }

  VirtualExecutor executor{TimePoint{}};
  LocalTransport network{executor};
  std::vector<WebhookEvent> events;
  WebhookReceiver receiver;
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
  CHECK(Bench("https://example.com").ask(request).status == 204);
  CHECK(Bench().ask(request).status == 403);
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
  WebhookReceiver receiver({Secret(token), std::nullopt},
                           [](const WebhookEvent&) -> Response { throw std::runtime_error("no database"); });
  network.mount("http://app.test", receiver);
  for (int i = 0; i < 2; ++i) {
    auto answer =
        Pending<Result<Response>>(executor, network.roundtrip(signed_post("http://app.test/", delivered))).get();
    REQUIRE(answer);
    CHECK(answer->status == 500);
  }
}
