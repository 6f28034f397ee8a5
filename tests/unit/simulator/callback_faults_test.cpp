// What can go wrong with callbacks on purpose, as apps get to see it.
#include "core/http/local_transport.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "core/webhook/signature.hpp"
#include "simulator/fault_table.hpp"
#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;
using simulator::Fault;

namespace {

const std::string service = "MGc0ffee00c0ffee00c0ffee00c0ffee00";
const std::string status_url = "http://app.localhost:3000/status?tenant=7";

Form message_to(const std::string& to) {
  return {{"To", to}, {"MessagingServiceSid", service}, {"Body", "hi"}, {"StatusCallback", status_url}};
}

// What became of a message with these faults: what the app was told, in its order.
struct Told : WorldDriver {
  explicit Told(const std::string& faults, const std::string& to = "+15550100099") {
    const std::string list = faults.starts_with('[') ? faults : "[" + faults + "]";
    for (const YamlValue& item : read_yaml(list, Aliases::refused).root.items) {
      simulator::WorldSetup setup;
      Problems problems;
      simulator::WorldReading in{problems, "", setup};
      Fault fault;
      simulator::FaultRule::read(in, {"fault", item}, fault);
      if (!problems.empty()) throw std::runtime_error(problems.first());
      plan(fault);
    }
    sid = send(message_to(to));
    advance(1min);
  }
  std::vector<std::string> statuses() const {
    std::vector<std::string> all;
    for (const Request& webhook : webhooks) all.emplace_back(decode_form(webhook.body).get("MessageStatus"));
    return all;
  }
  std::string sid;
};

using Statuses = std::vector<std::string>;

}  // namespace

TEST_CASE("a callback can be lost by what it says") {
  REQUIRE(Told("{ on: callback.status, match: { MessageStatus: sent }, drop: before }").statuses() ==
          Statuses{"queued", "delivered"});
  REQUIRE(
      Told("{ on: callback.*, match: { MessageStatus: '*e*', To: '+1555*99' }, every: 1, drop: before }").statuses() ==
      Statuses{});
  REQUIRE(Told("{ on: callback.*, match: { MessageStatus: sent, To: '+1777*' }, drop: before }").statuses() ==
          Statuses{"queued", "sent", "delivered"});
}

TEST_CASE("a duplicate is the same request again, with the same token") {
  Told told("{ on: callback.status, match: { MessageStatus: sent }, duplicate: 2 }");
  REQUIRE(told.statuses() == Statuses{"queued", "sent", "sent", "sent", "delivered"});
  REQUIRE(told.webhooks[1] == told.webhooks[2]);
  REQUIRE(told.webhooks[1] == told.webhooks[3]);
  const auto token = [&](std::size_t i) { return told.webhooks[i].headers.get("I-Twilio-Idempotency-Token"); };
  REQUIRE(token(0) != token(1));
  REQUIRE(token(3) != token(4));
}

TEST_CASE("what goes wrong with one callback changes nothing in the others") {
  const Told usual("[]");
  const auto faults = GENERATE("{ on: callback.status, duplicate: 3 }", "{ on: callback.status, signature: none }",
                               "{ on: callback.status, extra: { New: '1' } }", "{ on: callback.status, delay: 1ms }");
  const Told told(faults);
  const auto others = [](const Told& of) { return std::vector<Request>(of.webhooks.end() - 2, of.webhooks.end()); };
  REQUIRE(others(told) == others(usual));
}

TEST_CASE("a callback that is out of order comes right after the next one of its message") {
  REQUIRE(Told("{ on: callback.status, reorder: true }").statuses() == Statuses{"sent", "queued", "delivered"});
  REQUIRE(Told("{ on: callback.status, nth: 2, reorder: true }").statuses() == Statuses{"queued", "delivered", "sent"});
  REQUIRE(Told("{ on: callback.status, every: 1, reorder: true }").statuses() ==
          Statuses{"sent", "queued", "delivered"});
  SECTION("the last of a message has nobody to change places with") {
    REQUIRE(Told("{ on: callback.status, nth: 3, reorder: true }").statuses() ==
            Statuses{"queued", "sent", "delivered"});
    REQUIRE(Told("{ on: callback.status, nth: 2, reorder: true }", "+15005570000").statuses() ==
            Statuses{"queued", "sent"});
  }
  SECTION("when the next one is lost, late or doubled, it comes all the same") {
    REQUIRE(
        Told("[{ on: callback.status, reorder: true }, { on: callback.status, nth: 2, drop: before }]").statuses() ==
        Statuses{"queued", "delivered"});
    REQUIRE(Told("[{ on: callback.status, reorder: true }, { on: callback.status, nth: 2, delay: 10s }]").statuses() ==
            Statuses{"delivered", "sent", "queued"});
    REQUIRE(
        Told("[{ on: callback.status, reorder: true }, { on: callback.status, nth: 2, duplicate: 1 }]").statuses() ==
        Statuses{"sent", "sent", "queued", "delivered"});
  }
}

