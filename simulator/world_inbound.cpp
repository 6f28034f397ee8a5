#include "core/api/json_writer.hpp"
#include "core/http/url.hpp"
#include "core/message/phone_number.hpp"
#include "core/message/segments.hpp"
#include "simulator/api/create_request.hpp"
#include "simulator/form_json.hpp"
#include "simulator/inbound_handler.hpp"
#include "simulator/world_state.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

constexpr std::size_t body_units_max = 1600;
constexpr std::size_t media_max = 10;
constexpr int replies_max = 10;  // to one text

std::optional<std::string> objection_to(const InboundText& text, const Account& account) {
  if (!PhoneNumber::parse(text.from) && !is_short_code(text.from)) {
    return fmt::format("from: wants the phone's number as +15550100099, got \"{}\"", text.from);
  }
  if (!account.number(text.to)) return fmt::format("to: the account has no number \"{}\"", text.to);
  if (utf16_units(text.body) > body_units_max) return fmt::format("body: is longer than {} characters", body_units_max);
  if (text.media.size() > media_max) return fmt::format("media: has more than {} items", media_max);
  for (const MediaSource& source : text.media) {
    if (!source.url.empty() && !Url::parse(source.url)) {
      return fmt::format("media: wants URLs like https://example.com/cat.png, got \"{}\"", shown_url(source.url));
    }
  }
  if (text.body.empty() && text.media.empty()) return "body: a text without media wants one";
  return std::nullopt;
}

// What the API refuses has another code where a reply wanted it.
int code_in_reply(int code) {
  switch (code) {
    case 21606: return 14108;  // From phone number not SMS capable
    case 21608: return 14111;  // Invalid To phone number for Trial mode
    default: return code;
  }
}

}  // namespace

Result<MessageSid> WorldState::text_in(const InboundText& text, TimePoint now) {
  begin(now);
  run_due(now);
  if (const auto objection = objection_to(text, account)) return failure(ErrorCode::invalid_input, *objection);

  MessageRecord record;
  record.sid = make_sid(text.media.empty() ? "SM" : "MM", sids);
  record.direction = Direction::inbound;
  record.from = text.from;
  record.to = text.to;
  record.body = text.body;
  record.num_media = static_cast<std::uint8_t>(text.media.size());
  if (const MessagingService* service = account.service_of(text.to)) record.service_sid = service->sid;
  record.status = MessageStatus::receiving;
  record.outcome = {MessageStatus::received, 0};
  record.segments = text.media.empty() ? segment(text.body).segments : 1;
  record.created = record.updated = now;
  record.sent = now;  // when the webhook was called
  const std::size_t index = messages.add(std::move(record));
  const MessageRecord& message = messages[index];

  journal.append(now, "inbound", [&](JsonWriter& json) {
    json.member("message", std::string_view(message.sid));
    json.member("from", std::string_view(message.from));
    json.member("to", std::string_view(message.to));
    json.member("body", std::string_view(message.body));
    json.member("num_media", message.num_media);
  });
  if (text.media.empty()) {
    receive(index, now);
  } else {
    await_media(index, text.media);
    gather_media(index, now);
  }
  return *MessageSid::parse(message.sid);
}

// It is there with all its media: the app is told, and keywords do what they do.
void WorldState::receive(std::size_t index, TimePoint now) {
  const MessageRecord& message = messages[index];
  enter(index, MessageStatus::received, now);
  const OptOutHandling handling = opt_out_handling(message.to);
  // One's own short codes have no default handling.
  const auto keyword = is_short_code(message.to) && !handling.own ? std::nullopt : keyword_in(message.body, handling);
  // Keywords reach the app all the same.
  if (const auto handler = inbound_handler(account, message.to)) {
    Document document;
    document.text = index;
    if (handling.own) document.opt_out_type = keyword;
    ask_for(std::move(document), handler->first.url, handler->first.method, index, now);
  }
  if (keyword) obey(*keyword, handling, message, now);
}

OptOutHandling WorldState::opt_out_handling(std::string_view number) const {
  OptOutHandling handling;
  handling.by_network = is_toll_free(number);
  const MessagingService* service = account.service_of(number);
  if (service && service->advanced_opt_out) handling.own = &*service->advanced_opt_out;
  return handling;
}

// https://help.twilio.com/articles/223134027
void WorldState::obey(Keyword keyword, const OptOutHandling& handling, const MessageRecord& inbound, TimePoint now) {
  const std::string_view scope = account.opt_out_scope(inbound.to);
  bool answered = false;
  switch (keyword) {
    case Keyword::stop: answered = opt_outs.add(inbound.from, scope); break;
    case Keyword::start: answered = opt_outs.remove(inbound.from, scope); break;
    case Keyword::help: answered = !opt_outs.contains(inbound.from, scope); break;
  }
  if (!answered) return;
  const std::string_view body = automatic_reply(keyword, handling);
  if (handling.by_network && keyword != Keyword::help) {
    // It comes from the network, so the account has no message of it.
    return journal.append(now, "network_reply", [&](JsonWriter& json) {
      json.member("in_reply_to", std::string_view(inbound.sid));
      json.member("from", std::string_view(inbound.to));
      json.member("to", std::string_view(inbound.from));
      json.member("body", body);
    });
  }
  NewMessage text;
  text.to = inbound.from;
  text.from = inbound.to;
  text.body = body;
  reply(inbound, std::move(text), now);
}

