#include "core/client/likeness.hpp"

#include <functional>

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;

namespace {

const TimePoint noon = *parse_timestamp("2026-01-01T12:00:00Z");
const std::string service = "MGc0ffee00c0ffee00c0ffee00c0ffee00";

MessageSid sid_of(int number) {
  const std::string digits = std::to_string(number);
  return *MessageSid::parse("SM" + std::string(32 - digits.size(), '0') + digits);
}

OutgoingMessage hello() {
  OutgoingMessage message;
  message.to = "+15550100099";
  message.from = "+15550100001";
  message.body = "“hi”";
  return message;
}

// As the service shows it when nothing is done to it.
Message shown_of(const OutgoingMessage& sent, int number = 1, TimePoint created = noon) {
  Message shown(sid_of(number));
  shown.to = sent.to;
  if (!sent.from.empty()) shown.from = sent.from;
  if (!sent.messaging_service_sid.empty()) shown.messaging_service_sid = sent.messaging_service_sid;
  shown.body = sent.body;
  shown.direction = "outbound-api";
  shown.num_media = static_cast<int>(sent.media_urls.size());
  shown.date_created = created;
  return shown;
}

struct Case {
  std::string name;
  std::function<void(OutgoingMessage& sent)> send;
  std::function<void(Message& shown)> show;
  Likeness likeness;
};

void as_it_is(OutgoingMessage&) {}
void by_service(OutgoingMessage& sent) {
  sent.from.clear();
  sent.messaging_service_sid = service;
}
void by_service_and_sender(OutgoingMessage& sent) { sent.messaging_service_sid = service; }
void with_pictures(OutgoingMessage& sent) { sent.media_urls = {"https://example.com/a", "https://example.com/b"}; }

}  // namespace

TEST_CASE("a message that the service shows is the one that was sent, another, or may be either") {
  const auto c = GENERATE(values<Case>({
      {"as it was sent", as_it_is, [](Message&) {}, Likeness::same},
      {"to someone else", as_it_is, [](Message& m) { m.to = "+15550100098"; }, Likeness::other},
      {"from someone else", as_it_is, [](Message& m) { m.from = "+15550100002"; }, Likeness::other},
      {"from nobody yet", as_it_is, [](Message& m) { m.from.reset(); }, Likeness::other},
      {"other words", as_it_is, [](Message& m) { m.body = "ho"; }, Likeness::other},
      {"came in", as_it_is, [](Message& m) { m.direction = "inbound"; }, Likeness::other},
      {"a reply", as_it_is, [](Message& m) { m.direction = "outbound-reply"; }, Likeness::other},

      {"smart-encoded", as_it_is, [](Message& m) { m.body = "\"hi\""; }, Likeness::same},
      {"of a trial account", as_it_is, [](Message& m) { m.body = "Sent from your Twilio trial account - “hi”"; },
       Likeness::same},
      {"of a trial account, newer words", as_it_is,
       [](Message& m) { m.body = "Sent from a Twilio trial account - “hi”"; }, Likeness::same},
      {"of a trial account, smart-encoded", as_it_is,
       [](Message& m) { m.body = "Sent from your Twilio trial account - \"hi\""; }, Likeness::same},
      {"of a trial account, with more words", as_it_is,
       [](Message& m) { m.body = "Sent from your Twilio trial account - oh “hi”"; }, Likeness::other},
      {"redacted", as_it_is, [](Message& m) { m.body.clear(); }, Likeness::unclear},
      {"links shortened", [](OutgoingMessage& s) { s.shorten_urls = true; }, [](Message& m) { m.body = "?"; },
       Likeness::unclear},
      {"links shortened, to someone else", [](OutgoingMessage& s) { s.shorten_urls = true; },
       [](Message& m) { m.to = "+15550100098"; }, Likeness::other},
      {"of a template", [](OutgoingMessage& s) { s.content_sid = "HX" + std::string(32, '0'); },
       [](Message& m) { m.body = "filled in"; }, Likeness::unclear},

      {"sender to be chosen", by_service, [](Message&) {}, Likeness::same},
      {"sender chosen", by_service, [](Message& m) { m.from = "+15550100002"; }, Likeness::same},
      {"by no service", by_service, [](Message& m) { m.messaging_service_sid.reset(); }, Likeness::other},
      {"by a service in place of the sender",
       [](OutgoingMessage& s) {
         s.messaging_service_sid.clear();
         s.from = service;
       },
       [](Message& m) {
         m.messaging_service_sid = service;
         m.from = "+15550100002";
       },
       Likeness::same},
      {"by service and sender", by_service_and_sender, [](Message&) {}, Likeness::same},
      {"by service and sender, not yet chosen", by_service_and_sender, [](Message& m) { m.from.reset(); },
       Likeness::same},
      {"by service, another sender", by_service_and_sender, [](Message& m) { m.from = "+15550100002"; },
       Likeness::other},

      {"to an obfuscated number", [](OutgoingMessage& s) { s.address_retention = AddressRetention::obfuscate; },
       [](Message& m) { m.to = "+1555010XXXX"; }, Likeness::unclear},
      {"to an obfuscated number, other words",
       [](OutgoingMessage& s) { s.address_retention = AddressRetention::obfuscate; },
       [](Message& m) {
         m.to = "+1555010XXXX";
         m.body = "ho";
       },
       Likeness::other},
      {"to a number that was written another way", [](OutgoingMessage& s) { s.to = "(555) 010-0099"; },
       [](Message& m) { m.to = "+15550100099"; }, Likeness::unclear},
      {"from a number that was written another way", [](OutgoingMessage& s) { s.from = "(555) 010-0001"; },
       [](Message& m) { m.from = "+15550100001"; }, Likeness::unclear},
      {"from another name", [](OutgoingMessage& s) { s.from = "Bank"; }, [](Message& m) { m.from = "Shop"; },
       Likeness::other},
      {"from another short code", [](OutgoingMessage& s) { s.from = "12345"; }, [](Message& m) { m.from = "12346"; },
       Likeness::other},

      {"pictures and all", with_pictures, [](Message&) {}, Likeness::same},
      {"fewer pictures", with_pictures, [](Message& m) { m.num_media = 1; }, Likeness::unclear},
      {"a link in place of pictures", with_pictures,
       [](Message& m) {
         m.num_media = 0;
         m.body += " https://p.twil.io/abc";
       },
       Likeness::unclear},
      {"other words and no pictures", with_pictures,
       [](Message& m) {
         m.num_media = 0;
         m.body = "ho";
       },
       Likeness::other},
      {"pictures that were not sent", as_it_is, [](Message& m) { m.num_media = 1; }, Likeness::unclear},
      {"more words, and nothing but words", as_it_is, [](Message& m) { m.body += "!"; }, Likeness::other},
  }));
  CAPTURE(c.name);
  OutgoingMessage sent = hello();
  c.send(sent);
  Message shown = shown_of(sent);
  c.show(shown);
  CHECK(compare(shown, sent) == c.likeness);
}

