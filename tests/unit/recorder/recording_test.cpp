#include "recorder/recording.hpp"

#include "core/http/local_transport.hpp"
#include "core/message/sid.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "core/text/base64.hpp"
#include "tests/support/exceptions_seen.hpp"
#include "tests/support/exchange.hpp"
#include "tests/support/listening_app.hpp"
#include "tests/support/scripted_transport.hpp"
#include "tests/support/small_twilio.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/twilio_requests.hpp"

#include <catch2/catch.hpp>

namespace understudy::recorder {
namespace {

using namespace std::chrono_literals;
using Kind = Interaction::Kind;

const TimePoint start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + 9h;
const std::string app_origin = "http://127.0.0.1:3000";

// A client and an app on one side, Twilio on the other, and a recording of all that goes between them.
struct Flow {
  explicit Flow(const std::string& path = {}) : recording(path.empty() ? in_memory() : in_file(path)) {
    network.mount(std::string(test::twilio_origin), twilio);
    network.mount(app_origin, recorded_app);
  }
  std::unique_ptr<Recording> in_memory() { return std::make_unique<Recording>(executor, "https://api.twilio.com"); }
  std::unique_ptr<Recording> in_file(const std::string& path) {
    return std::move(*Recording::to_file(executor, "https://api.twilio.com", path, false));
  }
  Result<Response> send(const std::string& body, const std::string& to = "+15550100099") {
    return test::exchange(
        executor, client_network,
        test::create_request({{"To", to}, {"Body", body}, {"StatusCallback", app_origin + "/status"}}));
  }

