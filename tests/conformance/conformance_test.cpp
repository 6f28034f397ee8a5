// What holds of Twilio holds on every arm: simulated in memory, simulated behind sockets, and played from a cassette.
#include "core/runtime/scope.hpp"
#include "tests/conformance/arms.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;
using understudy::test::Arm;
using understudy::test::on_every_arm;

namespace {

std::string messages_path(const Arm& arm) { return "/2010-04-01/Accounts/" + arm.world.account_sid + "/Messages"; }

simulator::WorldConfig with_fault(const simulator::Fault& fault) {
  simulator::WorldConfig world;
  world.faults = {fault};
  return world;
}

simulator::WorldConfig listening() {
  simulator::WorldConfig world;
  world.numbers = {{"+15550100001", "http://app.localhost/sms"}};
  return world;
}

}  // namespace

TEST_CASE("a message is queued, then sent, then delivered, and the app hears of the last two",
          "[conformance][threads]") {
  on_every_arm({}, [](Arm& arm) {
    Client client = arm.client();
    auto receipt = client.send(arm.message("Your code is 123456")).get();
    REQUIRE(receipt);
    CHECK(receipt->message.status == MessageStatus::queued);
    CHECK(receipt->message.direction == "outbound-api");
    CHECK(receipt->message.num_segments == 1);
    CHECK_FALSE(receipt->message.date_sent);

    arm.advance(30s);

    std::string sid = receipt->message.sid.text();
    CHECK(arm.received == std::vector<std::string>{sid + " sent", sid + " delivered"});
    auto later = client.get(receipt->message.sid).get();
    REQUIRE(later);
    CHECK(later->status == MessageStatus::delivered);
    CHECK(later->date_sent);
    CHECK(later->body == "Your code is 123456");
  });
}

TEST_CASE("a status callback names the message, both ends and a token of its own", "[conformance][threads]") {
  on_every_arm({}, [](Arm& arm) {
    auto receipt = arm.client().send(arm.message("hi")).get();
    REQUIRE(receipt);
    arm.advance(30s);

    REQUIRE(arm.updates.size() == 2);
    for (const auto& update : arm.updates) {
      CHECK(update.message == receipt->message.sid);
      CHECK(update.to == "+15550100099");
      CHECK(update.from == "+15550100001");
      CHECK(update.parameters.get("AccountSid") == arm.world.account_sid);
      CHECK(update.parameters.get("ApiVersion") == "2010-04-01");
      CHECK(update.idempotency_token.size() == 36);
    }
    CHECK(arm.updates[0].idempotency_token != arm.updates[1].idempotency_token);
  });
}

TEST_CASE("what Twilio refuses is refused with its code", "[conformance][threads]") {
  struct Case {
    std::string to, from, body;
    int code;
    ErrorCode means;
  };
  const std::vector<Case> cases = {
      {"", "+15550100001", "hi", 21604, ErrorCode::invalid_recipient},
      {"+15550100099", "", "hi", 21603, ErrorCode::invalid_sender},
      {"+15550100099", "+15550100001", "", 21602, ErrorCode::invalid_content},
      {"banana", "+15550100001", "hi", 21211, ErrorCode::invalid_recipient},
      {"+15550100099", "+0", "hi", 21212, ErrorCode::invalid_sender},
      {"+15550100099", "+15550100001", std::string(1601, 'x'), 21617, ErrorCode::too_long},
  };
  on_every_arm({}, [&](Arm& arm) {
    Client client = arm.client();
    for (const auto& c : cases) {
      CAPTURE(c.code);
      OutgoingMessage message;
      message.to = c.to;
      message.from = c.from;
      message.body = c.body;
      auto receipt = client.send(std::move(message)).get();
      REQUIRE_FALSE(receipt);
      CHECK(receipt.error().code == c.means);
      CHECK(receipt.error().http_status == 400);
      CHECK(receipt.error().provider_code == c.code);
      CHECK(receipt.error().attempts == 1);
    }
  });
}

TEST_CASE("a message nobody sent is not found", "[conformance][threads]") {
  on_every_arm({}, [](Arm& arm) {
    auto message = arm.client().get(*MessageSid::parse("SM00000000000000000000000000000000")).get();
    REQUIRE_FALSE(message);
    CHECK(message.error().code == ErrorCode::not_found);
    CHECK(message.error().provider_code == 20404);
  });
}

