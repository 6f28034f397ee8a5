// Messages as the control API finds them, and waits for them.
#include <optional>

#include "core/runtime/scope.hpp"
#include "tests/support/control_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

Task<> ask_and_keep(Transport& network, Request request, std::optional<Response>& answer) {
  auto came = co_await network.roundtrip(std::move(request));
  answer = came.value();
}

std::vector<std::string> bodies(const json& answer) {
  std::vector<std::string> found;
  for (const auto& message : answer.at("messages")) found.push_back(message.at("body"));
  return found;
}

// Somebody who waits for a message.
struct Waiting {
  explicit Waiting(ControlDriver& control, const std::string& query) : tasks(control.executor) {
    tasks.spawn(ask_and_keep(control.network, ControlDriver::request("GET", "/messages?" + query), answer));
  }
  std::optional<Response> answer;
  Scope tasks;
};

}  // namespace

TEST_CASE("the control API shows a message with all that matters to a test") {
  ControlDriver control;
  const std::string sid = control.send("Your code is 123456");
  control.advance("30s");
  const json found = control.get("/messages");
  CHECK(found.at("all") == true);
  REQUIRE(found.at("messages").size() == 1);
  const json& message = found.at("messages").at(0);
  CHECK(message.at("sid") == sid);
  CHECK(message.at("direction") == "outbound-api");
  CHECK(message.at("status") == "delivered");
  CHECK(message.at("from") == "+15550100001");
  CHECK(message.at("to") == "+15550100099");
  CHECK(message.at("body") == "Your code is 123456");
  CHECK(message.at("service").is_null());
  CHECK(message.at("segments") == 1);
  CHECK(message.at("media") == 0);
  CHECK(message.at("error_code").is_null());
  CHECK(message.at("created") == "2026-01-01T09:00:00.000000Z");
  CHECK(message.at("sent") > message.at("created"));
}

TEST_CASE("messages are found by their ends, text, status and direction, newest last") {
  ControlDriver control;
  control.send("one");
  control.advance("30s");
  control.send("two", "+15550100098");
  control.ask("POST", "/inbound", R"({"from": "+15550100099", "to": "+15550100001", "body": "three"})");
  using Bodies = std::vector<std::string>;
  CHECK(bodies(control.get("/messages")) == Bodies{"one", "two", "three"});
  CHECK(bodies(control.get("/messages?to=%2B15550100098")) == Bodies{"two"});
  CHECK(bodies(control.get("/messages?to=+15550100098")) == Bodies{"two"});
  CHECK(bodies(control.get("/messages?from=%2B15550100099")) == Bodies{"three"});
  CHECK(bodies(control.get("/messages?body=o")) == Bodies{"one", "two"});
  CHECK(bodies(control.get("/messages?status=delivered")) == Bodies{"one"});
  CHECK(bodies(control.get("/messages?direction=inbound")) == Bodies{"three"});
  CHECK(bodies(control.get("/messages?to=%2B15550100099&status=queued")).empty());
}

TEST_CASE("a limit keeps the newest messages, and says that there are others") {
  ControlDriver control;
  for (const std::string body : {"one", "two", "three"}) {
    control.send(body);
    control.advance("1s");
  }
  const json some = control.get("/messages?limit=2");
  CHECK(bodies(some) == std::vector<std::string>{"two", "three"});
  CHECK(some.at("all") == false);
  CHECK(control.get("/messages?limit=3").at("all") == true);
}

TEST_CASE("a search that makes no sense is 400 and says what would be right") {
  ControlDriver control;
  const auto [query, complaint] = GENERATE(table<std::string, std::string>({
      {"status=arrived", "status: wants one of accepted, "},
      {"direction=out", "direction: wants one of outbound-api, outbound-reply, inbound, got \"out\""},
      {"limit=0", "limit: wants a whole number from 1 to 1000, got \"0\""},
      {"wait=soon", "wait: wants a duration like 250ms or 30s, got \"soon\""},
      {"bdy=x", "bdy: there is no such parameter; did you mean 'body'?"},
  }));
  const Response response = control.ask("GET", "/messages?" + query);
  CHECK(response.status == 400);
  CHECK_THAT(control.complaint(response), Contains(complaint));
}

TEST_CASE("who waits for a message is answered as soon as it comes") {
  ControlDriver control;
  Waiting waiting(control, "to=%2B15550100099&body=code&wait=60s");
  control.send("hello");
  control.send("your code", "+15550100098");
  REQUIRE_FALSE(waiting.answer);
  const std::string sid = control.send("your code");
  control.executor.run_until([&] { return waiting.answer.has_value(); });
  CHECK(waiting.answer->status == 200);
  const json found = json::parse(waiting.answer->body).at("messages");
  REQUIRE(found.size() == 1);
  CHECK(found.at(0).at("sid") == sid);
  CHECK(control.executor.now() == new_year);
}

TEST_CASE("one can wait for what becomes of a message, and for texts that come in") {
  ControlDriver control;
  Waiting delivered(control, "status=delivered&wait=60s");
  Waiting inbound(control, "direction=inbound&wait=60s");
  control.send();
  CHECK_FALSE(delivered.answer);
  control.advance("30s");
  CHECK_FALSE(inbound.answer);
  control.ask("POST", "/inbound", R"({"from": "+15550100099", "to": "+15550100001", "body": "hi"})");
  control.executor.run_until([&] { return delivered.answer && inbound.answer; });
  CHECK(delivered.answer->status == 200);
  CHECK(inbound.answer->status == 200);
}

TEST_CASE("who waits in vain is told so when the time is over, with what there is") {
  ControlDriver control;
  const std::string sid = control.send();
  const Response response = control.ask("GET", "/messages?to=%2B15550100098&wait=5s");
  CHECK(control.executor.now() == new_year + 5s);
  CHECK(response.status == 504);
  CHECK_THAT(control.complaint(response),
             Contains("no message like ?to=%2B15550100098&wait=5s came within 5s") &&
                 Contains("the newest of all is " + sid + ", queued from +15550100001 to +15550100099"));
}

TEST_CASE("who waits for a message in a world that is taken away is told so at once") {
  ControlDriver control;
  const std::string other = json::parse(control.ask("POST", "/worlds").body).at("id");
  std::optional<Response> answer;
  Scope tasks(control.executor);
  tasks.spawn(
      ask_and_keep(control.network, ControlDriver::request("GET", "/worlds/" + other + "/messages?wait=60s"), answer));
  REQUIRE(control.ask("DELETE", "/worlds/" + other).status == 204);
  control.executor.run_until([&] { return answer.has_value(); });
  CHECK(answer->status == 503);
  CHECK(control.executor.now() == new_year);
}