TEST_CASE("the list is narrowed by the ends that it shows as they are written") {
  OutgoingMessage sent = hello();
  Form query;
  SECTION("both") { query = {{"To", "+15550100099"}, {"From", "+15550100001"}}; }
  SECTION("a service chooses the sender") {
    by_service(sent);
    query = {{"To", "+15550100099"}};
  }
  SECTION("a service in place of the sender") {
    sent.from = service;
    query = {{"To", "+15550100099"}};
  }
  SECTION("a service that will use this sender") {
    by_service_and_sender(sent);  // shown without one at first
    query = {{"To", "+15550100099"}};
  }
  SECTION("a name and a channel") {
    sent.to = "whatsapp:+15550100099";
    sent.from = "Bank";
    query = {{"To", "whatsapp:+15550100099"}, {"From", "Bank"}};
  }
  SECTION("numbers written another way") {
    sent.to = "(555) 010-0099";
    sent.from = "555-010-0001 ";
    query = {};
  }
  SECTION("an obfuscated recipient") {
    sent.address_retention = AddressRetention::obfuscate;
    query = {{"From", "+15550100001"}};
  }
  CHECK(where_to_look(sent) == query);
}

TEST_CASE("a search finds the oldest message of its window, and none that belongs to another send") {
  const OutgoingMessage sent = hello();
  const std::set<MessageSid> others = {sid_of(2)};
  Search search(sent, {.from = noon, .to = noon + 10s, .guessed = false}, others);

  CHECK(search.look_at({shown_of(sent, 6, noon + 11s), shown_of(sent, 5, noon + 10s), shown_of(sent, 4, noon + 5s)}));
  CHECK(search.found()->sid == sid_of(4));
  CHECK(search.look_at({shown_of(sent, 3, noon), shown_of(sent, 2, noon)}));
  CHECK(search.found()->sid == sid_of(3));
  CHECK_FALSE(search.look_at({shown_of(sent, 1, noon - 1s)}));
  CHECK(search.found()->sid == sid_of(3));
  CHECK(search.unclear().empty());
}

TEST_CASE("a search goes on past messages that went out lately, whenever they were made") {
  const OutgoingMessage sent = hello();
  const std::set<MessageSid> none;
  Search search(sent, {.from = noon, .to = noon + 10s, .guessed = false}, none);
  Message scheduled = shown_of(sent, 1, noon - 24h);  // lists are by the time of sending
  scheduled.date_sent = noon + 5s;
  CHECK(search.look_at({scheduled}));
  CHECK_FALSE(search.found());
  scheduled.date_sent = noon - 1s;
  CHECK_FALSE(search.look_at({scheduled}));
  CHECK_FALSE(search.look_at({}));
}

TEST_CASE("where the service's clock is guessed, an equal message of another time leaves it open") {
  const OutgoingMessage sent = hello();
  const std::set<MessageSid> others = {sid_of(2)};
  Search search(sent, {.from = noon, .to = noon + 10s, .guessed = true}, others);

  CHECK(search.look_at({shown_of(sent, 1, noon - 24h), shown_of(sent, 2, noon - 24h)}));
  CHECK_FALSE(search.found());
  CHECK(search.unclear() == std::vector{sid_of(1)});
  CHECK(search.look_at({shown_of(sent, 3, noon)}));
  CHECK(search.found()->sid == sid_of(3));
  CHECK_FALSE(search.look_at({}));
}

TEST_CASE("a search tells which messages it cannot tell of") {
  const OutgoingMessage sent = hello();
  const std::set<MessageSid> none;
  Search search(sent, {.from = noon, .to = noon + 10s, .guessed = false}, none);
  Message redacted = shown_of(sent, 1);
  redacted.body.clear();
  Message undated = shown_of(sent, 2);
  undated.date_created.reset();

  search.look_at({redacted, undated});

  CHECK_FALSE(search.found());
  CHECK(search.unclear() == std::vector{sid_of(1)});
}

TEST_CASE("the digits of a create's Twilio-Request-Id are its message's") {
  const std::string digits = "00112233445566778899aabbccddeeff";
  CHECK(sid_of_request("RQ" + digits, false)->text() == "SM" + digits);
  CHECK(sid_of_request("RQ" + digits, true)->text() == "MM" + digits);
  for (const std::string& other : {std::string(), "XX" + digits, digits, std::string("RQ"), "RQ" + digits + "0"})
    CHECK_FALSE(sid_of_request(other, false));
}
