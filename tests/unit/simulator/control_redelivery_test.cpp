// Webhooks that are posted once more over the control API.
#include "tests/support/control_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

// A message whose two status callbacks were posted.
struct Delivered : ControlDriver {
  Delivered() {
    sid = send();
    advance("30s");
    REQUIRE(app.requests().size() == 2);
  }
  json webhook(int id) { return get("/webhooks").at("webhooks").at(static_cast<std::size_t>(id - 1)); }
  std::string sid;
};

std::string token(const Request& request) { return std::string(request.headers.get("I-Twilio-Idempotency-Token")); }

}  // namespace

TEST_CASE("a webhook can be posted once more, the same as a retry of Twilio's") {
  Delivered control;
  const Response answer = control.ask("POST", "/webhooks/1/redeliver");
  REQUIRE(answer.status == 202);
  CHECK(json::parse(answer.body).at("attempts") == 2);
  CHECK(json::parse(answer.body).at("answered").is_null());
  CHECK(json::parse(answer.body).at("status").is_null());
  control.advance("0s");
  REQUIRE(control.app.requests().size() == 3);
  const Request& first = control.app.requests().at(0);
  const Request& again = control.app.requests().at(2);
  CHECK(again.url == first.url);
  CHECK(again.body == first.body);
  CHECK(again.headers.get("X-Twilio-Signature") == first.headers.get("X-Twilio-Signature"));
  CHECK_FALSE(token(first).empty());
  CHECK(token(again) == token(first));
  CHECK(token(again) != token(control.app.requests().at(1)));
  CHECK(control.webhook(1).at("attempts") == 2);
  CHECK(control.webhook(1).at("status") == 204);
}

TEST_CASE("the journal says that a webhook was posted on demand") {
  Delivered control;
  const auto before = control.journal().size();
  control.ask("POST", "/webhooks/2/redeliver");
  control.advance("0s");
  const json demand = control.newest("redelivery");
  CHECK(demand.at("delivery") == 2);
  CHECK(demand.at("message") == control.sid);
  const json posted = control.newest("callback");
  CHECK(posted.at("seq") == before + 2);
  CHECK(posted.at("delivery") == 2);
  CHECK(posted.at("attempt") == 2);
  CHECK(control.newest("callback_answered").at("delivery") == 2);
}

TEST_CASE("a webhook can be posted any number of times, when the one before is answered") {
  Delivered control;
  REQUIRE(control.worlds.first().world().redeliver(1, control.worlds.first().now()));
  const Response flying = control.ask("POST", "/webhooks/1/redeliver");
  CHECK(flying.status == 409);
  CHECK_THAT(control.complaint(flying), Contains("webhook 1 has not been answered yet"));
  control.worlds.first().pursue();
  control.advance("0s");
  for (int i = 3; i < 6; ++i) {
    REQUIRE(control.ask("POST", "/webhooks/1/redeliver").status == 202);
    control.advance("0s");
    CHECK(control.webhook(1).at("attempts") == i);
  }
}

TEST_CASE("a text's webhook that is posted once more is answered once more") {
  ControlDriver control;
  control.ask("POST", "/numbers", R"({"number": "+15550100003", "sms_url": "http://app.localhost/sms"})");
  control.ask("POST", "/inbound", R"({"from": "+15550100099", "to": "+15550100003", "body": "hi"})");
  control.advance("1s");
  const json first = control.newest("callback").at("form");
  REQUIRE(control.ask("POST", "/webhooks/1/redeliver").status == 202);
  control.advance("1s");
  CHECK(control.newest("callback").at("form") == first);
  CHECK(control.app.requests().size() == 2);
}

TEST_CASE("a webhook that was never sent cannot be posted once more") {
  ControlDriver control;
  control.ask("POST", "/faults", R"({"on": "callback.status", "drop": "before"})");
  control.send();
  control.advance("30s");
  const Response response = control.ask("POST", "/webhooks/1/redeliver");
  CHECK(response.status == 409);
  CHECK_THAT(control.complaint(response), Contains("webhook 1 was never sent"));
}

TEST_CASE("only webhooks that are kept can be posted once more") {
  Delivered control;
  for (int i = 0; i < 499; ++i) control.send();
  control.advance("1h");
  REQUIRE(control.get("/webhooks").at("dropped") == 0);
  REQUIRE(control.ask("POST", "/webhooks/1/redeliver").status == 202);
  control.advance("0s");
  control.send();
  control.advance("1h");
  CHECK(control.get("/webhooks").at("dropped") == 2);
  CHECK(control.ask("POST", "/webhooks/1/redeliver").status == 404);
  CHECK(control.ask("POST", "/webhooks/1003/redeliver").status == 404);
  CHECK(control.ask("POST", "/webhooks/x/redeliver").status == 404);
  CHECK(control.ask("POST", "/webhooks/3/redeliver").status == 202);
  CHECK(control.ask("POST", "/webhooks/1002/redeliver").status == 202);
}

TEST_CASE("from a snapshot a webhook can be posted once more as well") {
  Delivered control;
  control.ask("POST", "/snapshots", R"({"name": "before"})");
  control.ask("POST", "/snapshots/before/restore");
  REQUIRE(control.ask("POST", "/webhooks/1/redeliver").status == 202);
  control.advance("0s");
  CHECK(token(control.app.requests().at(2)) == token(control.app.requests().at(0)));
}
