#include "simulator/worlds.hpp"

#include "core/http/local_transport.hpp"
#include "core/runtime/pending.hpp"
#include "core/runtime/scope.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "tests/support/listening_app.hpp"
#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace understudy;
using namespace understudy::test;
using nlohmann::json;
using simulator::ClockMode;
using simulator::Worlds;
using simulator::WorldSetup;

namespace {

const std::string root = "/_understudy/v1";

WorldSetup manual() {
  WorldSetup setup;
  setup.clock.mode = ClockMode::manual;
  return setup;
}

// Several worlds on clocks moved by hand.
struct Several {
  Response ask(Request request) {
    return Pending<Result<Response>>(executor, worlds.handle(std::move(request))).get().value();
  }
  Response ask(std::string method, const std::string& path, std::string body = {}) {
    Request request(std::move(method), std::string(twilio_origin) + root + path);
    request.body = std::move(body);
    return ask(std::move(request));
  }
  json get(const std::string& path) { return json::parse(ask("GET", path).body); }
  std::string create(const std::string& body = {}) {
    const Response response = ask("POST", "/worlds", body);
    INFO(response.body);
    REQUIRE(response.status == 201);
    return json::parse(response.body).at("id");
  }
  // As its account; the SID of the message.
  std::string send(const std::string& account, const std::string& body = "hi") {
    Request request("POST", std::string(twilio_origin) + "/2010-04-01/Accounts/" + account + "/Messages.json");
    request.headers.add("Authorization", basic(account, auth_token));
    request.headers.add("Content-Type", form_content_type);
    request.body = encode_form({{"To", "+15550100099"},
                                {"From", "+15550100001"},
                                {"Body", body},
                                {"StatusCallback", "http://app.localhost/status"}});
    const Response response = ask(request);
    INFO(response.body);
    REQUIRE(response.status == 201);
    return json::parse(response.body).at("sid");
  }
  json list(const std::string& account) {
    Request request("GET", std::string(twilio_origin) + "/2010-04-01/Accounts/" + account + "/Messages.json");
    request.headers.add("Authorization", basic(account, auth_token));
    return json::parse(ask(request).body).at("messages");
  }
  std::string digest(const std::string& world) {
    return std::string(ask("GET", "/worlds/" + world + "/journal").headers.get("Understudy-Digest"));
  }

  VirtualExecutor executor{new_year};
  LocalTransport network{executor};
  ListeningApp app;
  Worlds worlds{executor, network, manual()};

  Several() { network.mount("http://app.localhost", app); }
};

Task<> ask_and_keep(Service& service, Request request, std::vector<Response>& answers) {
  auto answer = co_await service.handle(std::move(request));
  answers.push_back(answer.value());
}

std::string message_of(const Response& response) {
  const auto body = json::parse(response.body);
  REQUIRE(body.at("status") == response.status);
  return body.at("message");
}

}  // namespace

TEST_CASE("a world is made over the control API, and is another account") {
  Several several;
  const std::string other = several.create();
  CHECK(other != account_sid);
  several.send(other, "there");
  CHECK(several.list(std::string(account_sid)).empty());
  REQUIRE(several.list(other).size() == 1);
  CHECK(several.list(other).at(0).at("account_sid") == other);
  const json worlds = several.get("/worlds").at("worlds");
  REQUIRE(worlds.size() == 2);
  CHECK(worlds.at(0).at("default") == true);
  CHECK(worlds.at(1).at("id") == other);
  CHECK(worlds.at(1).at("default") == false);
}

TEST_CASE("a world is made as its body says, in the keys of a world file") {
  Several several;
  const std::string other = several.create(
      R"({"account_sid": "AC00000000000000000000000000000007", "seed": 7, "clock": "auto",
          "start": "2027-01-01T00:00:00Z"})");
  CHECK(other == "AC00000000000000000000000000000007");
  const json clock = several.get("/worlds/" + other + "/clock");
  CHECK(clock.at("mode") == "auto");
  CHECK(clock.at("now") == "2027-01-01T00:00:00.000000Z");
  CHECK(several.get("/clock").at("mode") == "manual");
}

TEST_CASE("a world that cannot be made is refused with what is wrong") {
  Several several;
  const Response bad = several.ask("POST", "/worlds", "{\n  \"sed\": 7}");
  CHECK(bad.status == 400);
  CHECK_THAT(message_of(bad), Catch::Contains("body:2:3: ") && Catch::Contains("did you mean 'seed'?"));
  const Response taken = several.ask("POST", "/worlds", R"({"account_sid": ")" + std::string(account_sid) + R"("})");
  CHECK(taken.status == 409);
  CHECK_THAT(message_of(taken), Catch::Contains("there is a world of " + std::string(account_sid)));
  CHECK(several.get("/worlds").at("worlds").size() == 1);
}

TEST_CASE("each world has its own clock") {
  Several several;
  const std::string other = several.create();
  const std::string here = several.send(std::string(account_sid));
  const std::string there = several.send(other);
  REQUIRE(several.ask("POST", "/worlds/" + other + "/clock/advance", R"({"by": "10s"})").status == 200);
  CHECK(several.list(other).at(0).at("status") == "delivered");
  CHECK(several.list(std::string(account_sid)).at(0).at("status") == "queued");
}

