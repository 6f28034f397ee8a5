#include "recorder/proxy.hpp"

#include "core/http/local_transport.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "tests/support/exchange.hpp"
#include "tests/support/listening_app.hpp"
#include "tests/support/scripted_transport.hpp"
#include "tests/support/twilio_requests.hpp"

#include <catch2/catch.hpp>

namespace understudy::recorder {
namespace {

using Kind = Interaction::Kind;

const std::string upstream_origin = "https://api.twilio.com";
const std::string app_origin = "http://localhost:3000";

// A proxy between Twilio and an app, all in memory.
struct Between {
  explicit Between(std::optional<std::string> webhooks = app_origin)
      : proxy(network, recording, {upstream_origin, std::move(webhooks)}) {
    network.mount(upstream_origin, twilio);
    network.mount(app_origin, app);
  }
  Response ask(Request request) {
    request.url = "http://127.0.0.1:8080" + request.url;
    request.headers.add("Host", "127.0.0.1:8080");
    auto answer = test::exchange(executor, proxy, std::move(request));
    REQUIRE(answer);
    return *answer;
  }
  const std::vector<Interaction>& recorded() const { return recording.cassette().interactions; }

  VirtualExecutor executor{TimePoint{}};
  LocalTransport network{executor};
  test::ListeningApp twilio{[](const Request&) {
    Response response(201, "application/json", R"({"sid":"SM1"})");
    response.headers.add("Connection", "close, X-Hop");
    response.headers.add("X-Hop", "1");
    return response;
  }};
  test::ListeningApp app{[](const Request&) { return Response(200, "text/xml", "<Response/>"); }};
  Recording recording{executor, upstream_origin};
  RecordingProxy proxy;
};

Request webhook(const std::string& path, const std::string& body) {
  Request request("POST", path);
  request.headers.add("X-Twilio-Signature", "signed for the public URL");
  request.headers.add("Content-Type", "application/x-www-form-urlencoded");
  request.body = body;
  return request;
}

TEST_CASE("requests to the API go upstream, under its own name, and are recorded") {
  Between between;
  const std::string path =
      GENERATE("/2010-04-01/Accounts/AC1/Messages.json?Page=1", "/v1/Services", "/v2/PhoneNumbers");
  Request request("POST", path);
  request.headers = {{"Authorization", "Basic abcdefgh"}, {"Accept-Encoding", "gzip"}, {"X-Twilio-Client", "node"}};
  request.body = "hi";
  const Response answer = between.ask(request);
  REQUIRE(answer.status == 201);
  REQUIRE(answer.body == R"({"sid":"SM1"})");
  REQUIRE(between.twilio.requests().size() == 1);
  const Request& passed = between.twilio.requests()[0];
  REQUIRE(passed.url == upstream_origin + path);
  REQUIRE(passed.headers == Headers{{"Authorization", "Basic abcdefgh"}, {"X-Twilio-Client", "node"}});
  REQUIRE(passed.body == "hi");
  REQUIRE(between.recorded().size() == 1);
  REQUIRE(between.recorded()[0].kind == Kind::request);
  REQUIRE(between.recorded()[0].request.url == path);
}

TEST_CASE("signed webhooks go on to the app with the host they were sent to, and are recorded") {
  Between between;
  const auto [body, kind] = GENERATE(
      table<std::string, Kind>({{"MessageSid=SM1&MessageStatus=sent", Kind::callback}, {"Body=STOP", Kind::inbound}}));
  const std::string path = GENERATE("/sms?a=b", "/v1/sms");
  const Response answer = between.ask(webhook(path, body));
  REQUIRE(answer.body == "<Response/>");
  REQUIRE(between.app.requests().size() == 1);
  const Request& passed = between.app.requests()[0];
  REQUIRE(passed.url == app_origin + path);
  REQUIRE(passed.headers.get("Host") == "127.0.0.1:8080");
  REQUIRE(passed.headers.get("X-Twilio-Signature") == "signed for the public URL");
  REQUIRE(passed.body == body);
  REQUIRE(between.recorded().size() == 1);
  REQUIRE(between.recorded()[0].kind == kind);
  REQUIRE(between.recorded()[0].request.url == "http://127.0.0.1:8080" + path);
}

TEST_CASE("what belongs to one connection ends at the proxy, both ways") {
  Between between;
  Request request("GET", "/v1/Services");
  request.headers = {{"Connection", "keep-alive,  X-Mine ,"},
                     {"Keep-Alive", "timeout=5"},
                     {"TE", "trailers"},
                     {"Proxy-Connection", "keep-alive"},
                     {"Upgrade", "h2c"},
                     {"x-mine", "1"},
                     {"X-Other", "2"}};
  const Response answer = between.ask(request);
  REQUIRE(between.twilio.requests()[0].headers == Headers{{"X-Other", "2"}});
  REQUIRE(answer.headers == Headers{{"Content-Type", "application/json"}});
}

TEST_CASE("the control API of a fake upstream can be reached, and is not recorded") {
  Between between;
  REQUIRE(between.ask(Request("POST", "/_understudy/v1/clock/advance")).status == 201);
  REQUIRE(between.twilio.requests()[0].url == upstream_origin + "/_understudy/v1/clock/advance");
  REQUIRE(between.recorded().empty());
}

TEST_CASE("what is neither the API's nor a webhook leads nowhere, and says why") {
  Between between;
  const std::string path = GENERATE("/", "/v1beta", "/sms");
  const Response answer = between.ask(Request("GET", path));
  REQUIRE(answer.status == 404);
  REQUIRE(answer.body.find("understudy record: " + path +
                           " is no path of the API (/2010-04-01, /v1, /v2), and without "
                           "X-Twilio-Signature no webhook") != std::string::npos);
  REQUIRE(between.recorded().empty());
}

TEST_CASE("a webhook with nowhere to go says what is missing") {
  Between between(std::nullopt);
  const Response answer = between.ask(webhook("/sms", "Body=STOP"));
  REQUIRE(answer.status == 404);
  REQUIRE(answer.body.find("start with --webhooks http://HOST:PORT") != std::string::npos);
  REQUIRE(between.recorded().empty());
}

TEST_CASE("an upstream that cannot be reached is 502 to the client, and an error on the cassette") {
  Between between;
  LocalTransport nobody(between.executor);
  RecordingProxy proxy(nobody, between.recording, {upstream_origin, app_origin});
  const bool to_app = GENERATE(false, true);
  Request request = to_app ? webhook("/sms", "Body=STOP") : Request("GET", "/v1/Services");
  request.url = "http://127.0.0.1:8080" + request.url;
  const auto answer = test::exchange(between.executor, proxy, request);
  REQUIRE(answer->status == 502);
  REQUIRE(answer->headers.get("Content-Type") == "application/json");
  REQUIRE(answer->body.starts_with(R"({"code":20500,"message":"understudy record: connection refused)"));
  REQUIRE(answer->body.ends_with(R"("status":502})"));
  REQUIRE(between.recorded().size() == 1);
  REQUIRE(between.recorded()[0].outcome.error().code == ErrorCode::connection_failed);
}

TEST_CASE("a connection that is lost on the way is lost for the client, too") {
  Between between;
  test::ScriptedTransport network(between.executor);
  const auto code = GENERATE(ErrorCode::connection_lost, ErrorCode::timeout);
  network.answer(failure(code, "gone"));
  RecordingProxy proxy(network, between.recording, {upstream_origin, app_origin});
  const auto answer = test::exchange(between.executor, proxy, Request("GET", "http://127.0.0.1:8080/v1/Services"));
  REQUIRE(answer.error().code == code);
  REQUIRE(between.recorded()[0].outcome.error().code == code);
}

}  // namespace
}  // namespace understudy::recorder
