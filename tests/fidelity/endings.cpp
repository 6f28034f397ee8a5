#include "tests/fidelity/provocations.hpp"
#include "tests/support/refused_creates.hpp"

namespace understudy::test {
namespace {

using simulator::WorldConfig;
using enum Provocation::As;

const std::string phone = "+15550100099";
const std::string number = "+15550100003";  // in no pool
const std::string service = "MGc0ffee00c0ffee00c0ffee00c0ffee00";

WorldConfig listening() {
  WorldConfig config;
  config.numbers.push_back({number, "http://app.localhost/sms"});
  return config;
}

void text(WorldDriver& driver, const std::string& body = "hi", const std::string& to = number) {
  if (!driver.text_in({phone, to, body, {}})) throw std::runtime_error("nobody has " + to);
}

Response twiml(const std::string& inside) { return Response(200, "text/xml", "<Response>" + inside + "</Response>"); }

std::string times(int count, const std::string& verb) {
  std::string all;
  for (int i = 0; i < count; ++i) all += verb;
  return all;
}

std::function<void(WorldDriver&)> answered(Result<Response> answer) {
  return [answer = std::move(answer)](WorldDriver& driver) {
    driver.answer = answer;
    text(driver);
  };
}
std::function<void(WorldDriver&)> answered_with(const std::string& verbs) { return answered(twiml(verbs)); }

std::function<void(WorldDriver&)> reported_to(const std::string& url) {
  return [=](WorldDriver& driver) {
    driver.send(create_with({{"StatusCallback", url}}));
    driver.advance(std::chrono::minutes(1));
  };
}

void send_many(WorldDriver& driver, int count, const Form& changes) {
  for (int i = 0; i < count; ++i) driver.send(create_with(changes));
}

Response moved(const std::string& location) {
  Response response(302);
  response.headers.add("Location", location);
  return response;
}

// An app that has one file to be fetched, and answers everything with it.
std::function<void(WorldDriver&)> send_file(Response file) {
  return [file = std::move(file)](WorldDriver& driver) {
    driver.answer = file;
    driver.send(create_with({{"MediaUrl", "http://app.localhost/file"}}));
  };
}

}  // namespace

std::vector<Provocation> endings() {
  const Form by_service{{"From", ""}, {"MessagingServiceSid", service}};
  WorldConfig without_numbers;
  without_numbers.services[0].pool.clear();
  WorldConfig short_queue;
  short_queue.services[0].pool = {"+15550100001"};
  short_queue.rates.queue_span = std::chrono::seconds(2);
  WorldConfig media_abroad;
  media_abroad.switches.media_abroad_end_with_30011 = true;
  WorldConfig trial;
  trial.trial = true;
  trial.verified_numbers = {phone};
  return {
      {ending, 11200, "media that cannot be had", {}, send_file(Response(404))},
      {ending,
       11751,
       "media of more than 5 MB",
       {},
       send_file(Response(200, "image/png", std::string(5'300'000, 'a')))},
      {ending,
       12300,
       "media of a type that Twilio does not take",
       {},
       send_file(Response(200, "application/x-understudy", "a"))},
      {ending, 14107, "more than 30 replies in 30 seconds", listening(),
       [](WorldDriver& driver) {
         driver.answer = twiml(times(10, "<Message>hi</Message>"));
         for (int i = 0; i < 4; ++i) text(driver);
       }},
      {ending,
       21610,
       "STOP to a service",
       {},
       [=](WorldDriver& driver) {
         text(driver, "STOP", "+15550100001");
         send_many(driver, 1, by_service);
       }},
      {ending, 21703, "a service without numbers", without_numbers,
       [=](WorldDriver& driver) { send_many(driver, 1, by_service); }},
      {ending, 30001, "a service's full queue", short_queue,
       [=](WorldDriver& driver) { send_many(driver, 10, by_service); }},
      {ending, 30011, "media to outside the United States and Canada with `switches.media_abroad_end_with_30011: true`",
       media_abroad,
       [](WorldDriver& driver) {
         driver.send(create_with({{"To", "+447700900123"}, {"MediaUrl", "https://example.com/1.png"}}));
       }},
      {ending,
       30036,
       "waiting longer than ValidityPeriod",
       {},
       [](WorldDriver& driver) {
         send_many(driver, 3, {{"ValidityPeriod", "1"}});
       }},
      {ending, 30044, "a long body with `trial: true`", trial,
       [](WorldDriver& driver) {
         send_many(driver, 1, {{"Body", std::string(1600, 'a')}});
       }},
  };
}

std::vector<Provocation> alerts() {
  const std::string status = "http://app.localhost/status";
  std::vector<Provocation> all{
      {alert, 11100, "a `<Redirect>` to no URL", {}, answered_with("<Redirect>mailto:me</Redirect>")},
      {alert, 11200, "an answer that is lost", {}, answered(failure(ErrorCode::connection_lost, ""))},
      {alert, 11203, "no answer in time", {}, answered(failure(ErrorCode::timeout, ""))},
      {alert, 11205, "nobody listens", {}, answered(failure(ErrorCode::connection_failed, ""))},
      {alert, 11210, "a host that there is not", {}, answered(failure(ErrorCode::unknown_host, ""))},
      {alert, 11220, "a certificate that is not to be trusted", {}, answered(failure(ErrorCode::tls_failed, ""))},
      {alert, 11215, "redirects in a circle", {}, answered(moved("/sms"))},
      {alert, 11216, "a redirect without Location", {}, answered(Response(302))},
      {alert, 11217, "an answer of 400 or more", {}, answered(Response(500))},
      {alert, 11240, "`#e=atlantis`", {}, reported_to(status + "#e=atlantis")},
      {alert, 11241, "`#e=roaming`", {}, reported_to(status + "#e=roaming")},
      {alert, 11242, "`#e=ashburn-ix`", {}, reported_to(status + "#e=ashburn-ix")},
      {alert, 11243, "`#rc=6`", {}, reported_to(status + "#rc=6")},
      {alert, 11321, "`#ct=99`", {}, reported_to(status + "#ct=99")},
      {alert, 11750, "TwiML of more than 64 KiB", {}, answered_with(std::string(66'000, ' '))},
      {alert, 12100, "XML that is broken", {}, answered(Response(200, "text/xml", "<Response>"))},
      {alert, 12102, "another root than Response", {}, answered(Response(200, "text/xml", "<Message/>"))},
      {alert, 12200, "a verb that is none", {}, answered_with("<message/>")},
      {alert, 12300, "JSON", {}, answered(Response(200, "application/json", "{}"))},
      {alert,
       20001,
       "a parameter of a create that there is not",
       {},
       [](WorldDriver& driver) {
         driver.send(create_with({{"Boddy", "hi"}}));
       }},
      {alert, 14101, "`<Message to=\"nobody\">`", {}, answered_with("<Message to=\"nobody\">hi</Message>")},
      {alert, 14102, "`<Message from=\"?\">`", {}, answered_with("<Message from=\"?\">hi</Message>")},
      {alert, 14103, "`<Message/>`", {}, answered_with("<Message/>")},
      {alert, 14104, "`method=\"PUT\"`", {}, answered_with("<Message method=\"PUT\">hi</Message>")},
      {alert,
       14105,
       "`statusCallback=\"mailto:me\"`",
       {},
       answered_with("<Message statusCallback=\"mailto:me\">hi</Message>")},
      {alert, 14106, "documents in a circle", {}, answered_with("<Redirect/>")},
      {alert, 14109, "eleven messages", {}, answered_with(times(11, "<Message>hi</Message>"))},
      {alert, 14110, "`<Say>`", {}, answered_with("<Say>hi</Say>")},
  };
  for (Provocation& one : all) one.config = listening();
  WorldConfig strict = listening();
  strict.strict_senders = true;
  all.push_back({alert, 14108, "`<Message from>` a number of somebody else's with `strict_senders: true`", strict,
                 answered_with("<Message from=\"+15550100777\">hi</Message>")});
  WorldConfig trial = listening();
  trial.trial = true;
  all.push_back({alert, 14111, "a reply with `trial: true`", trial, answered_with("<Message>hi</Message>")});
  return all;
}

}  // namespace understudy::test
