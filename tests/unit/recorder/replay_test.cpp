#include "recorder/replay.hpp"

#include "core/http/local_transport.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "core/webhook/signature.hpp"
#include "recorder/recording.hpp"
#include "tests/support/exchange.hpp"
#include "tests/support/fixtures.hpp"
#include "tests/support/listening_app.hpp"
#include "tests/support/small_twilio.hpp"
#include "tests/support/twilio_requests.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace understudy::recorder {
namespace {

using namespace std::chrono_literals;

const TimePoint start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + 9h;
const std::string app_origin = "http://127.0.0.1:3000";
const std::string other_account = "ACffffffffffffffffffffffffffffffff";

// What an app sees of Twilio, line by line: the same from Twilio as from a cassette.
struct Log {
  void add(const std::string& what) {
    lines.push_back(fmt::format("{} {}", format_duration(executor.now() - start), what));
  }
  Executor& executor;
  std::vector<std::string> lines = {};
};

class LoggingApp final : public Service {
 public:
  explicit LoggingApp(Log& log) : log_(log) {}
  Task<Result<Response>> handle(Request request) override {
    log_.add(request.body);
    co_return Response(204);
  }

 private:
  Log& log_;
};

Form message(const std::string& body) {
  return {{"To", "+15550100099"}, {"Body", body}, {"StatusCallback", app_origin + "/status"}};
}

Task<> send(Transport& api, Log& log, std::string body) {
  Request request = test::create_request(message(body));
  log.add("send " + body);
  auto answer = co_await api.roundtrip(std::move(request));
  log.add(answer ? answer->body : answer.error().message);
}

// A client with something to say at several times, some of them those of an answer or a receipt.
Task<> converse(Executor& executor, Transport& api, Log& log) {
  co_await send(api, log, "one");
  co_await send(api, log, "lose me");
  co_await sleep_until(executor, start + 1500ms);
  co_await send(api, log, "one");
  co_await sleep_until(executor, start + 4s);
}

Cassette golden() { return *parse_cassette(test::read_fixture("cassettes/two-messages.yaml"), "two-messages.yaml"); }

// The golden cassette, and an app that it can call.
struct Stage {
  explicit Stage(ReplayOptions options = {}) : Stage(golden(), std::move(options)) {}
  Stage(Cassette cassette, ReplayOptions options) : replay(executor, network, std::move(cassette), std::move(options)) {
    network.mount(app_origin, app);
  }
  Result<Response> ask(Request request) { return test::exchange(executor, api, std::move(request)); }
  Request first() const {
    return test::create_request({{"From", "+15550100001"},
                                 {"To", "+15550100099"},
                                 {"Body", "Your code is 123456"},
                                 {"StatusCallback", app_origin + "/status"},
                                 {"MediaUrl", "https://example.com/cat.gif"},
                                 {"MediaUrl", "https://example.com/dog.gif"}});
  }

