#include "core/http/local_transport.hpp"
#include "core/runtime/pending.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "simulator/simulated_twilio.hpp"
#include "tests/support/listening_app.hpp"
#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;
using nlohmann::json;
using simulator::ClockMode;
using simulator::ClockOptions;
using simulator::SimulatedTwilio;

namespace {

const std::string root = "/_understudy/v1";

ClockOptions manual() {
  ClockOptions options;
  options.mode = ClockMode::manual;
  return options;
}

// A world on a manual clock, asked through its control API.
struct Control {
  Response ask(Request request) {
    return Pending<Result<Response>>(executor, twilio.handle(std::move(request))).get().value();
  }
  Response ask(std::string method, const std::string& path, std::string body = {}) {
    Request request(std::move(method), std::string(twilio_origin) + root + path);
    request.body = std::move(body);
    return ask(std::move(request));
  }
  json get(const std::string& path) { return json::parse(ask("GET", path).body); }
  void send() {
    const Form form{{"To", "+15550100099"},
                    {"From", "+15550100001"},
                    {"Body", "hi"},
                    {"StatusCallback", "http://app.localhost/status"}};
    REQUIRE(ask(create_request(form)).status == 201);
  }

  VirtualExecutor executor{new_year};
  LocalTransport network{executor};
  ListeningApp app;
  SimulatedTwilio twilio{executor, network, {}, manual()};

  Control() { network.mount("http://app.localhost", app); }
};

std::string message_of(const Response& response) {
  const auto body = json::parse(response.body);
  REQUIRE(body.at("status") == response.status);
  return body.at("message");
}

}  // namespace

TEST_CASE("health is 200 as soon as requests are served") {
  Control control;
  const Response response = control.ask("GET", "/health");
  REQUIRE(response.status == 200);
  REQUIRE(json::parse(response.body).at("status") == "ok");
}

TEST_CASE("a world can be named by its account or as the default, or left out") {
  Control control;
  const auto prefix = GENERATE(std::string(), std::string("/worlds/default"), "/worlds/" + std::string(account_sid));
  const auto clock = control.get(prefix + "/clock");
  REQUIRE(clock.at("mode") == "manual");
  REQUIRE(clock.at("now") == "2026-01-01T09:00:00.000000Z");
  REQUIRE(clock.at("next_due").is_null());
  REQUIRE(clock.at("idle") == true);
}

TEST_CASE("a world that does not exist is 404 and says which does") {
  Control control;
  const Response response = control.ask("GET", "/worlds/staging/clock");
  REQUIRE(response.status == 404);
  REQUIRE_THAT(message_of(response), Catch::Contains("no world \"staging\"; there is \"default\""));
}

TEST_CASE("a path that does not exist is 404 and lists what there is") {
  Control control;
  const auto path = GENERATE("", "/", "/clocks", "/worlds/default", "/clock/advance/");
  const Response response = control.ask("GET", path);
  REQUIRE(response.status == 404);
  REQUIRE_THAT(message_of(response),
               Catch::Contains("GET /_understudy/v1/health") && Catch::Contains("POST /_understudy/v1/clock/advance"));
}

TEST_CASE("a method that a path does not know is 405 and says which it does") {
  Control control;
  const Response response = control.ask("PUT", "/faults");
  REQUIRE(response.status == 405);
  REQUIRE(response.headers.get("Allow") == "GET, POST, DELETE");
}

TEST_CASE("advancing does all that falls due, and says what that was") {
  Control control;
  control.send();
  const auto body = GENERATE(R"({"by": "30s"})", R"({"to": "2026-01-01T09:00:30Z"})");
  const Response response = control.ask("POST", "/clock/advance", body);
  REQUIRE(response.status == 200);
  REQUIRE(json::parse(response.body) == json{{"from", "2026-01-01T09:00:00.000000Z"},
                                             {"to", "2026-01-01T09:00:30.000000Z"},
                                             {"events", 3},
                                             {"deliveries", 2}});
  REQUIRE(control.app.requests().size() == 2);
}