TEST_CASE("where a path names no account, the user name finds the world") {
  Several several;
  const std::string other = several.create();
  const auto services_of = [&](const std::string& user, std::string_view password) {
    Request request("GET", std::string(twilio_origin) + "/v1/Services");
    request.headers.add("Authorization", basic(user, password));
    return json::parse(several.ask(request).body).at("services").at(0).at("account_sid");
  };
  CHECK(services_of(other, auth_token) == other);
  CHECK(services_of(std::string(account_sid), auth_token) == account_sid);
  const std::string key = several.get("/worlds").at("worlds").at(1).at("api_key_sid");
  CHECK(services_of(key, "5eed0000000000005eed000000005eed") == other);
}

TEST_CASE("a key that was made meanwhile finds its world, and is another in each") {
  Several several;
  const std::string origin(account_sid);
  const std::string other = several.create();
  const auto make_key = [&](const std::string& account) {
    Request request("POST", std::string(twilio_origin) + "/2010-04-01/Accounts/" + account + "/Keys.json");
    request.headers.add("Authorization", basic(account, auth_token));
    const auto key = json::parse(several.ask(request).body);
    return std::pair<std::string, std::string>(key.at("sid"), key.at("secret"));
  };
  const auto account_of = [&](const std::pair<std::string, std::string>& key) {
    Request request("GET", std::string(twilio_origin) + "/v1/Services");
    request.headers.add("Authorization", basic(key.first, key.second));
    return json::parse(several.ask(request).body).at("services").at(0).at("account_sid");
  };
  const auto there = make_key(other);
  CHECK(make_key(origin).first != there.first);
  CHECK(account_of(there) == other);
  const std::string fork = json::parse(several.ask("POST", "/worlds/" + other + "/fork").body).at("id");
  const auto in_fork = make_key(fork);
  CHECK(make_key(other).first != in_fork.first);
  CHECK(account_of(in_fork) == fork);
  CHECK(account_of(there) == other);
}

TEST_CASE("the control API knows a world by its account alone") {
  Several several;
  several.create();
  const std::string key = several.get("/worlds").at("worlds").at(1).at("api_key_sid");
  CHECK(several.ask("DELETE", "/worlds/" + key).status == 404);
  CHECK(several.get("/worlds").at("worlds").size() == 2);
}

TEST_CASE("a world that is removed is gone, and the first one stays") {
  Several several;
  const std::string other = several.create();
  several.send(other);
  CHECK(several.ask("DELETE", "/worlds/" + other).status == 204);
  CHECK(several.ask("GET", "/worlds/" + other + "/clock").status == 404);
  CHECK_THAT(message_of(several.ask("DELETE", "/worlds/" + other)), Catch::Contains("no world \"" + other));
  const Response first = several.ask("DELETE", "/worlds/default");
  CHECK(first.status == 409);
  CHECK_THAT(message_of(first), Catch::Contains("The first world stays"));
  CHECK(several.ask("PUT", "/worlds").headers.get("Allow") == "GET, POST");
}

TEST_CASE("a world that is removed ends no request that it is answering") {
  Several several;
  const std::string other = several.create(R"({"faults": [{"on": "messages.create", "delay": "5s"}]})");
  Request request("POST", std::string(twilio_origin) + "/2010-04-01/Accounts/" + other + "/Messages.json");
  request.headers.add("Authorization", basic(other, auth_token));
  request.body = "To=%2B15550100099&From=%2B15550100001&Body=hi";
  std::vector<Response> answers;
  Scope tasks(several.executor);
  tasks.spawn(ask_and_keep(several.worlds, request, answers));
  several.executor.run_until([&] { return !several.worlds.all().back()->idle(); });
  CHECK(several.ask("DELETE", "/worlds/" + other).status == 204);
  several.executor.run_until([&] { return !answers.empty(); });
  CHECK(answers.at(0).status == 201);
}

TEST_CASE("a fork goes on from where its origin stands, as another account") {
  Several several;
  const std::string origin(account_sid);
  const std::string before = several.send(origin, "before");
  several.ask("POST", "/clock/advance", R"({"by": "10s"})");
  const Response response = several.ask("POST", "/worlds/default/fork");
  REQUIRE(response.status == 201);
  const std::string fork = json::parse(response.body).at("id");
  CHECK(several.digest(fork) == several.digest("default"));
  CHECK(several.list(fork).at(0).at("sid") == before);
  CHECK(several.list(fork).at(0).at("account_sid") == fork);
  CHECK(several.get("/worlds/" + fork + "/clock").at("now") == several.get("/clock").at("now"));
  several.send(fork, "there");
  CHECK(several.list(fork).size() == 2);
  CHECK(several.list(origin).size() == 1);
}

TEST_CASE("whoever listens hears of all worlds, later ones too") {
  Several several;
  std::vector<std::string> heard;
  several.worlds.set_listener([&](std::string_view account, const Journal::Event& event) {
    if (event.kind == "request") heard.emplace_back(account);
  });
  const std::string other = several.create();
  several.send(std::string(account_sid));
  several.send(other);
  const std::string fork = json::parse(several.ask("POST", "/worlds/" + other + "/fork").body).at("id");
  several.send(fork);
  CHECK(heard == std::vector<std::string>{std::string(account_sid), other, fork});
}
