#include "recorder/matcher.hpp"

#include "core/http/form.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

namespace understudy::recorder {
namespace {

constexpr const char* path = "/2010-04-01/Accounts/{account}/Messages.json";

Request with_body(const std::string& type, const std::string& body) {
  Request request("POST", path);
  request.headers.add("Content-Type", type);
  request.body = body;
  return request;
}
Request form(const std::string& body) { return with_body("application/x-www-form-urlencoded", body); }
Request json(const std::string& body) { return with_body("application/json", body); }
Request text(const std::string& body) { return with_body("text/plain", body); }

std::vector<Interaction> recorded(std::vector<Request> requests) {
  std::vector<Interaction> interactions;
  for (auto& request : requests) {
    Interaction& interaction = interactions.emplace_back();
    interaction.id = static_cast<int>(interactions.size());
    interaction.request = std::move(request);
  }
  return interactions;
}

std::vector<std::string> parts(const Request& met, const Request& recorded) {
  std::vector<std::string> all;
  for (const auto& difference : differences(met, recorded)) {
    all.push_back(difference.part + ": " + difference.met + " / " + difference.recorded);
  }
  return all;
}

TEST_CASE("requests match by what they say, not by how they say it") {
  const auto [met, recorded] = GENERATE(table<Request, Request>({
      {Request("GET", "/v1?a=1&b=2"), Request("GET", "/v1?b=2&a=1")},
      {Request("GET", "/v1?a=%20"), Request("GET", "/v1?a=+")},
      {Request("GET", "/v1?"), Request("GET", "/v1")},
      {form("A=1&B=2&A=3"), form("B=2&A=1&A=3")},
      {form("A=%41"), form("A=A")},
      {json(R"({"a":1,"b":[1,2]})"), json(R"( {"b": [1, 2], "a": 1} )")},
      {json("not json"), json("not json")},
      {with_body("Application/JSON; charset=utf-8", "[1]"), json("[1]")},
      {text("a"), with_body("text/html", "a")},
      {form(""), Request("POST", path)},
  }));
  CAPTURE(met.url, met.body, recorded.url, recorded.body);
  REQUIRE(fingerprint(met) == fingerprint(recorded));
  REQUIRE(parts(met, recorded).empty());
}

TEST_CASE("each part in which requests differ is named, with what was met and what was recorded") {
  using Parts = std::vector<std::string>;
  const auto [met, recorded, differing] = GENERATE(table<Request, Request, Parts>({
      {Request("GET", "/v1"), Request("POST", "/v1"), {R"(method: "GET" / "POST")"}},
      {Request("GET", "/v1"), Request("GET", "/v2"), {R"(path: "/v1" / "/v2")"}},
      {Request("GET", "/v1?a=1"),
       Request("GET", "/v1?b=1"),
       {R"(query a: "1" / nothing)", R"(query b: nothing / "1")"}},
      {form("Body=hi&To=1"), form("Body=ho&To=1"), {R"(form Body: "hi" / "ho")"}},
      {form("A=1&A=2"), form("A=2&A=1"), {R"(form A: "1", "2" / "2", "1")"}},
      {form("A="), form("B="), {R"(form A: "" / nothing)", R"(form B: nothing / "")"}},
      {json(R"({"a":1,"b":{"c":"x"}})"), json(R"({"a":2,"b":{}})"), {"json /a: 1 / 2", R"(json /b/c: "x" / nothing)"}},
      {json("1"), json("2"), {"json /: 1 / 2"}},
      {text("a"), text("b"), {R"(body: "a" / "b")"}},
      {form("A=1"), text("A=1"), {R"(body: "A=1" / "A=1")"}},
      {json("[1]"), text("[1]"), {R"(body: "[1]" / "[1]")"}},
      {form("A=1"), Request("POST", path), {R"(form A: "1" / nothing)"}},
  }));
  CAPTURE(met.url, met.body, recorded.url, recorded.body);
  REQUIRE(parts(met, recorded) == differing);
  REQUIRE(fingerprint(met) != fingerprint(recorded));
}

TEST_CASE("two requests have one fingerprint exactly when they differ in nothing") {
  rc::prop("fingerprint agrees with differences", [] {
    const auto any = [] {
      const auto type =
          *rc::gen::element<std::string>("application/x-www-form-urlencoded", "application/json", "text/plain");
      const auto body = *rc::gen::element<std::string>("", "A=1", "A=1&B=2", "B=2&A=1", "A=1&A=2", "[1]", "[ 1]", "{}",
                                                       R"({"a":1,"b":2})", R"({"b":2,"a":1})", "1.0", "1");
      Request request = with_body(type, body);
      request.url += *rc::gen::element<std::string>("", "?a=1", "?a=1&b=2", "?b=2&a=1");
      return request;
    };
    const Request a = any();
    const Request b = any();
    RC_ASSERT((fingerprint(a) == fingerprint(b)) == differences(a, b).empty());
  });
}

TEST_CASE("each recorded interaction answers once, the first that matches first") {
  const auto interactions = recorded({form("A=1"), form("A=2"), form("A=1")});
  Matcher matcher(interactions);
  REQUIRE((*matcher.take(form("A=1")))->id == 1);
  REQUIRE((*matcher.take(form("A=1")))->id == 3);
  REQUIRE((*matcher.take(form("A=2")))->id == 2);
  const auto more = matcher.take(form("A=1"));
  REQUIRE(more.error().code == ErrorCode::unmatched);
  REQUIRE(more.error().message ==
          "no unused interaction matches POST /2010-04-01/Accounts/{account}/Messages.json: interactions 1, 3 do, and "
          "are used already; it was recorded 2 times and has now been asked once more");
}

TEST_CASE("what matches nothing is told from the nearest that was recorded, part by part") {
  const auto interactions =
      recorded({Request("GET", path), form("To=1&Body=hello&From=3"), form("To=1&Body=hi&From=2"), form("A=b")});
  Matcher matcher(interactions);
  REQUIRE(
      matcher.take(form("To=1&Body=ho&From=2")).error().message ==
      "no interaction matches POST /2010-04-01/Accounts/{account}/Messages.json; the nearest is 3, POST "
      "/2010-04-01/Accounts/{account}/Messages.json, which is unused and differs in one part: form Body: met \"ho\", "
      "recorded \"hi\"");
  REQUIRE(matcher.take(form("To=1&Body=hi&From=2")));
  REQUIRE(matcher.take(form("To=2&Body=hi")).error().message ==
          "no interaction matches POST /2010-04-01/Accounts/{account}/Messages.json; the nearest is 3, POST "
          "/2010-04-01/Accounts/{account}/Messages.json, which is used already and differs in 2 parts: form From: met "
          "nothing, recorded \"2\"; form To: met \"2\", recorded \"1\"");
}

TEST_CASE("a request of the same method and path is nearer than one that differs in fewer parts") {
  const auto interactions = recorded({Request("GET", "/v1/b"), Request("GET", "/v1/a?b=1&c=2&d=3")});
  Matcher matcher(interactions);
  REQUIRE(matcher.take(Request("GET", "/v1/a")).error().message.find("the nearest is 2, ") != std::string::npos);
}

TEST_CASE("of two that are equally near the unused one is nearer") {
  const auto interactions = recorded({Request("GET", "/v1?a=1"), Request("GET", "/v1?a=2")});
  Matcher matcher(interactions);
  REQUIRE(matcher.take(Request("GET", "/v1?a=1")));
  REQUIRE(matcher.take(Request("GET", "/v1?a=3")).error().message.find("the nearest is 2, ") != std::string::npos);
}

TEST_CASE("a cassette without requests says so") {
  Matcher matcher({});
  REQUIRE(matcher.take(Request("GET", "/v1")).error().message ==
          "no interaction matches GET /v1: the cassette has no requests");
}

TEST_CASE("a long value is shown by its beginning") {
  const auto found = differences(text(std::string(5'000, 'a')), text("b"));
  REQUIRE(found[0].met == '"' + std::string(100, 'a') + "…\"");
}

}  // namespace
}  // namespace understudy::recorder
