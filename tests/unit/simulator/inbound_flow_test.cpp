// What follows on a text: documents, one after the other, and the messages they ask for.
#include <map>

#include "core/http/url.hpp"
#include "core/webhook/signature.hpp"
#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;
using simulator::InboundText;
using Texts = std::vector<std::string>;

namespace {

const std::string phone = "+15550100099";
const std::string number = "+15550100003";  // in no pool

simulator::WorldConfig listening(std::optional<std::string> fallback = {}) {
  simulator::WorldConfig config;
  config.numbers.push_back({number, "http://app.localhost/sms/start?tenant=7"});
  config.numbers.back().sms_fallback_url = std::move(fallback);
  return config;
}

Response twiml(const std::string& inside) { return Response(200, "text/xml", "<Response>" + inside + "</Response>"); }

Response moved(int status, std::string location) {
  Response response(status);
  response.headers.add("Location", std::move(location));
  return response;
}

// An app that answers by path, and with 404 where it has nothing.
std::function<Result<Response>(const Request&)> app(std::map<std::string, Result<Response>> answers) {
  return [answers = std::move(answers)](const Request& request) -> Result<Response> {
    const auto found = answers.find(std::string(path_of(request.url)));
    return found == answers.end() ? Response(404) : found->second;
  };
}

Form parameters(const Request& webhook) {
  return decode_form(webhook.method == "GET" ? query_of(webhook.url) : std::string_view(webhook.body));
}

bool is_signed(const Request& webhook) {
  const Signer signer{Secret(std::string(auth_token))};
  return signer.verify(webhook.headers.get("X-Twilio-Signature"), webhook.url,
                       webhook.method == "GET" ? Form{} : decode_form(webhook.body));
}

Texts asked(const WorldDriver& driver) {
  Texts all;
  for (const Request& webhook : driver.webhooks) {
    all.push_back(webhook.method + " " + webhook.url.substr(0, webhook.url.find('?')));
  }
  return all;
}

Texts replies(const WorldDriver& driver) {
  Texts bodies;
  for (const auto& event : driver.events("reply")) bodies.push_back(event.at("body"));
  return bodies;
}

std::vector<int> alerts(const WorldDriver& driver) {
  std::vector<int> codes;
  for (const auto& event : driver.events("alert")) codes.push_back(event.at("code"));
  return codes;
}

std::string text(WorldDriver& driver, std::string body = "hi", std::string from = phone) {
  return driver.text_in(InboundText{std::move(from), number, std::move(body), {}}).value().text();
}

}  // namespace

TEST_CASE("<Redirect> goes on with another document, asked for with the text's own parameters and a new signature") {
  WorldDriver driver(listening());
  driver.app = app({{"/sms/start", twiml("<Message>one</Message><Redirect>next?step=2</Redirect>")},
                    {"/sms/next", twiml("<Message>two</Message><Redirect method=\"GET\">/last</Redirect>")},
                    {"/last", twiml("<Message>three</Message>")}});
  text(driver);
  REQUIRE(asked(driver) == Texts{"POST http://app.localhost/sms/start", "POST http://app.localhost/sms/next",
                                 "GET http://app.localhost/last"});
  REQUIRE(driver.webhooks[1].url == "http://app.localhost/sms/next?step=2");
  REQUIRE(driver.webhooks[1].body == driver.webhooks[0].body);
  REQUIRE(parameters(driver.webhooks[2]) == parameters(driver.webhooks[0]));
  for (const Request& webhook : driver.webhooks) REQUIRE(is_signed(webhook));
  REQUIRE(driver.webhooks[0].headers.get("I-Twilio-Idempotency-Token") !=
          driver.webhooks[1].headers.get("I-Twilio-Idempotency-Token"));
  REQUIRE(replies(driver) == Texts{"one", "two", "three"});
  REQUIRE(alerts(driver).empty());
}

