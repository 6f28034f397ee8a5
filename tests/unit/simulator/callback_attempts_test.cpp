// Where status callbacks go, how often they are tried, and what a 401 brings.
#include "core/runtime/pending.hpp"
#include "core/webhook/signature.hpp"
#include "simulator/sandbox.hpp"
#include "tests/support/exchange.hpp"
#include "tests/support/obedient_service.hpp"
#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;

namespace {

const std::string service = "MGc0ffee00c0ffee00c0ffee00c0ffee00";
const std::string never_ends = "+15005570000";  // sent, and no receipt: one callback

Form message_to(const std::string& to, const std::string& callback) {
  return {{"To", to}, {"From", "+15550100001"}, {"Body", "hi"}, {"StatusCallback", callback}};
}

// One callback to that URL, and what the world makes of the answers.
void report_once(WorldDriver& driver, const std::string& url) {
  driver.send(message_to(never_ends, url));
  driver.advance(5s);
}

std::vector<int> alerts(const WorldDriver& driver) {
  std::vector<int> codes;
  for (const auto& event : driver.events("alert")) codes.push_back(event.at("code"));
  return codes;
}

Response challenge(std::string value) {
  Response response(401);
  response.headers.add("WWW-Authenticate", std::move(value));
  return response;
}

bool is_signed(const Request& webhook, const std::string& url) {
  return Signer{Secret(std::string(auth_token))}.sign(url, decode_form(webhook.body)) ==
         webhook.headers.get("X-Twilio-Signature");
}

std::string whole_journal(const WorldDriver& driver) {
  std::string text;
  for (const auto& event : driver.world.journal().events()) text.append(event.line).append("\n");
  return text;
}

}  // namespace

TEST_CASE("a message without a URL of its own reports to its service's") {
  simulator::WorldConfig config;
  config.services.at(0).status_callback = "http://app.localhost/service";
  WorldDriver driver(config);
  Form form{{"To", never_ends}, {"MessagingServiceSid", service}, {"Body", "hi"}};
  driver.send(form);
  driver.advance(5s);
  form.add("StatusCallback", "http://app.localhost/own");
  driver.send(form);
  driver.send({{"To", never_ends}, {"From", "+15550100001"}, {"Body", "not by the service"}});
  driver.advance(5s);
  std::vector<std::string> urls;
  for (const Request& webhook : driver.webhooks) urls.push_back(webhook.url);
  REQUIRE(urls == std::vector<std::string>{"http://app.localhost/service", "http://app.localhost/service",
                                           "http://app.localhost/own", "http://app.localhost/own"});
}

TEST_CASE("the fragment says what is tried again, and how often") {
  struct Case {
    const char* fragment;
    Result<Response> answer;
    std::size_t posts;
  };
  const Result<Response> unreachable = failure(ErrorCode::connection_failed, "");
  const Result<Response> silent = failure(ErrorCode::timeout, "");
  const Result<Response> lost = failure(ErrorCode::connection_lost, "");
  const auto [fragment, answer, posts] = GENERATE_COPY(
      Case{"#rc=3&rp=5xx", Response(503), 4}, Case{"#rc=3&rp=5xx", Response(404), 1},
      Case{"#rc=2&rp=4xx,5xx", Response(404), 3}, Case{"#rp=all", Response(500), 2}, Case{"#rc=5", unreachable, 6},
      Case{"#rc=0", unreachable, 1}, Case{"#rp=5xx", unreachable, 1}, Case{"#rc=1&rp=rt&rt=1000", silent, 2},
      Case{"#rc=1&rt=1000", silent, 1}, Case{"#rc=1", lost, 1}, Case{"#rc=1&rp=all", lost, 2});
  INFO(fragment);
  WorldDriver driver;
  driver.answer = answer;
  report_once(driver, std::string("http://app.localhost/status") + fragment);
  REQUIRE(driver.webhooks.size() == posts);
  REQUIRE(alerts(driver).size() == posts);
  for (const Request& webhook : driver.webhooks) REQUIRE(webhook == driver.webhooks[0]);
}