TEST_CASE("advancing to the next event goes just there") {
  Control control;
  control.send();
  std::vector<std::string> reached;
  for (int i = 0; i < 4; ++i) {
    const auto due = control.get("/clock").at("next_due");
    const auto done = json::parse(control.ask("POST", "/clock/advance", R"({"next": true})").body);
    if (!due.is_null()) REQUIRE(done.at("to") == due);
    REQUIRE(done.at("events") == (due.is_null() ? 0 : 1));
  }
}

TEST_CASE("a bad advance is 400 and says what would be right") {
  struct Case {
    std::string body;
    std::string complaint;
  };
  const auto [body, complaint] = GENERATE(
      Case{"", "the body is not JSON; it wants to be like"}, Case{"by=30s", "the body is not JSON"},
      Case{"[1]", "wants to be an object like"}, Case{"{}", "exactly one of by, to, next and until, got {}"},
      Case{R"({"by": "soon"})", R"(by: wants a duration like 250ms, got "soon")"},
      Case{R"({"by": 30})", "by: wants a duration like 250ms, got 30"},
      Case{R"({"by": "-1s"})", "by: wants a duration"}, Case{R"({"by": "40000d"})", "by: wants at most 36500d"},
      Case{R"({"bye": "1s"})",
           R"(bye: there is no such key; did you mean "by"? the known ones are by, to, next, until)"},
      Case{R"({"to": "tomorrow"})", "to: wants a time like 2026-01-01T09:00:00Z"},
      Case{R"({"to": "2025-12-31T00:00:00Z"})", "is past; the world's time is 2026-01-01T09:00:00.000000Z"},
      Case{R"({"until": {}})", "until: wants members of an event such as"},
      Case{R"({"until": {"message": ["a"]}})", "until.message: wants a plain value"},
      Case{R"({"by": "1s", "within": "1s"})", "within: goes with until only"},
      Case{R"({"next": false})", "next: wants true, got false"},
      Case{R"({"by": "1s", "next": true})", "exactly one of"}, Case{"{\"by\": \"\xff\"}", "the body is not JSON"});
  Control control;
  const Response response = control.ask("POST", "/clock/advance", body);
  INFO(body);
  REQUIRE(response.status == 400);
  REQUIRE_THAT(message_of(response), Catch::Contains(complaint));
}

TEST_CASE("a text comes in over the control API") {
  Control control;
  const Response response =
      control.ask("POST", "/inbound",
                  R"({"from": "+15550100099", "to": "+15550100001", "body": "hi", "media": ["http://a/1.png"]})");
  REQUIRE(response.status == 201);
  const std::string sid = json::parse(response.body).at("sid");
  REQUIRE(json::parse(control.ask(fetch_request(sid)).body).at("status") == "received");
}

TEST_CASE("a text brings media as URLs and as themselves over the control API") {
  Control control;
  const Response response = control.ask("POST", "/inbound", R"({"from": "+15550100099", "to": "+15550100001", "media":
      ["https://example.com/1.png", {"content_type": "text/vcard", "base64": "QkVHSU46VkNBUkQ="}]})");
  REQUIRE(response.status == 201);
  const std::string message = json::parse(response.body).at("sid");
  const std::string path = "/2010-04-01/Accounts/" + std::string(account_sid) + "/Messages/" + message + "/Media";
  const auto media = json::parse(control.ask(twilio_request("GET", path + ".json")).body).at("media_list");
  REQUIRE(media.size() == 2);
  CHECK(media[0].at("content_type") == "image/png");
  const std::string vcard = media[1].at("sid");
  const Response moved = control.ask(twilio_request("GET", path + "/" + vcard));
  CHECK(control.ask(Request("GET", std::string(moved.headers.get("Location")))).body == "BEGIN:VCARD");
}

