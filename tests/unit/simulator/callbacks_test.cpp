#include <regex>
#include <set>

#include "core/webhook/signature.hpp"
#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;

namespace {

const std::string status_url = "http://app.localhost:3000/status?tenant=7";

Form message_to(const std::string& to, const std::string& callback = status_url) {
  return {{"To", to}, {"From", "+15550100001"}, {"Body", "hi"}, {"StatusCallback", callback}};
}

std::vector<std::string> names(const Form& form) {
  std::vector<std::string> all;
  for (const auto& [name, value] : form) all.emplace_back(name);
  return all;
}

std::vector<std::string> reported(const WorldDriver& driver) {
  std::vector<std::string> statuses;
  for (const Request& webhook : driver.webhooks) statuses.emplace_back(decode_form(webhook.body).get("MessageStatus"));
  return statuses;
}

std::string_view token_of(const Request& webhook) { return webhook.headers.get("I-Twilio-Idempotency-Token"); }

}  // namespace

TEST_CASE("a callback has the parameters of a real one, in its order") {
  WorldDriver driver;
  const auto sid = driver.send(message_to("+15550100099"));
  driver.advance(5s);
  REQUIRE(reported(driver) == std::vector<std::string>{"sent", "delivered"});
  REQUIRE(decode_form(driver.webhooks[0].body) == Form{{"SmsSid", sid},
                                                       {"SmsStatus", "sent"},
                                                       {"MessageStatus", "sent"},
                                                       {"To", "+15550100099"},
                                                       {"MessageSid", sid},
                                                       {"AccountSid", std::string(account_sid)},
                                                       {"From", "+15550100001"},
                                                       {"ApiVersion", "2010-04-01"}});
  const Form delivered = decode_form(driver.webhooks[1].body);
  REQUIRE(names(delivered) == std::vector<std::string>{"RawDlrDoneDate", "SmsSid", "SmsStatus", "MessageStatus", "To",
                                                       "MessageSid", "AccountSid", "From", "ApiVersion"});
  REQUIRE(delivered.get("RawDlrDoneDate") == "2601010900");
}

TEST_CASE("a callback of a refused message says why") {
  WorldDriver driver;
  driver.send(message_to("+15005560003"));
  driver.send(message_to("+15005560036"));
  driver.advance(5s);
  REQUIRE(driver.webhooks.size() == 3);
  for (const Request& webhook : driver.webhooks) {
    const Form form = decode_form(webhook.body);
    if (form.get("MessageStatus") == "undelivered") {
      REQUIRE(form.get("ErrorCode") == "30003");
      REQUIRE(form.find("RawDlrDoneDate"));
    } else if (form.get("MessageStatus") == "failed") {
      REQUIRE(form.get("ErrorCode") == "30036");
      REQUIRE_FALSE(form.find("RawDlrDoneDate"));
    } else {
      REQUIRE(form.get("MessageStatus") == "sent");
      REQUIRE_FALSE(form.find("ErrorCode"));
    }
  }
}

TEST_CASE("a message by a service reports that it is queued, and names the service") {
  WorldDriver driver;
  driver.send({{"To", "+15550100099"},
               {"MessagingServiceSid", "MGc0ffee00c0ffee00c0ffee00c0ffee00"},
               {"Body", "hi"},
               {"StatusCallback", status_url}});
  driver.advance(5s);
  REQUIRE(reported(driver) == std::vector<std::string>{"queued", "sent", "delivered"});
  const Form queued = decode_form(driver.webhooks[0].body);
  REQUIRE(queued.get("MessagingServiceSid") == "MGc0ffee00c0ffee00c0ffee00c0ffee00");
  REQUIRE(queued.get("From") == "+15550100001");
}

TEST_CASE("without a StatusCallback nothing is posted") {
  WorldDriver driver;
  driver.send(message_to("+15550100099", ""));
  driver.advance(5s);
  REQUIRE(driver.webhooks.empty());
}