TEST_CASE("a retry has the content of the first try, whatever has become of the message since") {
  WorldDriver driver;
  driver.answer = failure(ErrorCode::connection_failed, "");
  Form form = message_to("+15005560036", "http://app.localhost/status");
  form.add("AddressRetention", "obfuscate");
  const std::string sid = driver.send(form);
  driver.advance(5s);
  REQUIRE(driver.fetch(sid).at("to") == "+1500556XXXX");
  REQUIRE(driver.webhooks.size() == 2);
  REQUIRE(driver.webhooks[0] == driver.webhooks[1]);
  REQUIRE(decode_form(driver.webhooks[1].body).get("To") == "+15005560036");
}

TEST_CASE("a retry that succeeds is the last") {
  WorldDriver driver;
  driver.app = [&](const Request&) { return Response(driver.webhooks.size() < 3 ? 500 : 204); };
  report_once(driver, "http://app.localhost/status#rc=5&rp=5xx");
  REQUIRE(driver.webhooks.size() == 3);
}

TEST_CASE("all tries together have the total time") {
  WorldDriver driver;
  driver.answer = Response(500);
  driver.took = 6s;
  report_once(driver, "http://app.localhost/status#rc=5&rp=all");
  REQUIRE(driver.patience == std::vector<Duration>{15s, 9s, 3s});
  driver.patience.clear();
  report_once(driver, "http://app.localhost/status#rc=5&rp=all&rt=2500&tt=10000");
  REQUIRE(driver.patience == std::vector<Duration>{2500ms, 2500ms});
}

TEST_CASE("running out of the read timeout and of the total time are two things") {
  WorldDriver driver;
  driver.answer = failure(ErrorCode::timeout, "");
  report_once(driver, "http://app.localhost/status#rt=2000");
  report_once(driver, "http://app.localhost/status#tt=2000");
  REQUIRE(alerts(driver) == std::vector<int>{11200, 11203});
}

TEST_CASE("the time to connect goes with the request") {
  WorldDriver driver;
  report_once(driver, "http://app.localhost/status#ct=700");
  report_once(driver, "http://app.localhost/status");
  REQUIRE(driver.webhooks.at(0).connect_timeout == 700ms);
  REQUIRE(driver.webhooks.at(1).connect_timeout == 5s);
}

TEST_CASE("an override that does not count is complained about once") {
  WorldDriver driver;
  driver.answer = failure(ErrorCode::connection_failed, "");
  report_once(driver, "http://app.localhost/status#rc=9");
  REQUIRE(driver.webhooks.size() == 2);
  REQUIRE(alerts(driver) == std::vector<int>{11243, 11205, 11205});
}

TEST_CASE("an app is given the time that the fragment says, and no more") {
  simulator::Sandbox sandbox;
  ObedientService app(sandbox.executor());
  sandbox.mount("http://app.localhost", app);
  const auto alerts_after = [&](const std::string& fragment) {
    Request request = create_request(message_to(never_ends, "http://app.localhost/after/3s" + fragment));
    request.url.replace(0, twilio_origin.size(), sandbox.base_url());
    REQUIRE(exchange(sandbox.executor(), sandbox.transport(), std::move(request)).value().status == 201);
    sandbox.advance(10s);
    std::vector<std::pair<int, TimePoint>> found;
    for (const auto& event : sandbox.twilio().world().journal().events()) {
      if (event.kind == "alert") found.emplace_back(nlohmann::json::parse(event.line).at("code"), event.at);
    }
    return found;
  };
  REQUIRE(alerts_after("").empty());
  const auto alerts = alerts_after("#rt=2999");
  REQUIRE(alerts.size() == 1);
  REQUIRE(alerts[0].first == 11200);
  REQUIRE(app.asked.size() == 2);
}

