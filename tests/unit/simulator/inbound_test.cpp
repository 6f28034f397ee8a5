#include "core/webhook/signature.hpp"
#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;
using simulator::InboundText;

namespace {

const std::string phone = "+15550100099";
const std::string number = "+15550100003";  // in no pool
const std::string pooled = "+15550100001";
const std::string service = "MGc0ffee00c0ffee00c0ffee00c0ffee00";

simulator::WorldConfig with_sms_url(std::string url, std::string method = "POST") {
  simulator::WorldConfig config;
  config.numbers.push_back({number, std::move(url), std::move(method)});
  return config;
}

InboundText text(std::string body, std::string to = number) { return {phone, std::move(to), std::move(body), {}}; }

// Bodies of the replies to the phone, in order.
std::vector<std::string> replies(const WorldDriver& driver) {
  std::vector<std::string> bodies;
  for (const auto& event : driver.events("reply")) bodies.push_back(event.at("body"));
  return bodies;
}

Response twiml(const std::string& inside) { return Response(200, "text/xml", "<Response>" + inside + "</Response>"); }

int code_of_send(WorldDriver& driver, const std::string& from) {
  const Response response = driver.ask(create_request({{"To", phone}, {"From", from}, {"Body", "hi"}}));
  const auto body = nlohmann::json::parse(response.body);
  return response.status == 201 ? 201 : body.at("code").get<int>();
}

}  // namespace

TEST_CASE("a text is posted to the number's URL with the parameters of a real one, empty ones too") {
  WorldDriver driver(with_sms_url("http://app.localhost/sms?tenant=7"));
  const auto sid = driver.text_in(text("Hello\nthere"));
  REQUIRE(sid);
  REQUIRE(driver.webhooks.size() == 1);
  const Request& webhook = driver.webhooks[0];
  REQUIRE(webhook.method == "POST");
  REQUIRE(webhook.url == "http://app.localhost/sms?tenant=7");
  const Form form = decode_form(webhook.body);
  REQUIRE(form == Form{{"ToCountry", "US"},
                       {"ToState", ""},
                       {"SmsMessageSid", sid->text()},
                       {"NumMedia", "0"},
                       {"ToCity", ""},
                       {"FromZip", ""},
                       {"SmsSid", sid->text()},
                       {"FromState", ""},
                       {"SmsStatus", "received"},
                       {"FromCity", ""},
                       {"Body", "Hello\nthere"},
                       {"FromCountry", "US"},
                       {"To", number},
                       {"ToZip", ""},
                       {"NumSegments", "1"},
                       {"MessageSid", sid->text()},
                       {"AccountSid", std::string(account_sid)},
                       {"From", phone},
                       {"ApiVersion", "2010-04-01"}});
  const Signer signer{Secret(std::string(auth_token))};
  REQUIRE(signer.verify(webhook.headers.get("X-Twilio-Signature"), webhook.url, form));
}

TEST_CASE("a number with the method GET gets everything in the query") {
  WorldDriver driver(with_sms_url("http://app.localhost/sms?tenant=7", "GET"));
  driver.text_in(text("hi & bye"));
  const Request& webhook = driver.webhooks.at(0);
  REQUIRE(webhook.method == "GET");
  REQUIRE(webhook.body.empty());
  REQUIRE_THAT(webhook.url, Catch::StartsWith("http://app.localhost/sms?tenant=7&ToCountry=US&ToState=&"));
  REQUIRE_THAT(webhook.url, Catch::Contains("&Body=hi+%26+bye&"));
  const Signer signer{Secret(std::string(auth_token))};
  REQUIRE(signer.verify(webhook.headers.get("X-Twilio-Signature"), webhook.url, {}));
}

TEST_CASE("a text to a number in a pool names the service") {
  simulator::WorldConfig config;
  config.numbers = {{pooled, "http://app.localhost/sms"}};
  WorldDriver driver(config);
  driver.text_in(text("hi", pooled));
  REQUIRE(decode_form(driver.webhooks.at(0).body).get("MessagingServiceSid") == service);
}

TEST_CASE("a text is a message that has been received") {
  WorldDriver driver;
  const auto sid = driver.text_in(text("hi", pooled));
  REQUIRE(driver.webhooks.empty());  // the number has no URL
  const auto message = driver.fetch(sid->text());
  REQUIRE(message.at("direction") == "inbound");
  REQUIRE(message.at("status") == "received");
  REQUIRE(message.at("from") == phone);
  REQUIRE(message.at("date_sent") == "Thu, 01 Jan 2026 09:00:00 +0000");
}