TEST_CASE("a callback is signed over the URL as configured, and has a real one's headers") {
  WorldDriver driver;
  driver.send(message_to("+15550100099", status_url + "#rc=3"));
  driver.advance(5s);
  const Request& webhook = driver.webhooks.at(0);
  REQUIRE(webhook.method == "POST");
  REQUIRE(webhook.url == status_url);  // the fragment is neither sent nor signed
  const Signer signer{Secret(std::string(auth_token))};
  REQUIRE(signer.verify(webhook.headers.get("X-Twilio-Signature"), status_url, decode_form(webhook.body)));
  REQUIRE(webhook.headers.get("Content-Type") == "application/x-www-form-urlencoded");
  REQUIRE(webhook.headers.get("Accept") == "*/*");
  REQUIRE(webhook.headers.get("X-Home-Region") == "us1");
  REQUIRE(webhook.headers.get("User-Agent") == "TwilioProxy/1.1");
}

TEST_CASE("each callback has an idempotency token of its own, a UUID of version 4") {
  const std::regex version_4("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  simulator::WorldConfig config;
  config.rates.long_code = 1000;
  WorldDriver driver(config);
  for (int i = 0; i < 50; ++i) driver.send(message_to("+15550100099"));
  driver.advance(5s);
  std::set<std::string> tokens;
  for (const Request& webhook : driver.webhooks) {
    REQUIRE(std::regex_match(std::string(token_of(webhook)), version_4));
    tokens.emplace(token_of(webhook));
  }
  REQUIRE(tokens.size() == 100);
}

TEST_CASE("a callback that cannot connect is tried once more, with the same token and content") {
  WorldDriver driver;
  driver.answer = failure(ErrorCode::connection_failed, "nobody listens");
  driver.send(message_to("+15005570000"));
  driver.advance(5s);
  REQUIRE(driver.webhooks.size() == 2);
  REQUIRE(driver.webhooks[0] == driver.webhooks[1]);
  const auto callbacks = driver.events("callback");
  REQUIRE(callbacks.size() == 2);
  REQUIRE_FALSE(callbacks[0].contains("attempt"));
  REQUIRE(callbacks[1].at("attempt") == 2);
}

TEST_CASE(
    "a callback that goes wrong raises the alert that Twilio's debugger would, and only a connection is retried") {
  struct Case {
    Result<Response> answer;
    int code;
    std::size_t posts;
  };
  const auto [answer, code, posts] =
      GENERATE(Case{failure(ErrorCode::connection_failed, ""), 11205, 2},
               Case{failure(ErrorCode::unknown_host, ""), 11210, 2}, Case{failure(ErrorCode::tls_failed, ""), 11220, 2},
               Case{failure(ErrorCode::timeout, ""), 11203, 1}, Case{failure(ErrorCode::connection_lost, ""), 11200, 1},
               Case{Response(500), 11217, 1}, Case{Response(404), 11217, 1}, Case{Response(302), 11216, 1});
  WorldDriver driver;
  driver.answer = answer;
  const auto sid = driver.send(message_to("+15005570000"));
  driver.advance(5s);
  REQUIRE(driver.webhooks.size() == posts);
  const auto alerts = driver.events("alert");
  REQUIRE(alerts.size() == posts);
  REQUIRE(alerts[0].at("code") == code);
  REQUIRE(alerts[0].at("message") == sid);
}

TEST_CASE("nothing happens to the message when its callback fails") {
  WorldDriver driver;
  driver.answer = Response(500);
  const auto sid = driver.send(message_to("+15550100099"));
  driver.advance(5s);
  REQUIRE(driver.status(sid) == "delivered");
}

TEST_CASE("the journal tells what was posted and what came of it") {
  WorldDriver driver;
  const auto sid = driver.send(message_to("+15005570000"));
  driver.advance(5s);
  const auto callback = driver.events("callback").at(0);
  REQUIRE(callback.at("on") == "callback.status");
  REQUIRE(callback.at("message") == sid);
  REQUIRE(callback.at("message_status") == "sent");
  REQUIRE(callback.at("url") == status_url);
  REQUIRE(callback.at("form").at("MessageSid") == sid);
  const auto answered = driver.events("callback_answered").at(0);
  REQUIRE(answered.at("delivery") == callback.at("delivery"));
  REQUIRE(answered.at("status") == 204);
}