TEST_CASE("what is advanced counts webhooks, not the media that were fetched") {
  Control control;
  const Form form{{"To", "+15550100099"}, {"From", "+15550100001"}, {"MediaUrl", "http://app.localhost/a.png"}};
  REQUIRE(control.ask(create_request(form)).status == 201);
  const auto done = json::parse(control.ask("POST", "/clock/advance", R"({"by": "10s"})").body);
  CHECK(control.app.requests().size() == 2);
  CHECK(done.at("deliveries") == 0);
}

TEST_CASE("a bad text is 400 and says what would be right") {
  struct Case {
    std::string body;
    std::string complaint;
  };
  const auto [body, complaint] = GENERATE(
      Case{R"({"to": "+15550100001"})", "from: is missing; wants a string such as \"+15550100099\""},
      Case{R"({"from": 1, "to": "+15550100001"})", "from: wants a string, got 1"},
      Case{R"({"from": "+15550100099", "to": "+15550100555", "body": "hi"})",
           "the account has no number \"+15550100555\""},
      Case{R"({"form": "+15550100099"})", "did you mean \"from\"?"},
      Case{R"({"from": "+15550100099", "to": "+15550100001", "media": "http://a/"})", "media: wants a list of URLs"},
      Case{R"({"from": "+15550100099", "to": "+15550100001", "media": [1]})", "media: wants a list of URLs"},
      Case{R"({"from": "+15550100099", "to": "+15550100001", "media": [{"base64": "AA="}]})",
           "media.base64: wants base64 as RFC 4648 has it"},
      Case{R"({"from": "+15550100099", "to": "+15550100001", "media": [{"base64": "AAAA"}]})",
           "media.content_type: is missing"});
  Control control;
  const Response response = control.ask("POST", "/inbound", body);
  REQUIRE(response.status == 400);
  REQUIRE_THAT(message_of(response), Catch::Contains(complaint));
}

TEST_CASE("faults are planned, seen and cleared over the control API") {
  Control control;
  const std::string fault =
      R"({"on": "messages.create", "match": {"To": "+1555*"}, "nth": 2, "delay": "1s", "answer": {"status": 429, "code": 20429, "retry_after": "2s"}})";
  const Response planned = control.ask("POST", "/faults", fault);
  REQUIRE(planned.status == 201);
  json listed = json::parse(fault);
  listed.update({{"id", 1}, {"matched", 0}, {"struck", 0}, {"over", false}});
  REQUIRE(json::parse(planned.body) == listed);
  REQUIRE(control.get("/faults").at("faults") == json::array({listed}));
  control.send();
  listed["matched"] = 1;
  REQUIRE(control.get("/faults").at("faults").at(0) == listed);
  REQUIRE(control.ask("DELETE", "/faults").status == 204);
  REQUIRE(control.get("/faults").at("faults").empty());
}

TEST_CASE("a fault that is over stays to be looked at, and one can be removed by its number") {
  Control control;
  REQUIRE(control.ask("POST", "/faults", R"({"on": "messages.create", "delay": "1s"})").status == 201);
  REQUIRE(control.ask("POST", "/faults", R"({"on": "*", "every": 1, "until": "1s", "drip": 1000})").status == 201);
  control.send();
  const auto faults = control.get("/faults").at("faults");
  REQUIRE(faults.size() == 2);
  REQUIRE(faults[0].at("struck") == 1);
  REQUIRE(faults[0].at("over") == true);
  REQUIRE(faults[1].at("struck") == 1);
  REQUIRE(faults[1].at("over") == false);
  control.ask("POST", "/clock/advance", R"({"by": "1s"})");
  REQUIRE(control.get("/faults").at("faults").at(1).at("over") == true);
  REQUIRE(control.ask("DELETE", "/faults/1").status == 204);
  REQUIRE(control.get("/faults").at("faults").at(0).at("id") == 2);
  const Response gone = control.ask("DELETE", "/faults/1");
  REQUIRE(gone.status == 404);
  REQUIRE_THAT(message_of(gone), Catch::Contains("no fault of that number"));
}

TEST_CASE("a bad fault is 400 and says where it is bad and what would be right") {
  struct Case {
    std::string body;
    std::string complaint;
  };
  const auto [body, complaint] = GENERATE(
      Case{"", "body:1:1: 'fault' wants a mapping of 'on', 'match', 'nth'"}, Case{"[]", "got a list"},
      Case{"{\"on\": ", "body:1:1: this is not YAML"}, Case{R"({"drop": "after"})", "body:1:1: 'fault' lacks 'on'"},
      Case{R"({"on": "message.create"})", "body:1:8: 'on' wants one of messages.create, "},
      Case{R"({"on": "messages.create"})", "body:1:1: a fault needs what goes wrong"},
      Case{R"({"on": "messages.create", "drop": "now"})", "body:1:35: 'drop' wants one of before, after"},
      Case{R"({"on": "messages.create", "nth": 0, "drop": "after"})", "body:1:34: 'nth' wants a whole number from 1"},
      Case{"{\"on\": \"messages.create\",\n \"nth\": 1.5, \"drop\": \"after\"}",
           "body:2:9: 'nth' wants a whole number"},
      Case{R"({"on": "messages.create", "answer": 503})", "'answer' wants a mapping of 'status'"},
      Case{R"({"on": "messages.create", "answer": {"status": 200}})", "'status' wants a whole number from 400 to 599"},
      Case{R"({"on": "messages.create", "answer": {"code": 1}})", "'answer' lacks 'status'"},
      Case{R"({"on": "messages.create", "answer": {"statsu": 1}})",
           "unknown key 'statsu' in 'answer'; did you mean 'status'?"},
      Case{R"({"on": "callback.status", "answer": {"status": 503}})", "it is the app that answers a callback"});
  Control control;
  const Response response = control.ask("POST", "/faults", body);
  INFO(body);
  REQUIRE(response.status == 400);
  REQUIRE_THAT(message_of(response), Catch::Contains(complaint));
}

TEST_CASE("a fault may be written as JSON writers write it, with pairs of escapes beyond the first plane") {
  Control control;
  const Response planned = control.ask(
      "POST", "/faults",
      "{\n\t\"on\": \"messages.create\",\n\t\"match\": {\"Body\": \"\\ud83d\\ude00 \\u00e9\\/*\"}, \"delay\": \"1s\"}");
  REQUIRE(planned.status == 201);
  REQUIRE(json::parse(planned.body).at("match").at("Body") == "😀 é/*");
}

TEST_CASE("the journal can be read from an event on, and by kind") {
  Control control;
  control.send();
  control.ask("POST", "/clock/advance", R"({"by": "5s"})");
  const auto seqs = [&](const std::string& query) {
    std::vector<int> found;
    const Response response = control.ask("GET", "/journal" + query);
    std::istringstream lines(response.body);
    for (std::string line; std::getline(lines, line);) found.push_back(json::parse(line).at("seq"));
    return found;
  };
  REQUIRE(seqs("").size() == control.twilio.world().journal().size());
  REQUIRE(seqs("?after=3").front() == 4);
  REQUIRE(seqs("?kind=status").size() == 3);
  REQUIRE(seqs("?kind=request&after=1").empty());
  REQUIRE(control.ask("GET", "/journal").headers.get("Understudy-Digest") == control.twilio.world().journal().digest());
  REQUIRE_THAT(message_of(control.ask("GET", "/journal?after=yesterday")), Catch::Contains("after: wants the number"));
}

TEST_CASE("the control API wants no credentials, and Twilio's paths still do") {
  Control control;
  REQUIRE(control.ask("GET", "/clock").status == 200);
  REQUIRE(control.ask(Request("GET", std::string(twilio_origin) + messages_path())).status == 401);
  REQUIRE(control.ask(Request("GET", std::string(twilio_origin) + "/_understudy/v2/clock")).status == 404);
}