TEST_CASE("a text that cannot be says why") {
  struct Case {
    InboundText text;
    const char* complaint;
  };
  const auto wrong =
      GENERATE(Case{{phone, "+15550100555", "hi", {}}, "to: the account has no number \"+15550100555\""},
               Case{{"me", pooled, "hi", {}}, "from: wants the phone's number"}, Case{{phone, pooled, "", {}}, "body:"},
               Case{{phone, pooled, std::string(1601, 'a'), {}}, "body: is longer than 1600 characters"},
               Case{{phone, pooled, "hi", std::vector<simulator::MediaSource>(11, {"https://example.com/"})},
                    "media: has more than 10"});
  WorldDriver driver;
  const auto sid = driver.text_in(wrong.text);
  REQUIRE_FALSE(sid);
  REQUIRE(sid.error().code == ErrorCode::invalid_input);
  REQUIRE_THAT(sid.error().message, Catch::Contains(wrong.complaint));
  REQUIRE(driver.world.journal().size() == 0);
}

TEST_CASE("the app's reply becomes a message to the phone") {
  WorldDriver driver(with_sms_url("http://app.localhost/sms"));
  driver.answer = GENERATE(twiml("<Message>Thanks &amp; bye</Message>"), Response(200, "text/plain", "Thanks & bye"),
                           twiml("<Message><Body>Thanks </Body><Body>&#38; bye</Body></Message>"));
  const auto sid = driver.text_in(text("hi"));
  const auto reply = driver.events("reply").at(0);
  REQUIRE(reply.at("in_reply_to") == sid->text());
  driver.advance(5s);
  const auto message = driver.fetch(reply.at("message"));
  REQUIRE(message.at("direction") == "outbound-reply");
  REQUIRE(message.at("from") == number);
  REQUIRE(message.at("to") == phone);
  REQUIRE(message.at("body") == "Thanks & bye");
  REQUIRE(message.at("status") == "delivered");
}

TEST_CASE("an app that says nothing sends nothing") {
  WorldDriver driver(with_sms_url("http://app.localhost/sms"));
  driver.answer = GENERATE(Response(204), Response(200), twiml(""), Response(200, "text/xml", "<Response/>"));
  driver.text_in(text("hi"));
  REQUIRE(replies(driver).empty());
  REQUIRE(driver.events("alert").empty());
}

TEST_CASE("a reply that cannot be sent raises an alert and is not sent") {
  WorldDriver driver(with_sms_url("http://app.localhost/sms"));
  driver.answer = twiml("<Message to=\"nobody\">hi</Message>");
  driver.text_in(text("hi"));
  REQUIRE(replies(driver).empty());
  REQUIRE(driver.events("alert").at(0).at("code") == 14101);
}

TEST_CASE("STOP ends messages from that number, and START lets them begin again") {
  WorldDriver driver(with_sms_url("http://app.localhost/sms"));
  driver.text_in(text(" stop\n"));
  REQUIRE(driver.webhooks.size() == 1);  // keywords reach the app all the same
  REQUIRE(replies(driver) == std::vector<std::string>{
                                 "You have successfully been unsubscribed. You will not receive any more messages from "
                                 "this number. Reply START to resubscribe."});
  REQUIRE(code_of_send(driver, number) == 21610);
  REQUIRE(code_of_send(driver, "+15005550006") == 201);  // another number is not meant

  driver.text_in(text("Unstop"));
  REQUIRE(replies(driver).size() == 2);
  REQUIRE_THAT(replies(driver).back(), Catch::StartsWith("You have successfully been re-subscribed"));
  REQUIRE(code_of_send(driver, number) == 201);
}

TEST_CASE("STOP to a number in a pool stops the whole service, whose messages then fail with 21610") {
  WorldDriver driver;
  driver.text_in(text("STOP", pooled));
  REQUIRE(code_of_send(driver, "+15550100002") == 21610);
  const auto sid = driver.send({{"To", phone}, {"MessagingServiceSid", service}, {"Body", "hi"}});
  driver.advance(5s);
  REQUIRE(driver.fetch(sid).at("status") == "failed");
  REQUIRE(driver.fetch(sid).at("error_code") == 21'610);
}

TEST_CASE("an app that answers STOP is not heard, but the automatic reply is delivered") {
  WorldDriver driver(with_sms_url("http://app.localhost/sms"));
  driver.answer = twiml("<Message>Please stay</Message>");
  driver.text_in(text("STOP"));
  REQUIRE(replies(driver).size() == 1);
  REQUIRE(driver.events("alert").at(0).at("code") == 21610);
  driver.advance(5s);
  REQUIRE(driver.status(driver.events("reply").at(0).at("message")) == "delivered");
}

TEST_CASE("HELP is answered except to those who have opted out, and a needless START is not") {
  WorldDriver driver;
  driver.text_in(text("START", pooled));
  REQUIRE(replies(driver).empty());
  driver.text_in(text("info", pooled));
  REQUIRE(replies(driver) == std::vector<std::string>{"Reply STOP to unsubscribe. Msg&Data Rates May Apply."});
  driver.text_in(text("STOP", pooled));
  driver.text_in(text("STOP", pooled));
  driver.text_in(text("HELP", pooled));
  REQUIRE(replies(driver).size() == 2);
}

TEST_CASE("a keyword is the whole text") {
  WorldDriver driver;
  driver.text_in(text("STOP it", pooled));
  driver.text_in(text("please stop", pooled));
  REQUIRE(code_of_send(driver, pooled) == 201);
}
