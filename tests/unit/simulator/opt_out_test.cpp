// Keywords beyond the default ones: toll-free numbers, and services with rules of their own.
#include "simulator/opt_out.hpp"

#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;
using simulator::Keyword;
using simulator::keyword_in;
using Texts = std::vector<std::string>;

namespace {

const std::string phone = "+15550100099";
const std::string toll_free = "+18885550100";
const std::string pooled = "+15550100003";
const std::string service = "MG00000000000000000000000000000001";

const std::string blocked =
    "NETWORK MSG: You replied with the word \"stop\" which blocks all texts sent from this number. Text back "
    "\"unstop\" to receive messages again.";
const std::string unblocked =
    "NETWORK MSG: You have replied \"unstop\" and will begin receiving messages again from this number.";

simulator::WorldConfig with_toll_free() {
  simulator::WorldConfig config;
  config.numbers.push_back({toll_free, "http://app.localhost/sms"});
  return config;
}

simulator::WorldConfig with_own_rules() {
  simulator::WorldConfig config;
  config.numbers.push_back({pooled, {}});
  simulator::MessagingService own;
  own.sid = service;
  own.pool = {pooled};
  own.inbound_request_url = "http://app.localhost/sms";
  own.advanced_opt_out.emplace();
  own.advanced_opt_out->stop = {{"ARRET", "STOP"}, "Au revoir."};
  own.advanced_opt_out->help = {{"AIDE"}, "Appelez-nous."};
  config.services = {own};
  return config;
}

Texts bodies(const WorldDriver& driver, std::string_view kind) {
  Texts all;
  for (const auto& event : driver.events(kind)) all.push_back(event.at("body"));
  return all;
}

int code_of_send(WorldDriver& driver, const std::string& from) {
  const Response response = driver.ask(create_request({{"To", phone}, {"From", from}, {"Body", "hi"}}));
  const auto body = nlohmann::json::parse(response.body);
  return response.status == 201 ? 201 : body.at("code").get<int>();
}

void text(WorldDriver& driver, const std::string& body, const std::string& to) {
  REQUIRE(driver.text_in({phone, to, body, {}}));
}

std::string opt_out_type(const WorldDriver& driver) {
  return std::string(decode_form(driver.webhooks.back().body).find("OptOutType").value_or("none"));
}

}  // namespace

TEST_CASE("each default keyword is one") {
  const auto [word, keyword] = GENERATE(table<std::string, Keyword>({{"STOP", Keyword::stop},
                                                                     {"STOPALL", Keyword::stop},
                                                                     {"UNSUBSCRIBE", Keyword::stop},
                                                                     {"CANCEL", Keyword::stop},
                                                                     {"END", Keyword::stop},
                                                                     {"QUIT", Keyword::stop},
                                                                     {"REVOKE", Keyword::stop},
                                                                     {"optout", Keyword::stop},
                                                                     {"Start", Keyword::start},
                                                                     {"YES", Keyword::start},
                                                                     {"\tunstop ", Keyword::start},
                                                                     {"HELP", Keyword::help},
                                                                     {"info\n", Keyword::help}}));
  REQUIRE(keyword_in(word) == keyword);
}

TEST_CASE("the network answers a STOP to a toll-free number, and the account has no message of it") {
  WorldDriver driver(with_toll_free());
  text(driver, "stop", toll_free);
  text(driver, "STOP", toll_free);
  REQUIRE(bodies(driver, "network_reply") == Texts{blocked});
  REQUIRE(bodies(driver, "reply").empty());
  REQUIRE(code_of_send(driver, toll_free) == 21610);
  const auto list = nlohmann::json::parse(driver.ask(twilio_request("GET", messages_path())).body);
  for (const auto& message : list.at("messages")) {
    REQUIRE(message.at("direction") == "inbound");
  }
  REQUIRE(driver.webhooks.size() == 2);  // keywords reach the app all the same
}

TEST_CASE("only START and UNSTOP undo a STOP to a toll-free number, YES does not") {
  WorldDriver driver(with_toll_free());
  text(driver, "STOP", toll_free);
  text(driver, "yes", toll_free);
  REQUIRE(code_of_send(driver, toll_free) == 21610);
  const std::string word = GENERATE("START", "unstop");
  text(driver, word, toll_free);
  REQUIRE(bodies(driver, "network_reply") == Texts{blocked, unblocked});
  REQUIRE(code_of_send(driver, toll_free) == 201);
  text(driver, "HELP", toll_free);
  REQUIRE(bodies(driver, "reply") == Texts{"Reply STOP to unsubscribe. Msg&Data Rates May Apply."});
}

TEST_CASE("toll-free numbers are those of seven area codes") {
  for (const char* number : {"+18005550100", "+18335550100", "+18445550100", "+18555550100", "+18665550100",
                             "+18775550100", "+18885550100"}) {
    REQUIRE(simulator::is_toll_free(number));
  }
  for (const char* number : {"+18105550100", "+4480055501", "+1800555010", "+15550100800", "80055"}) {
    REQUIRE_FALSE(simulator::is_toll_free(number));
  }
}

TEST_CASE("a service has keywords and texts of its own, beside which STOP, START and UNSTOP keep their meaning") {
  WorldDriver driver(with_own_rules());
  text(driver, "aide", pooled);
  REQUIRE(opt_out_type(driver) == "HELP");
  text(driver, "arret", pooled);
  REQUIRE(opt_out_type(driver) == "STOP");
  REQUIRE(bodies(driver, "reply") == Texts{"Appelez-nous.", "Au revoir."});
  REQUIRE(code_of_send(driver, pooled) == 21610);

  text(driver, "quit", pooled);  // only a default keyword
  REQUIRE(opt_out_type(driver) == "none");
  text(driver, "HELP", pooled);
  REQUIRE(opt_out_type(driver) == "none");
  text(driver, "Unstop", pooled);
  REQUIRE(opt_out_type(driver) == "START");
  REQUIRE_THAT(bodies(driver, "reply").back(), Catch::StartsWith("You have successfully been re-subscribed"));
  text(driver, "yes", pooled);  // START has no words of its own, so the default ones
  REQUIRE(opt_out_type(driver) == "START");
  text(driver, "stop", pooled);
  REQUIRE(opt_out_type(driver) == "STOP");
  REQUIRE(code_of_send(driver, pooled) == 21610);
}

TEST_CASE("without rules of its own a service says nothing of an opt-out type") {
  auto config = with_own_rules();
  config.services[0].advanced_opt_out.reset();
  WorldDriver driver(config);
  text(driver, "STOP", pooled);
  REQUIRE(opt_out_type(driver) == "none");
  REQUIRE(code_of_send(driver, pooled) == 21610);
}

TEST_CASE("a service may refuse those who have opted out at once") {
  auto config = with_own_rules();
  config.switches.refuse_opted_out_of_service = true;
  WorldDriver driver(config);
  text(driver, "STOP", pooled);
  const Response response =
      driver.ask(create_request({{"To", phone}, {"MessagingServiceSid", service}, {"Body", "hi"}}));
  REQUIRE(response.status == 400);
  REQUIRE(nlohmann::json::parse(response.body).at("code") == 21610);
}