TEST_CASE("a wrong password is told apart from a refused message", "[conformance][threads]") {
  on_every_arm({}, [](Arm& arm) {
    Config config = arm.config();
    config.credentials.password = Secret("wrong");
    Client client(arm.executor, arm.stage->api(), config);
    auto receipt = client.send(arm.message("hi")).get();
    REQUIRE_FALSE(receipt);
    CHECK(receipt.error().code == ErrorCode::unauthorized);
    CHECK(receipt.error().provider_code == 20003);
  });
}

TEST_CASE("requests that no client would send are answered in Twilio's words", "[conformance][threads]") {
  on_every_arm({}, [](Arm& arm) {
    std::string list = messages_path(arm) + ".json";
    auto status_of = [&](Request request) {
      auto answer = arm.ask(std::move(request));
      REQUIRE(answer);
      CHECK_THAT(answer->body, Catch::Contains("\"code\":") && Catch::Contains("\"more_info\":"));
      return answer->status;
    };
    CHECK(status_of(Request("GET", "http://twilio.localhost" + list)) == 401);
    CHECK(status_of(arm.authorized("PUT", list)) == 405);
    CHECK(status_of(arm.authorized("GET", "/2010-04-01/Nothing.json")) == 404);
    Request garbage = arm.authorized("POST", list);
    garbage.body = "%%%&&&===\xff\xfe";
    CHECK(status_of(std::move(garbage)) == 400);
  });
}

TEST_CASE("a send survives one overloaded answer", "[conformance][threads]") {
  simulator::Fault fault;
  fault.effect.answer = simulator::FaultAnswer{503};
  on_every_arm(with_fault(fault), [](Arm& arm) {
    auto receipt = arm.client().send(arm.message("hi")).get();
    REQUIRE(receipt);
    CHECK(receipt->attempts == 2);
  });
}

TEST_CASE("a throttled send comes back exactly when it may", "[conformance][threads]") {
  simulator::Fault fault;
  fault.effect.answer = simulator::FaultAnswer{429, 0, 7s};
  on_every_arm(with_fault(fault), [](Arm& arm) {
    TimePoint before = arm.executor.now();
    REQUIRE(arm.client().send(arm.message("hi")).get());
    CHECK(arm.executor.now() == before + 7s);
  });
}

TEST_CASE("a connection that ends without an answer is a lost one", "[conformance][threads]") {
  simulator::Fault fault;
  fault.effect.drop = simulator::Fault::Drop::before;
  on_every_arm(with_fault(fault), [](Arm& arm) {
    Config config = arm.config();
    config.retry.connection.attempts_max = 1;
    Client client(arm.executor, arm.stage->api(), config);
    auto receipt = client.send(arm.message("hi")).get();
    REQUIRE_FALSE(receipt);
    CHECK(receipt.error().code == ErrorCode::connection_lost);
    CHECK(client.send(arm.message("again")).get());
  });
}

TEST_CASE("an answer that breaks off, drips or cannot be read is the same to every client", "[conformance][threads]") {
  struct Case {
    simulator::Fault::Effect effect;
    std::optional<ErrorCode> met;
    Duration takes;
  };
  std::vector<Case> cases(5);
  cases[0].effect.reset = 10;
  cases[0].met = ErrorCode::connection_lost;
  cases[1].effect.reset = 10;
  cases[1].effect.drip = 5;
  cases[1].met = ErrorCode::connection_lost;
  cases[1].takes = 2s;
  cases[2].effect.drip = 1'000'000;
  cases[3].effect.body = simulator::Fault::Body::cut;
  cases[3].met = ErrorCode::bad_response;
  cases[4].effect.drip = 10;  // slower than the client is patient
  cases[4].met = ErrorCode::timeout;
  cases[4].takes = 15s;
  for (const auto& c : cases) {
    CAPTURE(&c - cases.data());
    simulator::Fault fault;
    fault.effect = c.effect;
    on_every_arm(with_fault(fault), [&](Arm& arm) {
      Config config = arm.config();
      config.on_ambiguous = OnAmbiguous::report;
      Client client(arm.executor, arm.stage->api(), config);
      const TimePoint before = arm.executor.now();
      auto receipt = client.send(arm.message("hi")).get();
      CHECK(receipt.has_value() == !c.met);
      if (!receipt) CHECK(receipt.error().code == c.met);
      if (c.met) CHECK(arm.executor.now() == before + c.takes);
      arm.advance(2min);
      CHECK(arm.received.size() == 2);
    });
  }
}

