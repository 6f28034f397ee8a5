#include "core/api/json_writer.hpp"
#include "core/message/phone_number.hpp"
#include "core/message/segments.hpp"
#include "simulator/api/create_request.hpp"
#include "simulator/world_state.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

constexpr std::size_t body_units_max = 1600;
constexpr std::size_t media_max = 10;

std::optional<std::string> objection_to(const InboundText& text, const Account& account) {
  if (!PhoneNumber::parse(text.from) && !is_short_code(text.from)) {
    return fmt::format("from: wants the phone's number as +15550100099, got \"{}\"", text.from);
  }
  if (!account.number(text.to)) return fmt::format("to: the account has no number \"{}\"", text.to);
  if (utf16_units(text.body) > body_units_max) return fmt::format("body: is longer than {} characters", body_units_max);
  if (text.media.size() > media_max) return fmt::format("media: has more than {} items", media_max);
  if (text.body.empty() && text.media.empty()) return "body: a text without media wants one";
  return std::nullopt;
}

}  // namespace

Result<MessageSid> WorldState::text_in(const InboundText& text, TimePoint now) {
  run_due(now);
  if (const auto objection = objection_to(text, account_)) return failure(ErrorCode::invalid_input, *objection);

  MessageRecord record;
  record.sid = make_sid(text.media.empty() ? "SM" : "MM", sids_);
  record.direction = Direction::inbound;
  record.from = text.from;
  record.to = text.to;
  record.body = text.body;
  record.media = text.media;
  if (const MessagingService* service = account_.service_of(text.to)) record.service_sid = service->sid;
  record.status = MessageStatus::receiving;
  record.outcome = {MessageStatus::received, 0};
  record.segments = text.media.empty() ? segment(text.body).segments : 1;
  record.created = record.updated = now;
  record.sent = now;  // when the webhook was called
  const std::size_t index = messages_.add(std::move(record));
  const MessageRecord& message = messages_[index];

  journal.append(now, "inbound", [&](JsonWriter& json) {
    json.member("message", std::string_view(message.sid));
    json.member("from", std::string_view(message.from));
    json.member("to", std::string_view(message.to));
    json.member("body", std::string_view(message.body));
    json.member("num_media", static_cast<std::int64_t>(message.media.size()));
  });
  enter(index, MessageStatus::received, now);
  // Keywords reach the app all the same.
  if (account_.number(message.to)->sms_url) {
    Webhook webhook;
    webhook.on = Operation::callback_inbound;
    webhook.message = index;
    webhook.status = message.status;
    webhook.at = now;
    plan_webhook(webhook, now);
  }
  // One's own short codes have no default handling.
  const auto keyword = keyword_in(message.body);
  if (keyword && !is_short_code(message.to)) obey(*keyword, message, now);
  return *MessageSid::parse(message.sid);
}

// https://help.twilio.com/articles/223134027
void WorldState::obey(Keyword keyword, const MessageRecord& inbound, TimePoint now) {
  const std::string_view scope = account_.opt_out_scope(inbound.to);
  const auto answer = [&] {
    NewMessage text;
    text.to = inbound.from;
    text.from = inbound.to;
    text.body = default_reply(keyword);
    reply(inbound, std::move(text), now);
  };
  switch (keyword) {
    case Keyword::stop:
      if (opt_outs_.add(inbound.from, scope)) answer();
      break;
    case Keyword::start:
      if (opt_outs_.remove(inbound.from, scope)) answer();
      break;
    case Keyword::help:
      if (!opt_outs_.contains(inbound.from, scope)) answer();
      break;
  }
}

void WorldState::reply(const MessageRecord& inbound, NewMessage answer, TimePoint now) {
  const MessageRecord& message = messages_[send(std::move(answer), Direction::outbound_reply, now)];
  journal.append(now, "reply", [&](JsonWriter& json) {
    json.member("message", std::string_view(message.sid));
    json.member("in_reply_to", std::string_view(inbound.sid));
    json.member("from", std::string_view(message.from));
    json.member("to", std::string_view(message.to));
    json.member("body", std::string_view(message.body));
  });
}

// The app's own answer to a text, held to what any message is held to.
void WorldState::take_replies(const MessageRecord& inbound, const Response& response, TimePoint now) {
  const Replies replies = read_replies(response);
  for (const Complaint& complaint : replies.complaints) alert(complaint.code, complaint.text, inbound.sid, now);
  for (const ReplyMessage& wanted : replies.messages) {
    Form form{{"To", wanted.to.empty() ? inbound.from : wanted.to},
              {"From", wanted.from.empty() ? inbound.to : wanted.from},
              {"Body", wanted.body},
              {"StatusCallback", wanted.status_callback}};
    for (const std::string& url : wanted.media) form.add("MediaUrl", url);
    auto checked = CreateCheck(*this, now).check(form);
    if (checked) {
      reply(inbound, std::move(*checked), now);
    } else {
      alert(checked.error().code, checked.error().message, inbound.sid, now);
    }
  }
}

}  // namespace understudy::simulator
