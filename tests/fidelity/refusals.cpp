#include "tests/fidelity/provocations.hpp"
#include "tests/support/refused_creates.hpp"

namespace understudy::test {
namespace {

using simulator::WorldConfig;
using enum Provocation::As;

const std::string account = "/2010-04-01/Accounts/" + std::string(account_sid);
const std::string service = "MGc0ffee00c0ffee00c0ffee00c0ffee00";

Request post(const std::string& path, const Form& form) {
  Request request = twilio_request("POST", path);
  request.headers.add("Content-Type", form_content_type);
  request.body = encode_form(form);
  return request;
}

// The n-th of the default world's numbers, in the order of their digits: one in no pool, then two that are.
std::string number_sid(WorldDriver& driver, std::size_t n) {
  const Response listed = driver.ask(twilio_request("GET", account + "/IncomingPhoneNumbers.json"));
  return nlohmann::json::parse(listed.body).at("incoming_phone_numbers").at(n).at("sid");
}

std::function<void(WorldDriver&)> ask(const std::string& method, const std::string& path) {
  return [=](WorldDriver& driver) { driver.ask(twilio_request(method, path)); };
}
std::function<void(WorldDriver&)> create(const Form& changes) {
  return [=](WorldDriver& driver) { driver.ask(create_request(create_with(changes))); };
}
std::function<void(WorldDriver&)> update(const std::string& path, const Form& form) {
  return [=](WorldDriver& driver) { driver.ask(post(path, form)); };
}
std::function<void(WorldDriver&)> update_message(const Form& form) {
  return [=](WorldDriver& driver) {
    const std::string sid = driver.send(create_with({}));
    driver.advance(std::chrono::minutes(1));
    driver.ask(post(account + "/Messages/" + sid + ".json", form));
  };
}
std::function<void(WorldDriver&)> add_to_pool(const std::string& into, std::size_t number) {
  return [=](WorldDriver& driver) {
    const Form form{{"PhoneNumberSid", number_sid(driver, number)}};
    driver.ask(post("/v1/Services/" + into + "/PhoneNumbers", form));
  };
}

template <class Change>
WorldConfig with(Change change) {
  WorldConfig config;
  change(config);
  return config;
}

WorldConfig with_full_pool() {
  return with([](WorldConfig& config) {
    for (int i = 0; i < 400; ++i) config.services[0].pool.push_back("+1555020" + std::to_string(1000 + i));
  });
}

Form scheduled(const std::string& at) {
  return {{"From", ""}, {"MessagingServiceSid", service}, {"ScheduleType", "fixed"}, {"SendAt", at}};
}

Form media_to(const std::string& to) { return {{"To", to}, {"MediaUrl", "https://example.com/1.png"}}; }

void send_twice_at_once(WorldDriver& driver) {
  driver.ask(create_request(create_with({})));
  driver.ask(create_request(create_with({})));
}

void stop_and_send(WorldDriver& driver) {
  if (!driver.text_in({"+15550100099", "+15005550006", "STOP", {}})) return;
  driver.ask(create_request(create_with({{"From", "+15005550006"}})));
}

void as_test(WorldDriver& driver) {
  const WorldConfig config;
  Request request("GET", std::string(twilio_origin) + "/2010-04-01/Accounts/" + config.test_account_sid + ".json");
  request.headers.add("Authorization", basic(config.test_account_sid, config.test_auth_token.reveal()));
  driver.ask(request);
}

}  // namespace

std::vector<Provocation> refusals() {
  const std::string other = "MGc0ffee00c0ffee00c0ffee00c0ffee01";
  std::vector<Provocation> all{
      {refusal, 20002, "a service without FriendlyName", {}, update("/v1/Services", {})},
      {refusal, 20003, "no credentials", {}, [](WorldDriver& driver) { driver.ask(Request("GET", messages_path())); }},
      {refusal, 20004, "PUT", {}, ask("PUT", messages_path())},
      {refusal, 20005, "`status: suspended`",
       with([](WorldConfig& config) { config.status = simulator::AccountStatus::suspended; }), create({})},
      {refusal, 20008, "test credentials for more than a create", {}, as_test},
      {refusal,
       20009,
       "deleting what is not final",
       {},
       [](WorldDriver& driver) {
         const std::string sid = driver.send(create_with({}));
         driver.ask(twilio_request("DELETE", account + "/Messages/" + sid + ".json"));
       }},
      {refusal, 20404, "what is not there", {}, ask("GET", account + "/Messages/SM00.json")},
      {refusal, 20422, "a list by a date that is none", {}, ask("GET", messages_path() + "?DateSent=soon")},
      {refusal, 20429, "more requests than `concurrency_max` at one time", with([](WorldConfig& config) {
         config.concurrency_max = 1;
         simulator::Fault slow;
         slow.effect.delay = std::chrono::seconds(1);
         config.faults = {slow};
       }),
       send_twice_at_once},
      {refusal,
       20002,
       "a key's name of 65 characters",
       {},
       update(account + "/Keys.json", {{"FriendlyName", std::string(65, 'a')}})},
      {refusal,
       21218,
       "an unknown application",
       {},
       create({{"ApplicationSid", "AP00000000000000000000000000000000"}})},
      {refusal, 21267, "`trial: true` and a name as sender", with([](WorldConfig& config) { config.trial = true; }),
       create({{"From", "Understudy"}})},
      {refusal,
       21406,
       "a number with an SmsFallbackUrl and no SmsUrl",
       {},
       [](WorldDriver& driver) {
         const std::string path = account + "/IncomingPhoneNumbers/" + number_sid(driver, 0) + ".json";
         driver.ask(post(path, {{"SmsFallbackUrl", "http://app.localhost/"}}));
       }},
      {refusal, 21408, "`magic_numbers: true`", with([](WorldConfig& config) { config.magic_numbers = true; }),
       create({{"To", "+15005550003"}})},
      {refusal, 21481, "a PageToken that is none", {}, ask("GET", messages_path() + "?PageToken=PASM00")},
      {refusal, 21606, "`strict_senders: true`", with([](WorldConfig& config) { config.strict_senders = true; }),
       create({{"From", "+15550100777"}})},
      {refusal, 21608, "`trial: true`", with([](WorldConfig& config) { config.trial = true; }), create({})},
      {refusal, 21610, "a number that was texted STOP", {}, stop_and_send},
      {refusal, 21611, "a full queue", with([](WorldConfig& config) { config.rates.queue_span = Duration{0}; }),
       send_twice_at_once},
      {refusal, 21612, "`magic_numbers: true`", with([](WorldConfig& config) { config.magic_numbers = true; }),
       create({{"To", "+15005550002"}})},
      {refusal, 21612, "media to outside the United States and Canada", {}, create(media_to("+447700900123"))},
      {refusal, 21621, "`mms: false` of the sender", with([](WorldConfig& config) { config.numbers[1].mms = false; }),
       create(media_to("+15550100099"))},
      {refusal, 21622, "`mms: false` of the account", with([](WorldConfig& config) { config.mms = false; }),
       create(media_to("+15550100099"))},
      {refusal, 21614, "`magic_numbers: true`", with([](WorldConfig& config) { config.magic_numbers = true; }),
       create({{"To", "+15005550009"}})},
      {refusal, 21656, "variables that are no JSON", with([](WorldConfig& config) {
         config.contents = {{"HXc0ffee00c0ffee00c0ffee00c0ffee00", "{{1}}"}};
       }),
       create({{"ContentSid", "HXc0ffee00c0ffee00c0ffee00c0ffee00"}, {"ContentVariables", "{"}})},
      {refusal, 21710, "a number that is in the pool", {}, add_to_pool(service, 1)},
      {refusal, 21712, "a number of another pool",
       with([&](WorldConfig& config) { config.services.push_back({other}); }), add_to_pool(other, 1)},
      {refusal, 21714, "a pool of 400", with_full_pool(), add_to_pool(service, 0)},
      {refusal,
       63007,
       "a sender of another channel than SMS, such as whatsapp:",
       {},
       create({{"To", "whatsapp:+15550100099"}, {"From", "whatsapp:+15550100001"}})},
      {refusal, 30400, "an update with another body", {}, update_message({{"Body", "another"}})},
      {refusal, 30409, "canceling what is final", {}, update_message({{"Status", "canceled"}})},
      {refusal, 35111, "a schedule without SendAt", {}, create(scheduled(""))},
      {refusal, 35114, "a SendAt that is too near", {}, create(scheduled("2026-01-01T09:00:01Z"))},
      {refusal, 35118, "`switches.refuse_schedule_without_service: true`",
       with([](WorldConfig& config) { config.switches.refuse_schedule_without_service = true; }),
       create({{"ScheduleType", "fixed"}, {"SendAt", "2026-01-01T10:00:00Z"}})},
      {refusal, 35125, "more than `scheduled_max`", with([](WorldConfig& config) { config.scheduled_max = 0; }),
       create(scheduled("2026-01-01T10:00:00Z"))},
      {refusal, 35126, "another ScheduleType", {}, create({{"ScheduleType", "soon"}})},
  };
  for (const RefusedCreate& refused : refused_creates()) {
    all.push_back({refusal, refused.code, refused.what, {}, create(refused.changes)});
  }
  return all;
}

}  // namespace understudy::test