std::size_t WorldState::reply(const MessageRecord& inbound, NewMessage answer, TimePoint now) {
  const std::size_t index = send(std::move(answer), Direction::outbound_reply, now);
  const MessageRecord& message = messages[index];
  journal.append(now, "reply", [&](JsonWriter& json) {
    json.member("message", std::string_view(message.sid));
    json.member("in_reply_to", std::string_view(inbound.sid));
    json.member("from", std::string_view(message.from));
    json.member("to", std::string_view(message.to));
    json.member("body", std::string_view(message.body));
  });
  return index;
}

void WorldState::ask_for(Document document, const std::string& url, const std::string& method, std::size_t about,
                         TimePoint now) {
  Webhook webhook;
  webhook.on = Operation::callback_inbound;
  webhook.message = about;
  webhook.status = messages[about].status;
  webhook.at = now;
  webhook.method = method;
  webhook.url = url;
  webhook.document = std::move(document);
  plan_webhook(std::move(webhook), now);
}

// Does what a document says, up to where it hands over to the next.
void WorldState::carry_out(const Webhook& webhook, const Response& response, TimePoint now) {
  const std::string& base = webhook.current_url();
  Document next = *webhook.document;
  const MessageRecord& inbound = messages[next.text];
  const auto hand_over = [&](Document::Kind kind, const std::string& reference, const std::string& method,
                             std::size_t about) {
    const auto url = resolve_url(base, reference);
    if (!url) {
      alert(11100, fmt::format("Invalid URL format: \"{}\"", shown_url(reference)), inbound.sid, now);
      return fall_back(webhook, 11100, now);
    }
    if (next.count == config.webhooks.documents_max) {
      return alert(14106, fmt::format("Document retrieval limit reached: {}", next.count), inbound.sid, now);
    }
    ++next.count;
    next.kind = kind;
    ask_for(next, *url, method, about, now);
  };

  const Replies replies = read_replies(response);
  for (const Complaint& complaint : replies.complaints) alert(complaint.code, complaint.text, inbound.sid, now);
  if (replies.failure) {
    alert(replies.failure->code, replies.failure->text, inbound.sid, now);
    return fall_back(webhook, replies.failure->code, now);
  }
  for (const ReplyMessage& wanted : replies.messages) {
    if (next.replies == replies_max) {
      alert(14109, fmt::format("TwiML Reply message limit exceeded: {}", replies_max), inbound.sid, now);
      break;
    }
    const auto sent = send_reply(inbound, wanted, base, now);
    if (!sent) continue;
    ++next.replies;
    if (!wanted.action.empty()) return hand_over(Document::Kind::action, wanted.action, wanted.method, *sent);
  }
  if (replies.redirection) {
    hand_over(Document::Kind::redirect, replies.redirection->url, replies.redirection->method, next.text);
  }
}

// The URL for when things went wrong, once. https://www.twilio.com/docs/usage/security/availability-reliability
void WorldState::fall_back(const Webhook& webhook, int code, TimePoint now) {
  Document document = *webhook.document;
  const auto handler = inbound_handler(account, messages[document.text].to);
  if (document.fell_back || !handler || !handler->fallback) return;
  document.kind = Document::Kind::fallback;
  document.fell_back = true;
  document.failed_code = code;
  document.failed_url = wire_url(webhook.current_url());
  const std::size_t text = document.text;
  ask_for(std::move(document), handler->fallback->url, handler->fallback->method, text, now);
}

// One message of the app's answer, held to what any message is held to.
std::optional<std::size_t> WorldState::send_reply(const MessageRecord& inbound, const ReplyMessage& wanted,
                                                  const std::string& base_url, TimePoint now) {
  const std::string_view to = wanted.to.empty() ? inbound.from.view() : wanted.to;
  const std::string_view from = wanted.from.empty() ? inbound.to.view() : wanted.from;
  const auto complain = [&](int code, std::string_view what, std::string_view met) {
    alert(code, fmt::format("{}: \"{}\"", what, met), inbound.sid, now);
  };
  // A short code may text in, so it can be answered, too.
  if (!wanted.to.empty() && !PhoneNumber::parse(to)) return complain(14101, "Invalid To attribute", to), std::nullopt;
  if (!wanted.from.empty() && !PhoneNumber::parse(from) && !is_short_code(from) && !is_alphanumeric_sender(from)) {
    return complain(14102, "Invalid From attribute", from), std::nullopt;
  }
  Form form{{"To", to}, {"From", from}, {"Body", wanted.body}};
  if (!wanted.status_callback.empty()) {
    const auto url = resolve_url(base_url, wanted.status_callback);
    if (!url) complain(14105, "Invalid statusCallback attribute", shown_url(wanted.status_callback));
    form.add("StatusCallback", url.value_or(""));
  }
  for (const std::string& url : wanted.media) form.add("MediaUrl", url);
  auto checked = CreateCheck(*this, now).check(form);
  if (!checked) {
    alert(code_in_reply(checked.error().code), checked.error().message, inbound.sid, now);
    return std::nullopt;
  }
  constexpr int rate_exceeded = 14107;
  if (!reply_paces_.spoken(checked->to, checked->from, now).admits(now)) checked->fails_with = rate_exceeded;
  return reply(inbound, std::move(*checked), now);
}

}  // namespace understudy::simulator
