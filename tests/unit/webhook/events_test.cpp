#include "core/webhook/events.hpp"

#include <string>

#include <catch2/catch.hpp>

using namespace understudy;

namespace {

const std::string sid = "SM00112233445566778899aabbccddeeff";

Form status_callback() {
  return {{"ApiVersion", "2010-04-01"},
          {"MessageStatus", "undelivered"},
          {"SmsSid", sid},
          {"SmsStatus", "undelivered"},
          {"ErrorCode", "30003"},
          {"From", "+15550100001"},
          {"To", "+15550100099"},
          {"MessageSid", sid},
          {"AccountSid", "ACc0ffee00c0ffee00c0ffee00c0ffee00"}};
}

Form inbound() {
  return {{"SmsMessageSid", sid},
          {"NumMedia", "0"},
          {"SmsSid", sid},
          {"SmsStatus", "received"},
          {"Body", "STOP"},
          {"To", "+15550100001"},
          {"NumSegments", "1"},
          {"MessageSid", sid},
          {"FromCity", ""},
          {"From", "+15550100099"},
          {"ApiVersion", "2010-04-01"}};
}

}  // namespace

TEST_CASE("a status callback is read with all it says") {
  auto event = parse_webhook(status_callback(), "token-1");
  REQUIRE(event);
  const auto* update = std::get_if<StatusUpdate>(&*event);
  REQUIRE(update);
  CHECK(update->message.text() == sid);
  CHECK(update->status == MessageStatus::undelivered);
  CHECK(update->to == "+15550100099");
  CHECK(update->from == "+15550100001");
  CHECK(update->error_code == 30003);
  CHECK_FALSE(update->messaging_service_sid);
  CHECK(update->idempotency_token == "token-1");
  CHECK(update->parameters == status_callback());
}

TEST_CASE("a status callback that leaves out what it may is read all the same") {
  auto event = parse_webhook(Form{{"MessageSid", sid}, {"MessageStatus", "sent"}, {"MessagingServiceSid", "MG1"}}, "");
  REQUIRE(event);
  const auto& update = std::get<StatusUpdate>(*event);
  CHECK(update.status == MessageStatus::sent);
  CHECK_FALSE(update.error_code);
  CHECK(update.messaging_service_sid == "MG1");
  CHECK(update.to.empty());
}

TEST_CASE("an inbound message is told from a status callback, though it has a status too") {
  auto event = parse_webhook(inbound(), "");
  REQUIRE(event);
  const auto* message = std::get_if<InboundMessage>(&*event);
  REQUIRE(message);
  CHECK(message->message.text() == sid);
  CHECK(message->from == "+15550100099");
  CHECK(message->to == "+15550100001");
  CHECK(message->body == "STOP");
  CHECK(message->media.empty());
  CHECK(message->segments == 1);
  CHECK(message->opt_out == OptOutType::stop);
  CHECK_FALSE(message->messaging_service_sid);
  CHECK(message->parameters == inbound());
}

TEST_CASE("a text that leaves out what it may is read all the same") {
  auto event = parse_webhook(Form{{"MessageSid", sid}, {"MessagingServiceSid", "MG1"}, {"NumSegments", "?"}}, "");
  REQUIRE(event);
  const auto& message = std::get<InboundMessage>(*event);
  CHECK(message.body.empty());
  CHECK(message.messaging_service_sid == "MG1");
  CHECK_FALSE(message.segments);
  CHECK_FALSE(message.opt_out);
}

TEST_CASE("what Twilio says of an opt-out counts before what the text says") {
  struct Case {
    std::string said;
    std::string body;
    std::optional<OptOutType> meant;
  };
  const auto text = GENERATE(values<Case>({{"START", "weiter", OptOutType::start},
                                           {"HELP", "STOP", OptOutType::help},
                                           {"", "Stop ", OptOutType::stop},
                                           {"unheard of", "info", OptOutType::help},
                                           {"", "stop it", std::nullopt}}));
  INFO(text.said << "/" << text.body);
  auto event = parse_webhook(Form{{"MessageSid", sid}, {"OptOutType", text.said}, {"Body", text.body}}, "");
  REQUIRE(event);
  CHECK(std::get<InboundMessage>(*event).opt_out == text.meant);
}

TEST_CASE("media come in order, as many as there are") {
  Form form = inbound();
  form = Form{{"MessageSid", sid},
              {"NumMedia", GENERATE("2", "3", "2000000000")},  // never more than have a URL
              {"MediaUrl1", "https://b"},
              {"MediaContentType1", "image/png"},
              {"MediaUrl0", "https://a"}};
  auto event = parse_webhook(form, "");
  REQUIRE(event);
  const auto& media = std::get<InboundMessage>(*event).media;
  REQUIRE(media.size() == 2);
  CHECK(media[0].url == "https://a");
  CHECK(media[0].content_type.empty());
  CHECK(media[1].url == "https://b");
  CHECK(media[1].content_type == "image/png");
}

TEST_CASE("a count of media that is no number counts none") {
  auto event = parse_webhook(
      Form{{"MessageSid", sid}, {"NumMedia", GENERATE("", "x", "1x", "-1")}, {"MediaUrl0", "https://a"}}, "");
  REQUIRE(event);
  CHECK(std::get<InboundMessage>(*event).media.empty());
}

TEST_CASE("what is no messaging webhook is an error that says why") {
  auto call = parse_webhook(Form{{"CallSid", "CA1"}}, "");
  REQUIRE_FALSE(call);
  CHECK(call.error().code == ErrorCode::invalid_input);
  CHECK(call.error().message == "not a messaging webhook: MessageSid is \"\"");

  auto unknown = parse_webhook(Form{{"MessageSid", sid}, {"MessageStatus", "lost"}}, "");
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().message == "unknown MessageStatus \"lost\"");
}
