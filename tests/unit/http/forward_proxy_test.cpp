#include "core/http/forward_proxy.hpp"

#include "core/runtime/pending.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "tests/support/listening_app.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using Catch::Matchers::Contains;
using understudy::test::ListeningApp;
using Way = ProxyRules::Way;

namespace {

// The network, which remembers what went out.
struct Outside final : Transport {
  Task<Result<Response>> roundtrip(Request request) override {
    sent.push_back(std::move(request));
    co_return answer;
  }
  Result<Response> answer = Response(204);
  std::vector<Request> sent;
};

struct Bench {
  Response ask(Request request) {
    auto answer = Pending<Result<Response>>(executor, proxy.handle(std::move(request))).get();
    REQUIRE(answer);
    return *answer;
  }
  Response get(const std::string& url) { return ask(Request("GET", url)); }

  VirtualExecutor executor{TimePoint{}};
  ListeningApp service{[](const Request&) { return Response(200); }};
  Outside outside;
  std::vector<std::string> refused;
  ProxyRules rules{{"twilio.com"}, {"ok.test", "[::1]"}, [this](const std::string& host) { refused.push_back(host); }};
  ForwardProxy proxy{service, outside, rules};
};

}  // namespace

TEST_CASE("a proxy answers for a domain and all below it, passes allowed hosts on, and refuses the rest") {
  const ProxyRules rules{{"twilio.com"}, {"ok.test", "real.twilio.com", "::1"}};
  const auto [host, way] = GENERATE(table<std::string, Way>({
      {"twilio.com", Way::answer},
      {"api.twilio.com", Way::answer},
      {"API.Dublin.ie1.Twilio.COM", Way::answer},
      {"mytwilio.com", Way::refuse},
      {"twilio.com.test", Way::refuse},
      {".twilio.com.", Way::refuse},
      {"ok.test", Way::pass_on},
      {"OK.test", Way::pass_on},
      {"also.ok.test", Way::refuse},
      {"real.twilio.com", Way::pass_on},
      {"[::1]", Way::pass_on},
      {"127.0.0.1", Way::refuse},
      {"localhost", Way::refuse},
      {"", Way::refuse},
  }));
  CAPTURE(host);
  CHECK(rules.way_to(host) == way);
}

TEST_CASE("a plain request for Twilio is answered here, without what was for the proxy alone") {
  Bench bench;
  Request request("GET", "http://api.twilio.com/2010-04-01");
  request.headers = {{"Host", "api.twilio.com"}, {"Proxy-Authorization", "Basic c2VjcmV0"}, {"Proxy-Connection", "x"}};
  CHECK(bench.ask(std::move(request)).status == 200);
  REQUIRE(bench.service.requests().size() == 1);
  CHECK(bench.service.requests()[0].url == "http://api.twilio.com/2010-04-01");
  CHECK(bench.service.requests()[0].headers == Headers{{"Host", "api.twilio.com"}});
  CHECK(bench.outside.sent.empty());
}

TEST_CASE("a plain request for another host is refused, told of, and goes nowhere") {
  Bench bench;
  const Response answer = bench.get("http://example.com/a?secret=1");
  CHECK(answer.status == 403);
  CHECK_THAT(answer.body, Contains("--allow-host example.com") && Contains("NO_PROXY") && !Contains("secret"));
  CHECK(bench.refused == std::vector<std::string>{"example.com"});
  CHECK(bench.outside.sent.empty());
  CHECK(bench.service.requests().empty());
}

TEST_CASE("a plain request for an allowed host goes out, once") {
  Bench bench;
  Request request("POST", "http://ok.test:81/a");
  request.body = "hello";
  request.headers.add("Proxy-Authorization", "Basic c2VjcmV0");
  CHECK(bench.ask(std::move(request)).status == 204);
  REQUIRE(bench.outside.sent.size() == 1);
  const Request sent = bench.outside.sent[0];
  CHECK(sent.url == "http://ok.test:81/a");
  CHECK(sent.body == "hello");
  CHECK(sent.headers == Headers{{"Via", "1.1 understudy"}});

  CHECK(bench.ask(sent).status == 508);  // it came back, so its host is the proxy itself
  CHECK(bench.outside.sent.size() == 1);
}

TEST_CASE("an allowed host that does not answer is a 502 that says why") {
  Bench bench;
  bench.outside.answer = failure(ErrorCode::connection_failed, "cannot connect to http://ok.test: refused");
  const Response answer = bench.get("http://ok.test/");
  CHECK(answer.status == 502);
  CHECK(answer.body == "cannot connect to http://ok.test: refused\n");
}