TEST_CASE("documents that lead in a circle end with 14106") {
  auto config = listening();
  config.webhooks.documents_max = 4;
  WorldDriver driver(config);
  driver.app = app({{"/sms/start", twiml("<Redirect/>")}});
  text(driver);
  REQUIRE(driver.webhooks.size() == 4);
  REQUIRE(alerts(driver) == std::vector<int>{14106});
}

TEST_CASE("an action is told of the message and says how to go on") {
  WorldDriver driver(listening());
  driver.app = app({{"/sms/start", twiml("<Message action=\"done?of=1\" method=\"GET\">one</Message>"
                                         "<Message>never</Message><Redirect>/never</Redirect>")},
                    {"/sms/done", twiml("<Message>two</Message>")}});
  text(driver);
  REQUIRE(asked(driver) == Texts{"POST http://app.localhost/sms/start", "GET http://app.localhost/sms/done"});
  REQUIRE(replies(driver) == Texts{"one", "two"});
  const Form form = parameters(driver.webhooks[1]);
  REQUIRE(form.get("of") == "1");
  REQUIRE(form.get("MessageSid") == driver.events("reply")[0].at("message").get<std::string>());
  REQUIRE(form.get("MessageStatus") == "queued");
  REQUIRE(is_signed(driver.webhooks[1]));
}

TEST_CASE("a message that cannot be made asks no action, and the document goes on") {
  WorldDriver driver(listening());
  driver.app = app({{"/sms/start", twiml("<Message to=\"nobody\" action=\"/never\">one</Message>"
                                         "<Message from=\"?\">two</Message><Message>three</Message>")}});
  text(driver);
  REQUIRE(driver.webhooks.size() == 1);
  REQUIRE(replies(driver) == Texts{"three"});
  REQUIRE(alerts(driver) == std::vector<int>{14101, 14102});
}

TEST_CASE("a reply reports its status to its own URL, which may be relative") {
  WorldDriver driver(listening());
  driver.app = app({{"/sms/start", twiml("<Message statusCallback=\"status\">one</Message>"
                                         "<Message statusCallback=\"mailto:me\">two</Message>")},
                    {"/sms/status", Response(204)}});
  text(driver);
  driver.advance(5s);
  REQUIRE(asked(driver) == Texts{"POST http://app.localhost/sms/start", "POST http://app.localhost/sms/status",
                                 "POST http://app.localhost/sms/status"});
  REQUIRE(replies(driver) == Texts{"one", "two"});
  REQUIRE(alerts(driver) == std::vector<int>{14105});
}

TEST_CASE("a text has ten replies at most, over all documents") {
  WorldDriver driver(listening());
  std::string six;
  for (int i = 0; i < 6; ++i) six += "<Message>" + std::to_string(i) + "</Message>";
  driver.app = app({{"/sms/start", twiml(six + "<Redirect>/more</Redirect>")}, {"/more", twiml(six)}});
  text(driver);
  REQUIRE(replies(driver) == Texts{"0", "1", "2", "3", "4", "5", "0", "1", "2", "3"});
  REQUIRE(alerts(driver) == std::vector<int>{14109});
}

TEST_CASE("more than 30 replies in 30 seconds to one phone fail with 14107, for 30 seconds") {
  WorldDriver driver(listening());
  std::string ten;
  for (int i = 0; i < 10; ++i) ten += "<Message>" + std::to_string(i) + "</Message>";
  driver.app = app({{"/sms/start", twiml(ten)}});
  const auto failed = [&] {
    driver.advance(5s);
    int count = 0;
    for (const auto& event : driver.events("reply")) {
      const auto message = driver.fetch(event.at("message"));
      if (message.at("status") == "failed") ++count;
      REQUIRE(message.at("error_code") == (message.at("status") == "failed" ? nlohmann::json(14107) : nullptr));
    }
    return count;
  };
  for (int i = 0; i < 3; ++i) text(driver);
  REQUIRE(failed() == 0);  // five seconds have passed
  text(driver);
  text(driver, "hi", "+15550100098");  // another phone is another pair
  REQUIRE(failed() == 10);             // ten seconds
  driver.advance(24s);
  text(driver);  // 29 seconds after the first that failed
  REQUIRE(failed() == 20);
  text(driver);
  REQUIRE(failed() == 20);
}

