#include "recorder/causes.hpp"

#include "tests/support/twilio_requests.hpp"

#include <catch2/catch.hpp>

namespace understudy::recorder {
namespace {

using Kind = Interaction::Kind;

constexpr const char* phone = "+15550100099";
constexpr const char* number = "+15550100001";

Interaction create(int id, const std::string& to, Result<Response> outcome) {
  Interaction interaction;
  interaction.id = id;
  interaction.request = test::create_request({{"To", to}, {"From", number}});
  interaction.outcome = std::move(outcome);
  return interaction;
}
Response created(const std::string& sid) { return Response(201, "application/json", R"({"sid":")" + sid + "\"}"); }

Interaction webhook(int id, Kind kind, const Form& form) {
  Interaction interaction;
  interaction.id = id;
  interaction.kind = kind;
  interaction.request = Request("POST", "http://127.0.0.1:3000/sms");
  interaction.request.body = encode_form(form);
  return interaction;
}
Interaction callback(int id, const std::string& sid, const std::string& to = phone) {
  return webhook(id, Kind::callback, {{"MessageSid", sid}, {"MessageStatus", "sent"}, {"To", to}, {"From", number}});
}

int cause_of_last(std::vector<Interaction> interactions) {
  return with_causes(std::move(interactions)).back().caused_by;
}

TEST_CASE("a callback is caused by the request whose answer names its message") {
  REQUIRE(cause_of_last({create(1, phone, created("SM1")), create(2, phone, created("SM2")), callback(3, "SM1")}) == 1);
}

TEST_CASE("of several answers that name a message the first is that of the request that made it") {
  REQUIRE(cause_of_last({create(1, phone, created("SM1")), create(2, phone, created("SM1")), callback(3, "SM1")}) == 1);
}

TEST_CASE("a callback whose message no answer names is caused by the last request to its number that had none") {
  const auto lost = failure(ErrorCode::connection_lost, "lost");
  REQUIRE(cause_of_last({create(1, phone, lost), create(2, phone, lost), create(3, "+15550100098", lost),
                         create(4, phone, created("SM2")), callback(5, "SM1")}) == 2);
}

TEST_CASE("an answer that cannot be read names no message, and that of a page of others made none") {
  const Response broken(201, "application/json", R"({"sid":"SM1)");
  REQUIRE(cause_of_last({create(1, phone, broken), create(2, phone, created("SM2")), callback(3, "SM1")}) == 1);
  REQUIRE(cause_of_last({create(1, phone, Response(502, "text/html", "<html>")), callback(2, "SM1")}) == 0);
  Interaction list = create(1, phone, Response(200, "application/json", "{}"));
  list.request = Request("GET", "http://twilio.localhost/Messages.json?To=%2B15550100099");
  REQUIRE(cause_of_last({list, callback(2, "SM1")}) == 0);
}

TEST_CASE("a callback of a reply is caused by the text that was replied to") {
  const Form text{{"MessageSid", "SM9"}, {"From", phone}, {"To", number}};
  REQUIRE(cause_of_last({webhook(1, Kind::inbound, text), callback(2, "SM1")}) == 1);
  REQUIRE(cause_of_last({webhook(1, Kind::inbound, text), callback(2, "SM1", "+15550100098")}) == 0);
}

TEST_CASE("a callback that nothing explains has no cause") {
  REQUIRE(cause_of_last({create(1, phone, created("SM2")), callback(2, "SM1")}) == 0);
  REQUIRE(cause_of_last({callback(1, "SM1")}) == 0);
}

TEST_CASE("nothing is caused by what began after it") {
  REQUIRE(with_causes({callback(1, "SM1"), create(2, phone, created("SM1"))})[0].caused_by == 0);
}

TEST_CASE("a cause that was recorded is not changed") {
  Interaction known = callback(3, "SM1");
  known.caused_by = 2;
  REQUIRE(cause_of_last({create(1, phone, created("SM1")), create(2, phone, created("SM2")), known}) == 2);
}

TEST_CASE("the oldest messages are forgotten first when there are too many to remember") {
  MessageOrigins origins;
  for (int i = 1; i <= 100'001; ++i) origins.add("SM" + std::to_string(i), i);
  REQUIRE(origins.find("SM1") == 0);
  REQUIRE(origins.find("SM2") == 2);
  REQUIRE(origins.find("SM100001") == 100'001);
}

TEST_CASE("the parameters of a webhook are in its body, or in the query when it is a GET") {
  Request request("GET", "http://127.0.0.1:3000/sms?MessageSid=SM1");
  request.body = "MessageSid=SM2";
  REQUIRE(parameters_of(request).get("MessageSid") == "SM1");
  request.method = "POST";
  REQUIRE(parameters_of(request).get("MessageSid") == "SM2");
}

}  // namespace
}  // namespace understudy::recorder