TEST_CASE("a message whose answer is lost is found and not sent again", "[conformance][threads]") {
  std::vector<simulator::Fault::Effect> effects(4);
  effects[0].drop = simulator::Fault::Drop::after;
  effects[1].body = simulator::Fault::Body::malformed;
  effects[2].reset = 10;
  effects[3].delay = 40s;  // longer than the client is patient
  for (const auto& effect : effects) {
    CAPTURE(&effect - effects.data());
    simulator::Fault fault;
    fault.effect = effect;
    on_every_arm(with_fault(fault), [](Arm& arm) {
      auto receipt = arm.client().send(arm.message("hi")).get();
      REQUIRE(receipt);
      CHECK(receipt->reconciled);
      CHECK(receipt->attempts == 1);
      arm.advance(2min);
      REQUIRE(arm.received.size() == 2);
      CHECK(arm.received[0] == receipt->message.sid.text() + " sent");
    });
  }
}

TEST_CASE("callbacks that come twice, late, in another order or with more to say do so on every arm",
          "[conformance][threads]") {
  std::vector<simulator::Fault> faults(4);
  for (auto& fault : faults) fault.on = simulator::Operation::callback_status;
  faults[0].effect.duplicate = 2;
  faults[1].effect.reorder = true;
  faults[1].occasion = simulator::Nth{3};
  faults[2].effect.extra = {{"NewParameter", "1"}};
  faults[2].occasion = simulator::Every{2};
  faults[3].effect.delay = 3s;
  faults[3].occasion = simulator::Nth{5};
  simulator::WorldConfig world;
  world.faults = faults;
  std::vector<std::string> in_memory;
  on_every_arm(world, [&](Arm& arm) {
    Client client = arm.client();
    for (const char* body : {"first", "second", "third"}) REQUIRE(client.send(arm.message(body)).get());
    arm.advance(1min);
    CHECK(arm.received.size() == 8);
    if (in_memory.empty()) in_memory = arm.received;
    CHECK(arm.received == in_memory);
    for (const auto& update : arm.updates)
      CHECK(update.parameters.find("NewParameter").has_value() == (update.status == MessageStatus::delivered));
  });
}

TEST_CASE("callbacks go on while an answer is held back", "[conformance][threads]") {
  simulator::Fault fault;
  fault.occasion = simulator::Nth{2};
  fault.effect.delay = 10s;
  on_every_arm(with_fault(fault), [](Arm& arm) {
    Client client = arm.client();
    REQUIRE(client.send(arm.message("first")).get());
    TimePoint before = arm.executor.now();
    REQUIRE(client.send(arm.message("second")).get());
    CHECK(arm.executor.now() == before + 11s);  // one for the sender's rate, ten for the fault
    CHECK(arm.received.size() >= 2);            // the first message has arrived meanwhile
  });
}

TEST_CASE("a text from a phone reaches the app", "[conformance][threads]") {
  on_every_arm(listening(), [](Arm& arm) {
    simulator::InboundText text;
    text.from = "+15550100099";
    text.to = "+15550100001";
    text.body = "Grüße & co.";
    REQUIRE(arm.stage->text_in(text));
    arm.advance(5s);

    REQUIRE(arm.texts.size() == 1);
    CHECK(arm.texts[0].body == "Grüße & co.");
    CHECK(arm.texts[0].parameters.get("SmsStatus") == "received");
    CHECK(arm.texts[0].parameters.find("ToCity") == "");  // empty values are sent, not dropped
  });
}

TEST_CASE("a text leads from document to document and to the fallback, in memory as over sockets",
          "[conformance][threads]") {
  simulator::WorldConfig world = listening();
  world.numbers[0].sms_url = "http://app.localhost/sms#rt=2000&rc=1&rp=5xx";
  world.numbers[0].sms_fallback_url = "http://app.localhost/fallback?x=1";
  const auto digests = understudy::test::on_simulated_arms(world, [](Arm& arm) {
    arm.answer_text = [&](const InboundMessage& text) {
      if (text.parameters.find("ErrorCode")) return Response(200, "text/plain", "sorry");
      switch (arm.texts.size()) {
        case 1: {
          Response moved(307);
          moved.headers.add("Location", "/elsewhere");
          moved.headers.add("Set-Cookie", "a=1");
          moved.headers.add("Set-Cookie", "b=2; Path=/");
          return moved;
        }
        case 2: return Response(200, "text/xml", "<Response><Message>one</Message><Redirect>/n</Redirect></Response>");
        default: return Response(503);
      }
    };
    simulator::InboundText text;
    text.from = "+15550100099";
    text.to = "+15550100001";
    text.body = "hi";
    REQUIRE(arm.stage->text_in(text));
    arm.advance(30s);
    REQUIRE(arm.texts.size() == 4);
    CHECK(arm.texts.back().parameters.get("ErrorCode") == "11217");
    CHECK(arm.texts.back().parameters.get("ErrorUrl") == "http://app.localhost/n");
    auto messages = arm.client().get(arm.texts[0].message).get();
    REQUIRE(messages);
    CHECK(messages->status == MessageStatus::received);
  });
  REQUIRE(digests.size() == 2);
  CHECK(digests[0] == digests[1]);
}