  VirtualExecutor executor{start};
  std::unique_ptr<Recording> recording;
  LocalTransport network{executor};
  test::ListeningApp app;
  RecordingService recorded_app{app, *recording};
  test::SmallTwilio twilio{executor, network};
  RecordingTransport client_network{network, *recording};
};

Task<bool> answers_within(Executor& executor, Transport& transport, Duration limit) {
  Request request = test::create_request({{"To", "+15550100099"}});
  auto answer = co_await within(executor, limit, transport.roundtrip(std::move(request)));
  co_return answer.has_value();
}

Task<> ask_for(Transport& transport, Request request) {
  auto answer = co_await transport.roundtrip(std::move(request));
}

TEST_CASE("a recording has both directions, with their times and with what caused what") {
  Flow flow;
  const TimePoint began = flow.executor.now();
  REQUIRE(flow.send("hi"));
  flow.executor.run();
  const Cassette& cassette = flow.recording->cassette();
  REQUIRE(cassette.recorded_at == began);
  REQUIRE(cassette.upstream == "https://api.twilio.com");
  REQUIRE(cassette.interactions.size() == 3);

  const Interaction& create = cassette.interactions[0];
  REQUIRE(create.id == 1);
  REQUIRE(create.at == 0s);
  REQUIRE(create.took == 100ms);
  REQUIRE(create.kind == Kind::request);
  REQUIRE(create.request.url == "/2010-04-01/Accounts/{account}/Messages.json");
  REQUIRE(create.outcome->body == R"({"account_sid":"{account}","sid":"SM00000000000000000000000000000001"})");

  const Interaction& delivered = cassette.interactions[2];
  REQUIRE(delivered.id == 3);
  REQUIRE(delivered.at == 1500ms);
  REQUIRE(delivered.kind == Kind::callback);
  REQUIRE(delivered.caused_by == 1);
  REQUIRE(delivered.request.url == app_origin + "/status");
  REQUIRE(delivered.request.headers.get("I-Twilio-Idempotency-Token") == "token-2");
  REQUIRE_FALSE(delivered.request.headers.find("X-Twilio-Signature"));
  REQUIRE(delivered.outcome->status == 204);
}

TEST_CASE("a text from a phone is recorded as inbound, and nothing caused it") {
  Flow flow;
  flow.twilio.text_in(app_origin + "/sms", {{"MessageSid", "SM1"}, {"SmsStatus", "received"}, {"Body", "STOP"}});
  flow.executor.run();
  const auto& interactions = flow.recording->cassette().interactions;
  REQUIRE(interactions.size() == 1);
  REQUIRE(interactions[0].kind == Kind::inbound);
  REQUIRE(interactions[0].caused_by == 0);
}

TEST_CASE("media that are fetched from the app are passed on, and not recorded") {
  VirtualExecutor executor(start);
  test::ListeningApp app;
  Recording recording(executor, "https://api.twilio.com");
  RecordingService service(app, recording);
  Request fetch("GET", app_origin + "/cat.png");
  CHECK(Pending<Result<Response>>(executor, service.handle(fetch)).get());
  CHECK(app.requests() == std::vector{fetch});
  CHECK(recording.cassette().interactions.empty());
}

TEST_CASE("a recording does not change what it records") {
  Flow flow;
  const auto answer = flow.send("hi");
  flow.executor.run();
  REQUIRE(answer->status == 201);
  REQUIRE(answer->body.find(test::account_sid) != std::string::npos);
  REQUIRE(flow.app.requests().size() == 2);
  REQUIRE(flow.app.requests()[0].headers.find("X-Twilio-Signature"));
}

TEST_CASE("a connection that ended without an answer is recorded as that") {
  Flow flow;
  REQUIRE_FALSE(flow.send("lose me"));
  const Interaction& lost = flow.recording->cassette().interactions[0];
  REQUIRE(lost.took == 100ms);
  REQUIRE(lost.outcome.error() == Error(ErrorCode::connection_lost, "the connection ended before the answer did"));
}

TEST_CASE("a request that is given up on is recorded as one that had no answer in time") {
  VirtualExecutor executor(start);
  test::ScriptedTransport silent(executor);
  silent.fall_silent();
  Recording recording(executor, "https://api.twilio.com");
  RecordingTransport transport(silent, recording);
  REQUIRE_FALSE(Pending<bool>(executor, answers_within(executor, transport, 15s)).get());
  REQUIRE(recording.cassette().interactions.size() == 1);
  const Interaction& given_up = recording.cassette().interactions[0];
  REQUIRE(given_up.took == 15s);
  REQUIRE(given_up.outcome.error().code == ErrorCode::timeout);
}

TEST_CASE("interactions are numbered as they begin, and stand in that order however they end") {
  VirtualExecutor executor(start);
  test::ScriptedTransport network(executor);
  network.answer(Response(200), 3s);
  network.answer(Response(201), 2s);
  network.answer(Response(202), 1s);
  Recording recording(executor, "https://api.twilio.com");
  RecordingTransport transport(network, recording);
  Scope tasks(executor);
  for (const char* path : {"/v1/a", "/v1/b", "/v1/c"})
    tasks.spawn(ask_for(transport, test::twilio_request("GET", path)));
  executor.run();
  const auto& interactions = recording.cassette().interactions;
  REQUIRE(interactions.size() == 3);
  for (int i = 0; i < 3; ++i) {
    REQUIRE(interactions[i].id == i + 1);
    REQUIRE(interactions[i].outcome->status == 200 + i);
    REQUIRE(interactions[i].took == 3s - i * 1s);
  }
}

TEST_CASE("an app that throws has answered 500 on the cassette, too") {
  test::ExceptionsSeen exceptions;
  Flow flow;
  test::ListeningApp broken([](const Request&) -> Result<Response> { throw std::runtime_error("no database"); });
  RecordingService recorded(broken, *flow.recording);
  const auto answer = test::exchange(flow.executor, recorded, Request("POST", app_origin + "/sms"));
  REQUIRE(answer->status == 500);
  REQUIRE(flow.recording->cassette().interactions[0].outcome->status == 500);
}

TEST_CASE("a file has each interaction as soon as it has ended, and is a cassette at any time") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("tape.yaml");
  Flow flow(path);
  REQUIRE(load_cassette(path)->interactions.empty());
  REQUIRE(flow.send("hi"));
  REQUIRE(load_cassette(path)->interactions.size() == 1);
  flow.executor.run();
  const auto cassette = load_cassette(path);
  REQUIRE(cassette->interactions.size() == 3);
  REQUIRE(cassette->interactions[1].caused_by == 1);
  REQUIRE(flow.recording->count() == 3);
  REQUIRE(flow.recording->cassette().interactions.empty());
  REQUIRE(format_cassette(*cassette) == test::read_file(path));
  REQUIRE_FALSE(flow.recording->failed());
}

TEST_CASE("what is recorded in memory is what is recorded in a file") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("tape.yaml");
  Flow in_memory;
  Flow in_file(path);
  REQUIRE(in_memory.send("hi"));
  in_memory.executor.run();
  REQUIRE(in_file.send("hi"));
  in_file.executor.run();
  REQUIRE(*load_cassette(path) == in_memory.recording->cassette());
}

