// What can go wrong on purpose with the API's answers.
#include "simulator/fault_effects.hpp"

#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;
using simulator::Fault;
using simulator::Operation;

namespace {

const Form message{{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "hi there"}};

Fault every_time(simulator::Operations on, Fault::Effect effect) {
  Fault fault;
  fault.on = on;
  fault.occasion = simulator::Every{1};
  fault.effect = std::move(effect);
  return fault;
}

Fault::Effect with_body(Fault::Body body) {
  Fault::Effect effect;
  effect.body = body;
  return effect;
}

bool is_json(const std::string& body) { return nlohmann::json::accept(body); }

Request in_form(const std::string& extension, const std::string& sid) {
  Request request = fetch_request(sid);
  request.url.replace(request.url.size() - 5, 5, extension);
  return request;
}

}  // namespace

TEST_CASE("a spoilt body comes with the right status, after the request was acted on") {
  const auto body = GENERATE(Fault::Body::cut, Fault::Body::malformed, Fault::Body::empty, Fault::Body::html);
  WorldDriver driver;
  driver.plan(every_time(Operation::messages_create, with_body(body)));
  const Response response = driver.ask(create_request(message));
  REQUIRE(response.status == 201);
  REQUIRE_FALSE(is_json(response.body));
  REQUIRE(response.headers.get("Content-Type") == (body == Fault::Body::html ? "text/html" : "application/json"));
  REQUIRE(response.body.empty() == (body == Fault::Body::empty));
  driver.advance(1min);
  REQUIRE(driver.events("status").size() == 3);
}

TEST_CASE("a body is spoilt as its type asks for") {
  WorldDriver driver;
  const std::string sid = driver.send(message);
  driver.plan(every_time(Operation::messages_fetch, with_body(Fault::Body::malformed)));
  REQUIRE_THAT(driver.ask(in_form(".json", sid)).body, Catch::StartsWith("{\"body\"=\""));
  REQUIRE_THAT(driver.ask(in_form(".xml", sid)).body, Catch::Contains("<Sid>" + sid + "<Sid>"));
  REQUIRE_THAT(driver.ask(in_form(".csv", sid)).body, Catch::StartsWith("\""));
}

TEST_CASE("a refusal can come as a page of a proxy, with a type of its own") {
  WorldDriver driver;
  Fault::Effect effect = with_body(Fault::Body::html);
  effect.answer = simulator::FaultAnswer{502};
  driver.plan(every_time(Operation::messages_create, effect));
  Response response = driver.ask(create_request(message));
  REQUIRE(response.status == 502);
  REQUIRE_THAT(response.body, Catch::Contains("<h1>502 Bad Gateway</h1>"));
  REQUIRE(response.headers.get("Content-Type") == "text/html");
  REQUIRE_FALSE(driver.world.next_due());
  driver.world.clear_faults();
  effect = {};
  effect.content_type = "text/plain";
  driver.plan(every_time(Operation::messages_create, effect));
  response = driver.ask(create_request(message));
  REQUIRE(response.headers.get("Content-Type") == "text/plain");
  REQUIRE(is_json(response.body));
}

TEST_CASE("an answer without a body stays without one") {
  WorldDriver driver;
  const std::string sid = driver.send(message);
  driver.advance(1min);
  driver.plan(every_time(Operation::messages_delete, with_body(Fault::Body::html)));
  Request request = fetch_request(sid);
  request.method = "DELETE";
  const Response response = driver.ask(request);
  REQUIRE(response.status == 204);
  REQUIRE(response.body.empty());
  REQUIRE_FALSE(response.headers.find("Content-Type"));
}

TEST_CASE("a slow answer counts as being answered for as long as it takes") {
  simulator::WorldConfig config;
  config.concurrency_max = 1;
  WorldDriver driver(config);
  Fault::Effect effect;
  effect.drip = 100;
  effect.delay = 1s;
  Fault fault = every_time(Operation::messages_create, effect);
  fault.occasion = simulator::Nth{1};
  driver.plan(fault);
  const Response response = driver.ask(create_request(message));
  REQUIRE(response.bad_line->bytes_per_second == 100);
  const Duration takes = 1s + response.bad_line->time_for(response.body.size());
  REQUIRE(takes > 4s);
  driver.now += takes - 1us;
  REQUIRE(driver.ask(create_request(message)).status == 429);
  driver.now += 1us;
  REQUIRE(driver.ask(create_request(message)).status == 201);
}