TEST_CASE("credentials in a URL are kept until they are asked for, and neither signed nor shown") {
  const auto [value, beginning] =
      GENERATE(std::pair("Basic realm=\"x\"", "Basic dXNlcjpzZXNhbWU="),
               std::pair("Digest realm=\"x\", nonce=\"n\", qop=\"auth\"", "Digest username=\"user\", realm=\"x\", "));
  WorldDriver driver;
  driver.app = [value = value](const Request& request) {
    return request.headers.find("Authorization") ? Response(204) : challenge(value);
  };
  report_once(driver, "http://user:sesame@app.localhost/status?x=1");
  REQUIRE(driver.webhooks.size() == 2);
  REQUIRE_FALSE(driver.webhooks[0].headers.find("Authorization"));
  REQUIRE_THAT(std::string(driver.webhooks[1].headers.get("Authorization")), Catch::StartsWith(beginning));
  for (const Request& webhook : driver.webhooks) {
    REQUIRE(webhook.url == "http://app.localhost/status?x=1");
    REQUIRE(is_signed(webhook, webhook.url));
    REQUIRE(webhook.headers.get("I-Twilio-Idempotency-Token") ==
            driver.webhooks[0].headers.get("I-Twilio-Idempotency-Token"));
  }
  REQUIRE(alerts(driver).empty());
  const std::string journal = whole_journal(driver);
  REQUIRE_THAT(journal, !Catch::Contains("sesame") && !Catch::Contains("dXNlcjpzZXNhbWU"));
}

TEST_CASE("a 401 that credentials cannot or could not help is an error") {
  struct Case {
    const char* url;
    const char* challenge;
    std::size_t posts;
  };
  const auto [url, value, posts] = GENERATE(Case{"http://user:wrong@app.localhost/status", "Basic realm=\"x\"", 2},
                                            Case{"http://user:wrong@app.localhost/status", "Bearer", 1},
                                            Case{"http://app.localhost/status", "Basic realm=\"x\"", 1});
  WorldDriver driver;
  driver.answer = challenge(value);
  report_once(driver, url);
  REQUIRE(driver.webhooks.size() == posts);
  REQUIRE(alerts(driver) == std::vector<int>{11217});
}

TEST_CASE("credentials do not follow a redirect to another host") {
  WorldDriver driver;
  driver.app = [](const Request& request) {
    if (request.url.starts_with("http://other")) return challenge("Basic realm=\"x\"");
    Response moved(307);
    moved.headers.add("Location", "http://other.localhost/status");
    return moved;
  };
  report_once(driver, "http://user:sesame@app.localhost/status");
  REQUIRE(driver.webhooks.size() == 2);
  REQUIRE_FALSE(driver.webhooks[1].headers.find("Authorization"));
}

TEST_CASE("what sources disagree on can be had either way") {
  simulator::WorldConfig config;
  WorldDriver usual(config);
  config.switches.callback_for_sending = true;
  config.switches.error_message_in_callbacks = true;
  config.switches.sign_without_port = true;
  WorldDriver other(config);
  const auto reported = [](WorldDriver& driver, const std::string& url) {
    driver.send(message_to("+15005560036", url));
    driver.advance(5s);
    std::vector<std::string> statuses;
    for (const Request& webhook : driver.webhooks)
      statuses.emplace_back(decode_form(webhook.body).get("MessageStatus"));
    return statuses;
  };
  const std::string url = "https://app.localhost:8443/status";
  REQUIRE(reported(usual, url) == std::vector<std::string>{"failed"});
  REQUIRE(reported(other, url) == std::vector<std::string>{"sending", "failed"});
  REQUIRE_FALSE(decode_form(usual.webhooks[0].body).find("ErrorMessage"));
  REQUIRE(decode_form(other.webhooks[1].body).get("ErrorMessage") == "Validity Period Expired");
  REQUIRE(is_signed(usual.webhooks[0], url));
  REQUIRE(is_signed(other.webhooks[1], "https://app.localhost/status"));
  other.webhooks.clear();
  reported(other, "http://app.localhost:8443/status");
  REQUIRE(is_signed(other.webhooks[1], "http://app.localhost:8443/status"));
}