TEST_CASE("a callback of another message does not change places") {
  WorldDriver driver;
  Fault fault;
  fault.on = simulator::Operation::callback_status;
  fault.match = {{"To", "+15550100099"}};
  fault.effect.reorder = true;
  driver.plan(fault);
  const auto first = driver.send(message_to("+15550100099"));
  driver.send(message_to("+15550100098"));
  driver.advance(1min);
  std::vector<std::string> of_first;
  for (const Request& webhook : driver.webhooks) {
    const Form form = decode_form(webhook.body);
    if (form.get("MessageSid") == first) of_first.emplace_back(form.get("MessageStatus"));
  }
  REQUIRE(of_first == Statuses{"sent", "queued", "delivered"});
}

TEST_CASE("a signature can be wrong, that of another URL, or missing, on every attempt") {
  struct Case {
    std::string signature;
    std::string signed_url;  // that it fits; empty: none
  };
  const auto [signature, signed_url] =
      GENERATE(Case{"wrong", ""}, Case{"other_url", "https" + status_url.substr(4)}, Case{"none", ""});
  Told told("{ on: callback.status, first: 1000, signature: " + signature + " }", "+15005570000");
  const Request& webhook = told.webhooks.at(0);
  const Signer signer{Secret(std::string(auth_token))};
  const Form form = decode_form(webhook.body);
  const auto met = webhook.headers.find("X-Twilio-Signature");
  REQUIRE(met.has_value() == (signature != "none"));
  REQUIRE_FALSE(signer.verify(met.value_or(""), status_url, form));
  if (!signed_url.empty()) REQUIRE(signer.verify(*met, signed_url, form));
  if (met) REQUIRE(met->size() == signer.sign(status_url, form).size());

  told.webhooks.clear();
  told.answer = failure(ErrorCode::connection_failed, "nobody listens");
  told.send(message_to("+15005570000"));
  told.advance(1min);
  REQUIRE(told.webhooks.size() == 4);  // queued and sent, twice each
  REQUIRE(told.webhooks[0] == told.webhooks[1]);
}

TEST_CASE("a parameter that nobody knows is signed like the others") {
  const Told told("{ on: callback.status, extra: { Zodiac: Virgo, Age: '7' } }");
  const Request& webhook = told.webhooks.at(0);
  const Form form = decode_form(webhook.body);
  REQUIRE(form.get("Zodiac") == "Virgo");
  REQUIRE(form.get("Age") == "7");
  const Signer signer{Secret(std::string(auth_token))};
  REQUIRE(signer.verify(webhook.headers.get("X-Twilio-Signature"), status_url, form));
  REQUIRE_FALSE(decode_form(told.webhooks.at(1).body).find("Zodiac"));
}

TEST_CASE("a text that is posted twice is answered twice") {
  simulator::WorldConfig config;
  config.numbers.push_back({"+15550100003", "http://app.localhost/sms"});
  WorldDriver driver(config);
  driver.answer = Response(200, "text/xml", "<Response><Message>hello</Message></Response>");
  Fault fault;
  fault.on = simulator::Operation::callback_inbound;
  fault.match = {{"Body", "h?"}, {"Body", "h*"}};
  fault.effect.duplicate = 1;
  driver.plan(fault);
  fault.match = {{"Body", "h*"}, {"From", "+15550100099"}};
  driver.plan(fault);
  REQUIRE(driver.text_in({"+15550100099", "+15550100003", "hi", {}}));
  REQUIRE(driver.webhooks.size() == 2);
  REQUIRE(driver.events("reply").size() == 2);
}

TEST_CASE("the journal and the list of webhooks say which fault did what to which") {
  Told told(
      "[{ on: callback.status, delay: 1s }, { on: callback.status, nth: 2, drop: before },"
      "{ on: callback.status, signature: wrong }]");
  const auto struck = told.events("fault");
  REQUIRE(struck.size() == 3);
  REQUIRE(struck[0].at("fault") == 1);
  REQUIRE(struck[0].at("on") == "callback.status");
  REQUIRE(struck[0].at("message") == told.sid);
  REQUIRE(struck[0].at("delay") == "1s");
  REQUIRE_FALSE(struck[0].contains("signature"));
  REQUIRE(struck[1].at("fault") == 3);
  REQUIRE(struck[1].at("signature") == "wrong");
  REQUIRE(struck[2].at("fault") == 2);
  REQUIRE(struck[2].at("drop") == "before");

  const auto record = [&](std::uint64_t id) { return told.world.find_webhook(id); };
  REQUIRE(record(1)->strikes.size() == 2);
  REQUIRE(record(1)->attempts == 1);
  REQUIRE(record(2)->strikes.at(0).effect.drop == Fault::Drop::before);
  REQUIRE(record(2)->attempts == 0);
  REQUIRE(record(3)->strikes.empty());
}