TEST_CASE("media are fetched from the app and come back as they were, in memory as over sockets",
          "[conformance][threads]") {
  const std::string bytes("\x89PNG\r\n\0\xff", 8);
  const auto digests = understudy::test::on_simulated_arms(listening(), [&](Arm& arm) {
    arm.app.files.emplace("http://app.localhost/cat.png", Response(200, "image/png", bytes));
    arm.answer_text = [](const InboundMessage&) {
      return Response(200, "text/xml",
                      "<Response><Message><Media>http://app.localhost/cat.png</Media></Message></Response>");
    };
    simulator::InboundText text;
    text.from = "+15550100099";
    text.to = "+15550100001";
    text.media = {{"http://app.localhost/cat.png"}};
    REQUIRE(arm.stage->text_in(text));
    OutgoingMessage picture = arm.message("look");
    picture.media_urls = {"http://app.localhost/cat.png"};
    REQUIRE(arm.client().send(picture).get());
    arm.advance(30s);
    REQUIRE(arm.texts.size() == 1);
    REQUIRE(arm.texts[0].media.size() == 1);
    CHECK(arm.texts[0].media[0].content_type == "image/png");
    CHECK(arm.updates.back().status == MessageStatus::delivered);

    const std::string api = "https://api.twilio.com";
    REQUIRE(arm.texts[0].media[0].url.starts_with(api));
    auto moved = arm.ask(arm.authorized("GET", arm.texts[0].media[0].url.substr(api.size())));
    REQUIRE(moved->status == 302);
    auto fetched = arm.ask(Request("GET", std::string(moved->headers.get("Location"))));
    CHECK(fetched->headers.get("Content-Type") == "image/png");
    CHECK(fetched->body == bytes);
  });
  REQUIRE(digests.size() == 2);
  CHECK(digests[0] == digests[1]);
}

TEST_CASE("a message with media is sent and reported alike everywhere", "[conformance][threads]") {
  on_every_arm(listening(), [](Arm& arm) {
    arm.app.files.emplace("http://app.localhost/cat.png", Response(200, "image/png", "meow"));
    OutgoingMessage picture = arm.message("look");
    picture.media_urls = {"http://app.localhost/cat.png"};
    auto receipt = arm.client().send(picture).get();
    REQUIRE(receipt);
    arm.advance(10s);
    CHECK(receipt->message.sid.text().starts_with("MM"));
    REQUIRE(arm.updates.size() == 2);
    CHECK(arm.updates[1].status == MessageStatus::delivered);
  });
}

TEST_CASE("who has texted STOP is not written to until START", "[conformance][threads]") {
  on_every_arm(listening(), [](Arm& arm) {
    Client client = arm.client();
    auto says = [&](const std::string& word) {
      simulator::InboundText text;
      text.from = "+15550100099";
      text.to = "+15550100001";
      text.body = word;
      REQUIRE(arm.stage->text_in(text));
      arm.advance(5s);
    };
    says("stop");
    auto refused = client.send(arm.message("hi")).get();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().provider_code == 21610);
    says("START");
    CHECK(client.send(arm.message("hi")).get());
  });
}

TEST_CASE("twenty sends at once come out in one order everywhere", "[conformance][threads]") {
  std::vector<std::vector<std::string>> orders;
  on_every_arm({}, [&](Arm& arm) {
    Client client = arm.client();
    auto send = [](Client& c, OutgoingMessage message) -> Task<> {
      auto receipt = co_await c.send(std::move(message));
      CHECK(receipt);
    };
    Scope scope(arm.executor);
    for (int i = 0; i < 20; ++i) {
      OutgoingMessage message = arm.message("number " + std::to_string(i));
      message.from = "+155501001" + std::to_string(10 + i);
      scope.spawn(send(client, std::move(message)));
    }
    arm.advance(30s);
    CHECK(arm.received.size() == 40);
    orders.push_back(arm.received);
  });
  REQUIRE(orders.size() == 3);
  CHECK(orders[0] == orders[1]);
  CHECK(orders[0] == orders[2]);
}