TEST_CASE("a recording that cannot be written says so, then and at its end") {
  const test::TemporaryFolder folder;
  VirtualExecutor executor(start);
  REQUIRE_FALSE(Recording::to_file(executor, "https://api.twilio.com", folder.path("missing/tape.yaml"), false));
  const std::string path = folder.path("tape.yaml");
  Flow flow(path);
  const std::string head = test::read_file(path);
  const test::FileSizeLimit limit(head.size() + 10);
  REQUIRE(flow.send("hi"));
  REQUIRE(flow.recording->failed());
  REQUIRE(test::read_file(path) == head);
}

// All the ways in which a token could show in a file.
std::vector<std::string> spellings(const std::string& user, const std::string& token) {
  std::vector<std::string> all{token, percent_encode(token), base64_encode(token), base64_encode(user + ":" + token)};
  for (const char* before : {"x", "xy"}) all.push_back(base64_encode(before + token));
  std::string escaped;
  for (char c : token) escaped += "%" + std::to_string(c / 16) + "0123456789ABCDEF"[c % 16];
  all.push_back(escaped);
  return all;
}

TEST_CASE("no spelling of a token is in the file, wherever in the exchange it was") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("tape.yaml");
  const std::string user(test::account_sid);
  const std::string token = "k3y+with/odd=chars&more0123456789";
  const std::string told = "t0ld-of-this-one-0123456789-and-on";
  const auto everywhere = [&](const std::string& secret) {
    std::string text;
    for (const auto& spelling : spellings(user, secret)) text += spelling + " ";
    return text;
  };

  VirtualExecutor executor(start);
  auto recording = std::move(*Recording::to_file(executor, "https://api.twilio.com", path, false));
  recording->add_secret(Secret(told));
  test::ScriptedTransport network(executor);
  RecordingTransport transport(network, *recording);
  for (const auto& secret : {token, told}) {
    for (const char* type : {"application/x-www-form-urlencoded", "application/json", "text/plain"}) {
      Request request("POST", "https://api.twilio.com/v1/" + percent_encode(secret) + "?t=" + percent_encode(secret));
      request.headers.add("Authorization", test::basic(user, token));
      request.headers.add("Content-Type", type);
      request.headers.add("X-Forwarded-Authorization", test::basic(user, secret));
      request.body = encode_form({{"Token", secret}, {secret, everywhere(secret)}});
      Response response(200, type, R"({"token":")" + everywhere(secret) + "\"}");
      response.headers.add("X-Echo", everywhere(secret));
      network.answer(response);
      REQUIRE(test::exchange(executor, transport, request));
    }
    network.answer(failure(ErrorCode::timeout, "no answer to " + secret));
    Request request("GET", "https://" + user + ":" + percent_encode(token) + "@api.twilio.com/v1/Services");
    request.headers.add("Authorization", test::basic(user, token));
    REQUIRE_FALSE(test::exchange(executor, transport, request));
  }

  const std::string file = test::read_file(path);
  REQUIRE(load_cassette(path)->interactions.size() == 8);
  for (const auto& secret : {token, told}) {
    for (const auto& spelling : spellings(user, secret)) {
      CAPTURE(spelling);
      REQUIRE(file.find(spelling) == std::string::npos);
      REQUIRE(file.find(spelling.substr(spelling.size() - 28, 20)) == std::string::npos);
    }
  }
  REQUIRE(file.find("Authorization: ") == file.find("X-Forwarded-Authorization: ") + 12);
}

TEST_CASE("the secret of a key that is made is in no interaction") {
  const std::string secret = "n3wS3cret0123456789n3wS3cret0123";
  VirtualExecutor executor(start);
  Recording recording(executor, "https://api.twilio.com");
  test::ScriptedTransport network(executor);
  RecordingTransport transport(network, recording);
  network.answer(Response(201, "application/json", R"({"sid":"SK1","secret":")" + secret + "\"}"));
  REQUIRE(test::exchange(executor, transport, test::twilio_request("POST", "/v1/Keys"))->body.find(secret) !=
          std::string::npos);

  REQUIRE(format_cassette(recording.cassette()).find(secret) == std::string::npos);
}

}  // namespace
}  // namespace understudy::recorder
