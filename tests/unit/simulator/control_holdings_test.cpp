// Numbers, messaging services and opt-outs, changed over the control API.
#include "core/api/json_writer.hpp"
#include "simulator/world_table.hpp"
#include "tests/support/control_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

const std::string phone = "+15550100099";
const std::string service = "MGc0ffee00c0ffee00c0ffee00c0ffee00";

Response text(ControlDriver& control, const std::string& to, const std::string& body = "hi") {
  return control.ask("POST", "/inbound", json({{"from", phone}, {"to", to}, {"body", body}}).dump());
}

json listed(ControlDriver& control, const std::string& what, const std::string& key, const std::string& value) {
  const json all = control.get("/" + what);
  for (const auto& item : all.at(what)) {
    if (item.at(key) == value) return item;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("a number that is added takes texts from then on") {
  ControlDriver control;
  REQUIRE(text(control, "+15550100003").status == 400);
  const Response added = control.ask(
      "POST", "/numbers",
      R"({"number": "+15550100003", "sms_url": "http://app.localhost/sms", "friendly_name": "\ud83d\ude00"})");
  REQUIRE(added.status == 201);
  const json number = json::parse(added.body);
  CHECK(number.at("sms_url") == "http://app.localhost/sms");
  CHECK(number.at("friendly_name") == "😀");
  CHECK(number.at("sms_method") == "POST");
  CHECK(listed(control, "numbers", "number", "+15550100003") == number);
  CHECK(control.newest("number").at("added") == "+15550100003");
  REQUIRE(text(control, "+15550100003").status == 201);
  control.advance("1s");
  REQUIRE(control.app.requests().size() == 1);
  CHECK(control.app.requests().at(0).url == "http://app.localhost/sms");
}

TEST_CASE("a number that is added again takes the place of the one before") {
  ControlDriver control;
  control.ask("POST", "/numbers", R"({"number": "+15005550006", "segments_per_second": 100, "sms_method": "GET"})");
  const json before = listed(control, "numbers", "number", "+15005550006");
  CHECK(before.at("segments_per_second") == 100);
  const Response again = control.ask("POST", "/numbers", R"({"number": "+15005550006"})");
  CHECK(again.status == 200);
  const json after = listed(control, "numbers", "number", "+15005550006");
  CHECK(after.at("segments_per_second").is_null());
  CHECK(after.at("sms_method") == "POST");
  CHECK(after.at("sid") == before.at("sid"));
  CHECK(control.newest("number").at("changed") == "+15005550006");
}

TEST_CASE("a number's own rate ends with it") {
  ControlDriver control;
  const auto seconds_for_ten = [&] {
    for (int i = 0; i < 10; ++i) control.send();
    const auto begun = control.worlds.first().now();
    while (!control.get("/clock").at("next_due").is_null()) control.ask("POST", "/clock/advance", R"({"next": true})");
    return (control.worlds.first().now() - begun) / 1s;
  };
  control.ask("POST", "/numbers", R"({"number": "+15550100001", "segments_per_second": 100})");
  CHECK(seconds_for_ten() < 5);
  control.ask("DELETE", "/numbers/+15550100001");
  CHECK(seconds_for_ten() >= 9);
}

TEST_CASE("a number can have the URLs of an application, one that the API made too, and of no other") {
  ControlDriver control;
  Request make = twilio_request("POST", "/2010-04-01/Accounts/" + std::string(account_sid) + "/Applications.json");
  make.headers.add("Content-Type", form_content_type);
  make.body = encode_form({{"SmsUrl", "http://app.localhost/shop"}});
  const std::string application = json::parse(control.ask(std::move(make)).body).at("sid");
  json number{{"number", "+15550100003"}, {"sms_application_sid", application}};
  const Response added = control.ask("POST", "/numbers", number.dump());
  REQUIRE(added.status == 201);
  CHECK(json::parse(added.body).at("sms_application_sid") == application);
  REQUIRE(text(control, "+15550100003").status == 201);
  control.advance("1s");
  REQUIRE(control.app.requests().size() == 1);
  CHECK(control.app.requests().at(0).url == "http://app.localhost/shop");
  number["sms_application_sid"] = "AP00000000000000000000000000000000";
  const Response refused = control.ask("POST", "/numbers", number.dump());
  CHECK(refused.status == 400);
  CHECK_THAT(control.complaint(refused), Contains("'sms_application_sid'"));
}

TEST_CASE("numbers and services are shown with all that can be said of them") {
  ControlDriver control;
  const auto [path, write_schema] = GENERATE(table<std::string, void (*)(JsonWriter&)>({
      {"numbers", simulator::write_number_schema},
      {"services", simulator::write_service_schema},
  }));
  std::string schema;
  JsonWriter writer(schema);
  writer.begin_object();
  write_schema(writer);
  writer.end_object();
  const json all = control.get("/" + path).at(path);
  REQUIRE_FALSE(all.empty());
  const json properties = json::parse(schema).at("properties");
  for (const auto& [key, property] : properties.items()) {
    CAPTURE(key);
    CHECK(all.at(0).contains(key));
  }
}

TEST_CASE("a number that is removed is nobody's, and in no pool") {
  ControlDriver control;
  REQUIRE(listed(control, "services", "sid", service).at("pool") == json({"+15550100001", "+15550100002"}));
  const auto path = GENERATE("/numbers/+15550100002", "/numbers/%2B15550100002");
  REQUIRE(control.ask("DELETE", path).status == 204);
  CHECK(listed(control, "numbers", "number", "+15550100002").is_null());
  CHECK(listed(control, "services", "sid", service).at("pool") == json({"+15550100001"}));
  CHECK(control.newest("number").at("removed") == "+15550100002");
  CHECK(text(control, "+15550100002").status == 400);
  const Response again = control.ask("DELETE", path);
  CHECK(again.status == 404);
  CHECK_THAT(control.complaint(again), Contains("has no number \"+15550100002\""));
}

TEST_CASE("credentials in the URL of a number are not shown") {
  ControlDriver control;
  const Response added = control.ask(
      "POST", "/numbers", R"({"number": "+15550100003", "sms_url": "http://user:sesame@app.localhost/sms"})");
  REQUIRE(added.status == 201);
  CHECK_THAT(added.body + control.ask("GET", "/numbers").body, !Contains("sesame") && Contains("app.localhost/sms"));
}

TEST_CASE("a messaging service that is added sends from its pool") {
  ControlDriver control;
  const Response added =
      control.ask("POST", "/services", R"({"friendly_name": "Codes", "pool": ["+15005550006"], "validity": "2m"})");
  REQUIRE(added.status == 201);
  const json made = json::parse(added.body);
  const std::string sid = made.at("sid");
  CHECK(sid.starts_with("MG"));
  CHECK(made.at("validity") == "2m");
  CHECK(listed(control, "services", "sid", sid) == made);
  CHECK(control.newest("service").at("added") == sid);
  REQUIRE(control.ask(create_request({{"To", phone}, {"MessagingServiceSid", sid}, {"Body", "hi"}})).status == 201);
  control.advance("30s");
  CHECK(control.get("/messages").at("messages").at(0).at("from") == "+15005550006");
}

TEST_CASE("a messaging service with a SID that is there takes the place of the one before") {
  ControlDriver control;
  const Response changed =
      control.ask("POST", "/services", R"({"sid": ")" + service + R"(", "friendly_name": "Other"})");
  CHECK(changed.status == 200);
  CHECK(listed(control, "services", "sid", service).at("friendly_name") == "Other");
  CHECK(listed(control, "services", "sid", service).at("pool").empty());
  REQUIRE(control.ask("DELETE", "/services/" + service).status == 204);
  CHECK(control.get("/services").at("services").empty());
  CHECK(control.ask("DELETE", "/services/" + service).status == 404);
}

TEST_CASE("a number or a service that cannot be is 400 and says what would be right") {
  ControlDriver control;
  const auto [path, body, complaint] = GENERATE(table<std::string, std::string, std::string>({
      {"/numbers", "", "'number' wants a mapping"},
      {"/numbers", "{}", "body:1:1: 'number' lacks 'number'"},
      {"/numbers", R"({"number": "555"})", "body:1:12: 'number' wants"},
      {"/numbers", R"({"number": "+15550100003", "smsurl": "http://a/"})", "did you mean 'sms_url'?"},
      {"/services", R"({"pool": ["+15550100003"]})", "'pool' wants a number of this world"},
      {"/services", R"({"sid": "MG1"})", "'sid' wants"},
  }));
  const Response response = control.ask("POST", path, body);
  INFO(body);
  CHECK(response.status == 400);
  CHECK_THAT(control.complaint(response), Contains(complaint));
}

TEST_CASE("a world keeps services whose pools have numbers of others out") {
  WorldDriver driver;
  simulator::MessagingService stranger;
  stranger.pool = {"+15550100001", "+15550100042"};
  const auto added = driver.world.add_service(stranger, driver.now);
  REQUIRE_FALSE(added);
  CHECK(added.error().message == "pool: the account has no number \"+15550100042\"");
  CHECK(driver.world.journal().size() == 0);
}

TEST_CASE("a phone can be opted out without a text, from the whole service that a number is in") {
  ControlDriver control;
  const std::string pair = R"({"phone": "+15550100099", "sender": "+15550100001"})";
  REQUIRE(control.ask("POST", "/opt-outs", pair).status == 204);
  CHECK(control.get("/opt-outs").at("opt_outs") == json({{{"phone", phone}, {"sender", service}}}));
  CHECK(control.newest("opt_out").at("added") == phone);
  const Response refused = control.ask(create_request({{"To", phone}, {"From", "+15550100002"}, {"Body", "hi"}}));
  CHECK(json::parse(refused.body).at("code") == 21610);

  const auto sender = GENERATE(std::string("+15550100001"), service);
  REQUIRE(control.ask("DELETE", "/opt-outs/" + phone + "/" + sender).status == 204);
  CHECK(control.newest("opt_out").at("removed") == phone);
  CHECK(control.get("/opt-outs").at("opt_outs").empty());
  control.send();
  CHECK(control.ask("DELETE", "/opt-outs/" + phone + "/" + sender).status == 404);
}

TEST_CASE("an opt-out by text is listed, and one that is there already stays as it is") {
  ControlDriver control;
  text(control, "+15005550006", "STOP");
  control.advance("1s");
  CHECK(control.get("/opt-outs").at("opt_outs") == json({{{"phone", phone}, {"sender", "+15005550006"}}}));
  const auto events = control.journal().size();
  CHECK(control.ask("POST", "/opt-outs", R"({"phone": "+15550100099", "sender": "+15005550006"})").status == 204);
  CHECK(control.journal().size() == events);
}

TEST_CASE("an opt-out of a service that is gone can still be undone") {
  ControlDriver control;
  control.ask("POST", "/opt-outs", R"({"phone": "+15550100099", "sender": ")" + service + "\"}");
  control.ask("DELETE", "/services/" + service);
  CHECK(control.ask("DELETE", "/opt-outs/" + phone + "/" + service).status == 204);
}

TEST_CASE("an opt-out that cannot be is 400 and says what would be right") {
  ControlDriver control;
  const auto [body, complaint] = GENERATE(table<std::string, std::string>({
      {R"({"phone": "+15550100099"})", "sender: is missing; wants a string such as \"+15550100001\""},
      {R"({"phone": "me", "sender": "+15550100001"})", "phone: wants the phone's number as +15550100099, got \"me\""},
      {R"({"phone": "+15550100099", "sender": "+15550100042"})", "sender: wants a number of the account"},
      {R"({"phone": "+15550100099", "from": "+15550100001"})", "from: there is no such key"},
  }));
  const Response response = control.ask("POST", "/opt-outs", body);
  CHECK(response.status == 400);
  CHECK_THAT(control.complaint(response), Contains(complaint));
}