  VirtualExecutor executor{start};
  LocalTransport network{executor};
  test::ListeningApp app;
  Replay replay;
  ReplayingTransport api{executor, replay};
};

TEST_CASE("an app sees the same from a cassette as from the Twilio that it was recorded from, to the microsecond") {
  Cassette cassette;
  std::vector<std::string> recorded;
  {
    VirtualExecutor executor(start);
    LocalTransport network(executor);
    Log log{executor};
    LoggingApp app(log);
    Recording recording(executor, "https://api.twilio.com");
    RecordingService recorded_app(app, recording);
    test::SmallTwilio twilio(executor, network);
    network.mount(std::string(test::twilio_origin), twilio);
    network.mount(app_origin, recorded_app);
    RecordingTransport api(network, recording);
    Scope client(executor);
    client.spawn(converse(executor, api, log));
    executor.run();
    cassette = recording.cassette();
    recorded = log.lines;
  }
  REQUIRE(recorded.size() == 12);
  REQUIRE(recorded[4] == "200ms the connection ended before the answer did");

  VirtualExecutor executor(start);
  LocalTransport network(executor);
  Log log{executor};
  LoggingApp app(log);
  network.mount(app_origin, app);
  const auto read = parse_cassette(format_cassette(cassette), "tape.yaml");
  REQUIRE(read);
  Replay replay(executor, network, *read);
  ReplayingTransport api(executor, replay);
  Scope client(executor);
  client.spawn(converse(executor, api, log));
  executor.run();
  REQUIRE(log.lines == recorded);
  REQUIRE(replay.report().answered == 3);
  REQUIRE(replay.report().posted == 6);
  REQUIRE(replay.report().skipped.empty());
}

Task<> count_turns(Executor& executor, Log& log) {
  for (const char* turn : {"first", "second", "third"}) {
    co_await hop(executor);
    log.add(turn);
  }
}
Task<> ask(Transport& api, Log& log) {
  Request request = test::twilio_request("GET", "/v1/Services");
  auto answer = co_await api.roundtrip(std::move(request));
  log.add("answer");
}

TEST_CASE("an answer that took no time comes from a cassette in the same turn as from a network in memory") {
  VirtualExecutor executor(start);
  LocalTransport network(executor);
  test::ListeningApp twilio;
  network.mount(std::string(test::twilio_origin), twilio);
  Recording recording(executor, "https://api.twilio.com");
  RecordingTransport recorded(network, recording);
  test::exchange(executor, recorded, test::twilio_request("GET", "/v1/Services"));
  Replay replay(executor, network, recording.cassette());
  ReplayingTransport replaying(executor, replay);

  const auto order = [&](Transport& api, bool ask_first) {
    Log log{executor};
    Scope tasks(executor);
    if (ask_first) tasks.spawn(ask(api, log));
    tasks.spawn(count_turns(executor, log));
    if (!ask_first) tasks.spawn(ask(api, log));
    executor.run();
    return log.lines;
  };
  const bool ask_first = GENERATE(false, true);
  REQUIRE(order(replaying, ask_first) == order(network, ask_first));
}

TEST_CASE("a request is answered as recorded, after as long, in the name of whoever asks") {
  Stage stage;
  Request request = stage.first();
  request.url = "http://localhost:8080/2010-04-01/Accounts/" + other_account + "/Messages.json";
  request.headers.set("Authorization", test::basic(other_account, "another-password"));
  const auto answer = stage.ask(request);
  REQUIRE(stage.executor.now() == start + 143ms);
  REQUIRE(answer->status == 201);
  REQUIRE(answer->headers.get("Content-Type") == "application/json");
  REQUIRE(answer->headers.get("Twilio-Request-Id") == "RQ0123456789abcdef0123456789abcdef");
  REQUIRE(answer->body.starts_with(R"({"account_sid":")" + other_account + R"(","api_version":"2010-04-01")"));
  REQUIRE(answer->body.find("/2010-04-01/Accounts/" + other_account + "/Messages/MM") != std::string::npos);
}

TEST_CASE("what a request caused is posted at its distance, signed anew, with the token of its event") {
  Stage stage;
  REQUIRE(stage.ask(stage.first()));
  REQUIRE_FALSE(stage.replay.idle());
  REQUIRE(stage.app.requests().empty());
  stage.executor.run();
  REQUIRE(stage.replay.idle());
  REQUIRE(stage.executor.now() == start + 1200ms);
  REQUIRE(stage.app.requests().size() == 1);
  const Request& callback = stage.app.requests()[0];
  REQUIRE(callback.url == app_origin + "/status");
  REQUIRE(callback.headers.get("I-Twilio-Idempotency-Token") == "3f1c7a52-1d0e-4d6b-9a53-0a4b6ad7a001");
  const Form form = decode_form(callback.body);
  REQUIRE(form.get("AccountSid") == test::account_sid);
  const Signer signer{Secret(std::string(test::auth_token))};
  REQUIRE(signer.verify(callback.headers.get("X-Twilio-Signature"), callback.url, form));
}

TEST_CASE("with another origin to play against, webhooks go there, and their signature holds there") {
  ReplayOptions options;
  options.against = "https://staging.example.com";
  options.auth_token = Secret("another-token");
  Stage stage(options);
  test::ListeningApp staging;
  stage.network.mount("https://staging.example.com", staging);
  REQUIRE(stage.ask(stage.first()));
  stage.executor.run();
  REQUIRE(stage.app.requests().empty());
  REQUIRE(staging.requests().size() == 1);
  const Request& callback = staging.requests()[0];
  REQUIRE(callback.url == "https://staging.example.com/status");
  const Signer signer(Secret("another-token"));
  REQUIRE(signer.verify(callback.headers.get("X-Twilio-Signature"), callback.url, decode_form(callback.body)));
}

TEST_CASE("no webhook goes to a recorded URL that is not on this machine") {
  Cassette cassette = golden();
  for (auto& interaction : cassette.interactions) {
    if (interaction.kind != Interaction::Kind::request) interaction.request.url = "https://example.com/status";
  }
  Stage stage(cassette, {});
  test::ListeningApp world;
  stage.network.mount("https://example.com", world);
  REQUIRE(stage.ask(stage.first()));
  stage.executor.run();
  REQUIRE(world.requests().empty());
  REQUIRE(stage.replay.report().posted == 0);
  REQUIRE(stage.replay.report().skipped ==
          std::vector<std::string>{"callback 3 to https://example.com/status is not posted: its URL is not on this "
                                   "machine, and nothing says where it may go instead"});
  const auto text = stage.replay.text_in("+15550100099", "+15550100001", "STOP");
  REQUIRE(text.error().code == ErrorCode::configuration);
}

TEST_CASE("a callback that nothing in the cassette caused is not posted, and counted") {
  Cassette cassette = golden();
  cassette.interactions.erase(cassette.interactions.begin());  // the request that caused 3
  cassette.interactions[1].caused_by = 0;
  Stage stage(cassette, {});
  REQUIRE(stage.replay.report().skipped ==
          std::vector<std::string>{"callback 3 to http://127.0.0.1:3000/status is not posted: nothing in the cassette "
                                   "caused it"});
}

TEST_CASE("played at once, answers take no time and webhooks come one after the other in their order") {
  const Cassette cassette = [] {
    Cassette all = golden();
    Interaction sent = all.interactions[2];
    sent.id = 8;
    sent.at = 3s;
    sent.request.body = "MessageStatus=late";
    all.interactions.push_back(sent);
    return all;
  }();
  ReplayOptions options;
  options.instant = true;
  Stage stage(cassette, options);
  REQUIRE(stage.ask(stage.first()));
  stage.executor.run();
  REQUIRE(stage.executor.now() == start);
  REQUIRE(stage.app.requests().size() == 2);
  REQUIRE(decode_form(stage.app.requests()[0].body).get("MessageStatus") == "undelivered");
  REQUIRE(decode_form(stage.app.requests()[1].body).get("MessageStatus") == "late");
}

TEST_CASE("an interaction that had no answer has none again") {
  Cassette cassette = golden();
  cassette.interactions[0].outcome = failure(ErrorCode::timeout, "api.twilio.com did not answer in time");
  cassette.interactions[0].took = 15s;
  Stage stage(cassette, {});
  const auto answer = stage.ask(stage.first());
  REQUIRE(stage.executor.now() == start + 15s);
  REQUIRE(answer.error() == Error(ErrorCode::timeout, "api.twilio.com did not answer in time"));
}

TEST_CASE("what was not recorded is an error at once that names the nearest there is") {
  Stage stage;
  const auto answer =
      stage.ask(test::create_request({{"To", "+15550100098"}, {"From", "+15550100001"}, {"Body", "x"}}));
  REQUIRE(stage.executor.now() == start);
  REQUIRE(answer.error().code == ErrorCode::unmatched);
  REQUIRE(answer.error().message.find("the nearest is 2, ") != std::string::npos);
  REQUIRE(stage.replay.report().unmatched == 1);
  REQUIRE(stage.ask(stage.first()));
  REQUIRE(stage.ask(stage.first()).error().message.find("interaction 1 does, and is used already") !=
          std::string::npos);
}

TEST_CASE("a text from a phone plays the recorded webhook that has its values, once") {
  Stage stage;
  REQUIRE(stage.replay.text_in("+15550100099", "+15550100001", "STOP"));
  stage.executor.run();
  REQUIRE(stage.app.requests().size() == 1);
  REQUIRE(stage.app.requests()[0].url == app_origin + "/sms");
  // Nobody has asked yet, so it comes in the name of the default world's account.
  REQUIRE(decode_form(stage.app.requests()[0].body).get("AccountSid") == test::account_sid);

  const auto again = stage.replay.text_in("+15550100099", "+15550100001", "STOP");
  REQUIRE(again.error().code == ErrorCode::unmatched);
  REQUIRE(
      again.error().message ==
      "no unused text from +15550100099 to +15550100001 with the body \"STOP\" is recorded; the cassette has 5, from "
      "+15550100099 to +15550100001 with the body \"STOP\", used already");
}

TEST_CASE("a text from a phone comes in the name of the account that asked last") {
  Stage stage;
  Request request = stage.first();
  request.url = "http://localhost:8080/2010-04-01/Accounts/" + other_account + "/Messages.json";
  REQUIRE(stage.ask(request));
  REQUIRE(stage.replay.text_in("+15550100099", "+15550100001", "STOP"));
  stage.executor.run();
  REQUIRE(decode_form(stage.app.requests()[0].body).get("AccountSid") == other_account);
}

TEST_CASE("a cassette without texts says so") {
  Stage stage(Cassette{}, {});
  REQUIRE(stage.replay.text_in("+1", "+2", "hi").error().message ==
          "no unused text from +1 to +2 with the body \"hi\" is recorded; the cassette has none");
}

TEST_CASE("a webhook that a text caused follows it at its distance") {
  Cassette cassette = golden();
  cassette.interactions[2].caused_by = 0;
  std::swap(cassette.interactions[2], cassette.interactions[4]);
  cassette.interactions[2].id = 3;
  cassette.interactions[2].at = 1s;
  cassette.interactions[4].id = 5;
  cassette.interactions[4].at = 4s;
  cassette.interactions[4].caused_by = 3;
  Stage stage(cassette, {});
  REQUIRE(stage.replay.text_in("+15550100099", "+15550100001", "STOP"));
  stage.executor.run();
  REQUIRE(stage.executor.now() == start + 3s);
  REQUIRE(stage.app.requests().size() == 2);
}

TEST_CASE("a webhook whose app does not answer is counted") {
  Stage stage(golden(), {});
  LocalTransport nobody(stage.executor);
  Replay replay(stage.executor, nobody, golden());
  ReplayingTransport api(stage.executor, replay);
  REQUIRE(test::exchange(stage.executor, api, stage.first()));
  stage.executor.run();
  REQUIRE(replay.report().posted == 0);
  REQUIRE(replay.report().unanswered == 1);
}

TEST_CASE("a replay that ends takes its webhooks with it") {
  VirtualExecutor executor(start);
  LocalTransport network(executor);
  test::ListeningApp app;
  network.mount(app_origin, app);
  {
    Replay replay(executor, network, golden());
    ReplayingTransport api(executor, replay);
    REQUIRE(test::exchange(executor, api, Stage().first()));
  }
  executor.run();
  REQUIRE(app.requests().empty());
}

TEST_CASE("a cassette on a port answers what it does not know with 404 in the shape of Twilio's errors") {
  Stage stage;
  ReplayService service(stage.replay);
  const auto answer = test::exchange(stage.executor, service, Request("GET", "http://127.0.0.1:8080/v1/Services"));
  REQUIRE(answer->status == 404);
  REQUIRE(answer->headers.get("Content-Type") == "application/json");
  REQUIRE(
      answer->body.starts_with(R"({"code":20404,"message":"no interaction matches GET /v1/Services; the nearest is )"));
  REQUIRE(answer->body.ends_with(R"("more_info":"https://www.twilio.com/docs/errors/20404","status":404})"));
  REQUIRE(test::exchange(stage.executor, service, stage.first())->status == 201);
}

TEST_CASE("a cassette on a port says that it is well, and takes texts from phones") {
  Stage stage;
  ReplayService service(stage.replay);
  const auto control = [&](const char* method, const std::string& path, const std::string& body) {
    Request request(method, "http://127.0.0.1:8080/_understudy/v1" + path);
    request.body = body;
    return *test::exchange(stage.executor, service, request);
  };
  REQUIRE(control("GET", "/health", "") == Response(200, "application/json", R"({"status":"ok"})"));
  const std::string text = R"({"from":"+15550100099","to":"+15550100001","body":"STOP"})";
  REQUIRE(control("POST", "/inbound", text).status == 201);
  stage.executor.run();
  REQUIRE(stage.app.requests().size() == 1);
  REQUIRE(control("POST", "/inbound", text).status == 404);
  for (const char* garbage : {"", "[]", "{", R"({"from":1})"})
    REQUIRE(control("POST", "/inbound", garbage).status == 400);
  REQUIRE(control("POST", "/clock/advance", "").status == 404);
}

}  // namespace
}  // namespace understudy::recorder