TEST_CASE("the fallback is asked when a document cannot be fetched or carried out, and answers in its place") {
  struct Case {
    Result<Response> answer;
    int code;
  };
  const auto [answer, code] = GENERATE(
      Case{Response(500), 11217}, Case{failure(ErrorCode::connection_failed, ""), 11205},
      Case{failure(ErrorCode::timeout, ""), 11203}, Case{Response(302), 11216},
      Case{Response(200, "text/xml", "<Response>"), 12100}, Case{Response(200, "text/xml", "<Message/>"), 12102},
      Case{Response(200, "application/json", "{}"), 12300}, Case{twiml("<Redirect>mailto:me</Redirect>"), 11100});
  WorldDriver driver(listening("http://user:pass@app.localhost/fallback?a=b"));
  driver.app = app({{"/sms/start", answer}, {"/fallback", twiml("<Message>sorry</Message>")}});
  text(driver);
  const Request& webhook = driver.webhooks.back();
  REQUIRE(webhook.url == "http://app.localhost/fallback?a=b");
  Form expected = parameters(driver.webhooks.front());
  expected.add("ErrorCode", std::to_string(code));
  expected.add("ErrorUrl", "http://app.localhost/sms/start?tenant=7");
  REQUIRE(parameters(webhook) == expected);
  REQUIRE(is_signed(webhook));
  REQUIRE(replies(driver) == Texts{"sorry"});
  REQUIRE(alerts(driver).back() == code);
}

TEST_CASE("a fallback that fails too is the end of it") {
  WorldDriver driver(listening("http://app.localhost/fallback"));
  driver.answer = Response(503);
  text(driver);
  REQUIRE(asked(driver) == Texts{"POST http://app.localhost/sms/start", "POST http://app.localhost/fallback"});
  REQUIRE(alerts(driver) == std::vector<int>{11217, 11217});
}

TEST_CASE("a later document that fails falls back as well, and names itself") {
  WorldDriver driver(listening("http://app.localhost/fallback"));
  driver.app = app({{"/sms/start", twiml("<Message>one</Message><Redirect>/gone</Redirect>")},
                    {"/fallback", twiml("<Message>sorry</Message>")}});
  text(driver);
  REQUIRE(parameters(driver.webhooks.back()).get("ErrorUrl") == "http://app.localhost/gone");
  REQUIRE(replies(driver) == Texts{"one", "sorry"});
}

TEST_CASE("HTTP redirects are followed, with the parameters where the status keeps the method") {
  const auto [status, method] = GENERATE(std::pair(301, "GET"), std::pair(302, "GET"), std::pair(303, "GET"),
                                         std::pair(307, "POST"), std::pair(308, "POST"));
  WorldDriver driver(listening());
  driver.app = app({{"/sms/start", moved(status, "../elsewhere?x=1")},
                    {"/elsewhere", twiml("<Message>here</Message><Redirect>next</Redirect>")},
                    {"/next", twiml("")}});
  text(driver);
  const Request& followed = driver.webhooks.at(1);
  REQUIRE(followed.method == method);
  REQUIRE(followed.url == "http://app.localhost/elsewhere?x=1");
  REQUIRE(followed.body == (followed.method == "POST" ? driver.webhooks[0].body : ""));
  REQUIRE(is_signed(followed));
  REQUIRE(followed.headers.get("I-Twilio-Idempotency-Token") ==
          driver.webhooks[0].headers.get("I-Twilio-Idempotency-Token"));
  REQUIRE(replies(driver) == Texts{"here"});
  REQUIRE(driver.webhooks.back().url == "http://app.localhost/next");  // seen from where the document really was
}