TEST_CASE("a fault is matched by what the request says, in its body or its URL") {
  struct Case {
    std::vector<simulator::Condition> match;
    bool matches;
  };
  const auto [match, matches] = GENERATE(
      Case{{{"To", "+15550100099"}}, true}, Case{{{"To", "+15550100098"}}, false}, Case{{{"To", "+1555*"}}, true},
      Case{{{"To", "+1555*"}, {"Body", "bye"}}, false}, Case{{{"To", "*"}, {"Body", "*there"}}, true},
      Case{{{"MessagingServiceSid", "*"}}, false}, Case{{{"to", "*"}}, false}, Case{{{"MediaUrl", "*.png"}}, true},
      Case{{{"MediaUrl", "http://a/2*"}}, true});
  Form form = message;
  form.add("MediaUrl", "http://a/1.png");
  form.add("MediaUrl", "http://a/2.gif");
  WorldDriver driver;
  Fault::Effect effect;
  effect.answer = simulator::FaultAnswer{503};
  Fault fault = every_time(Operation::messages_create, effect);
  fault.match = match;
  driver.plan(fault);
  REQUIRE(driver.ask(create_request(form)).status == (matches ? 503 : 201));

  Fault listing = every_time(Operation::messages_list, effect);
  listing.match = {{"PageSize", "5"}};
  driver.plan(listing);
  REQUIRE(driver.ask(twilio_request("GET", messages_path() + "?PageSize=5")).status == 503);
  REQUIRE(driver.ask(twilio_request("GET", messages_path() + "?PageSize=50")).status == 200);
}

TEST_CASE("a request for a message is matched by that message") {
  WorldDriver driver;
  const std::string sid = driver.send(message);
  const std::string other = driver.send({{"To", "+15550100098"}, {"From", "+15550100001"}, {"Body", "hi"}});
  Fault::Effect effect;
  effect.answer = simulator::FaultAnswer{503};
  Fault fault = every_time(simulator::operations_of("messages.*"), effect);
  fault.match = {{"To", "*99"}, {"MessageStatus", "queued"}};
  driver.plan(fault);
  REQUIRE(driver.ask(fetch_request(sid)).status == 503);
  REQUIRE(driver.ask(fetch_request(other)).status == 200);
  REQUIRE(driver.ask(fetch_request("SM00000000000000000000000000000000")).status == 404);
  driver.advance(1min);
  REQUIRE(driver.ask(fetch_request(sid)).status == 200);
}

TEST_CASE("a burst of refusals ends after so many, or when its time is over") {
  WorldDriver driver;
  Fault::Effect effect;
  effect.answer = simulator::FaultAnswer{429, 0, 1s};
  Fault burst = every_time(simulator::operations_of("*"), effect);
  burst.occasion = simulator::First{3};
  driver.plan(burst);
  const auto status = [&] { return driver.ask(create_request(message)).status; };
  for (const int expected : {429, 429, 429, 201}) REQUIRE(status() == expected);
  burst.occasion = simulator::Every{1};
  burst.from = simulator::Moment(Duration(10s));
  burst.until = simulator::Moment(driver.now + 20s);
  driver.plan(burst);
  REQUIRE(status() == 201);
  driver.now += 10s;
  REQUIRE(status() == 429);
  driver.now += 10s - 1us;
  REQUIRE(status() == 429);
  driver.now += 1us;
  REQUIRE(status() == 201);
  REQUIRE(driver.world.faults().idle());
}

TEST_CASE("the faults of a world count time from when it began") {
  simulator::WorldConfig config;
  Fault::Effect effect;
  effect.answer = simulator::FaultAnswer{503};
  config.faults = {every_time(Operation::messages_create, effect)};
  config.faults[0].until = simulator::Moment(Duration(10s));
  WorldDriver driver(config);
  driver.world.begin(driver.now);
  driver.now += 9s;
  REQUIRE(driver.ask(create_request(message)).status == 503);
  driver.now += 1s;
  REQUIRE(driver.ask(create_request(message)).status == 201);
}