TEST_CASE("HTTP redirects in a circle end with 11215") {
  auto config = listening();
  config.webhooks.redirects_max = 3;
  WorldDriver driver(config);
  driver.answer = moved(307, "/sms/start");
  text(driver);
  REQUIRE(driver.webhooks.size() == 4);
  REQUIRE(alerts(driver) == std::vector<int>{11215});
}

TEST_CASE("cookies come back from the same phone until it has been silent for four hours") {
  WorldDriver driver(listening());
  driver.app = [&](const Request&) {
    Response response = twiml(driver.webhooks.size() == 1 ? "<Redirect>/next</Redirect>" : "");
    response.headers.add("Set-Cookie", "seen=" + std::to_string(driver.webhooks.size()) + "; Path=/");
    return response;
  };
  const auto sent = [&] { return std::string(driver.webhooks.back().headers.get("Cookie")); };
  text(driver);
  REQUIRE(driver.webhooks.front().headers.get("Cookie").empty());
  REQUIRE(sent() == "seen=1");  // with the redirect
  driver.advance(4h);
  text(driver, "hi", "+15550100098");
  REQUIRE(sent() == "");
  text(driver);
  REQUIRE(sent() == "seen=2");
  driver.advance(4h + 1s);
  text(driver);
  REQUIRE(sent() == "");
}

TEST_CASE("a number in a pool is answered by its service, unless the service leaves that to its numbers") {
  simulator::WorldConfig config;
  config.numbers.push_back({number, "http://app.localhost/number"});
  simulator::MessagingService service;
  service.sid = "MG00000000000000000000000000000001";
  service.pool = {number};
  service.inbound_request_url = "http://app.localhost/service";
  service.inbound_method = "GET";
  service.fallback_url = "http://app.localhost/service/fallback";
  SECTION("the service") {
    config.services = {service};
    WorldDriver driver(config);
    driver.answer = Response(500);
    text(driver);
    REQUIRE(asked(driver) == Texts{"GET http://app.localhost/service", "POST http://app.localhost/service/fallback"});
    REQUIRE(parameters(driver.webhooks[0]).get("MessagingServiceSid") == service.sid);
  }
  SECTION("its numbers") {
    service.use_inbound_webhook_on_number = true;
    config.services = {service};
    WorldDriver driver(config);
    text(driver);
    REQUIRE(asked(driver) == Texts{"POST http://app.localhost/number"});
  }
  SECTION("nobody") {
    service.inbound_request_url.reset();
    config.services = {service};
    WorldDriver driver(config);
    const std::string sid = text(driver);
    REQUIRE(driver.webhooks.empty());
    REQUIRE(driver.status(sid) == "received");
  }
}

TEST_CASE("a text says where both ends are, as far as the world knows") {
  auto config = listening();
  config.places = {{"+1555", "", "CA", "", ""}, {number, "SAN FRANCISCO", "CA", "94105", "US"}};
  WorldDriver driver(config);
  text(driver, "hi", "+442071838750");
  const Form form = parameters(driver.webhooks.at(0));
  REQUIRE(form.get("ToCity") == "SAN FRANCISCO");
  REQUIRE(form.get("ToState") == "CA");
  REQUIRE(form.get("ToZip") == "94105");
  REQUIRE(form.get("ToCountry") == "US");
  REQUIRE(form.get("FromCountry") == "GB");
  REQUIRE(form.find("FromCity") == std::optional<std::string_view>(""));
}

TEST_CASE("what is no URL is shown without the credentials in it") {
  WorldDriver driver(listening());
  driver.answer =
      GENERATE(twiml("<Redirect>http://user:sesame@a b/c@d</Redirect>"),
               twiml("<Message statusCallback=\"ftp://user:sesame@a/b\">hi</Message>"), moved(302, "//user:sesame@"));
  text(driver);
  REQUIRE(alerts(driver).size() == 1);
  const std::string line = driver.events("alert")[0].dump();
  REQUIRE_THAT(line, Catch::Contains("//[redacted]@") && !Catch::Contains("sesame"));
}
