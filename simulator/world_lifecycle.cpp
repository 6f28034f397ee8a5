#include <cassert>

#include "core/api/json_writer.hpp"
#include "core/message/segments.hpp"
#include "simulator/carrier.hpp"
#include "simulator/world_state.hpp"

namespace understudy::simulator {
namespace {

// https://help.twilio.com/articles/223136107
constexpr std::string_view trial_prefix = "Sent from your Twilio trial account - ";
constexpr std::size_t body_units_max = 1600;

int segments_of(const MessageRecord& message) { return message.num_media == 0 ? segment(message.body).segments : 1; }

}  // namespace

std::uint64_t WorldState::run_due(TimePoint now) {
  std::uint64_t done = 0;
  while (auto item = agenda.take(now)) {
    switch (item->kind) {
      case Agenda::Kind::step: take_step(item->subject, item->due); break;
      case Agenda::Kind::webhook: send_webhook(item->subject, item->due); break;
    }
    ++done;
  }
  return done;
}

std::size_t WorldState::send(NewMessage wanted, Direction direction, TimePoint now) {
  if (config.trial) wanted.body.insert(0, trial_prefix);
  MessageRecord message;
  message.sid = make_sid(wanted.media.empty() ? "SM" : "MM", sids);
  message.direction = direction;
  message.from = wanted.from;
  message.to = wanted.to;
  message.body = wanted.body;
  message.num_media = static_cast<std::uint8_t>(wanted.media.size());
  message.service_sid = wanted.service_sid;
  message.status_callback = wanted.status_callback;
  message.validity = wanted.validity;
  message.discard_content = wanted.discard_content;
  message.obfuscate_address = wanted.obfuscate_address;
  const bool sender_chosen =
      message.service_sid.empty() || (config.switches.queued_with_service_and_from && !message.from.empty());
  message.status = sender_chosen ? MessageStatus::queued : MessageStatus::accepted;
  if (!message.from.empty()) message.segments = segments_of(message);
  message.created = message.updated = now;
  const Destiny destiny = draw_destiny(message.to, config.carrier, config.carrier_rules, carrier_, fates_);
  message.outcome = destiny.outcome;
  message.latencies = destiny.latencies;
  if (config.trial && utf16_units(message.body) > body_units_max) {
    constexpr int too_long_for_trial = 30044;
    message.outcome = {MessageStatus::failed, too_long_for_trial};
  }
  if (!message.from.empty() && account.provision(message.from)) {
    journal.append(now, "number",
                   [&](JsonWriter& json) { json.member("provisioned", std::string_view(message.from)); });
  }

  if (wanted.fails_with != 0) {
    message.outcome = {MessageStatus::failed, wanted.fails_with, true};
  } else if (wanted.send_at) {
    message.status = MessageStatus::scheduled;
    message.segments = 0;
    message.latencies.to_accepted = *wanted.send_at - now;
    ++scheduled;
  } else if (message.status == MessageStatus::queued) {
    wait_turn(message, now);
  }
  const std::size_t index = messages.add(std::move(message));
  if (!wanted.media.empty()) {
    std::vector<MediaSource> sources;
    for (std::string& url : wanted.media) sources.push_back({std::move(url)});
    await_media(index, std::move(sources));
  }
  plan_step(index, now);
  return index;
}

bool WorldState::cancel(std::size_t index, TimePoint now) {
  if (!may_follow(messages[index].status, MessageStatus::canceled)) return false;
  --scheduled;
  messages[index].outcome = {MessageStatus::canceled, 0};
  enter(index, MessageStatus::canceled, now);
  return true;
}

void WorldState::redact(std::size_t index, TimePoint now) {
  messages[index].body.clear();
  messages[index].updated = now;
}

// Joins its sender's queue, which decides when it will be taken from it. False when the queue is full.
bool WorldState::wait_turn(MessageRecord& message, TimePoint now) {
  const auto turn = queues.turn(message.from, message.segments, now);
  if (!turn) return false;
  const Duration wait = *turn - now;
  if (wait > message.validity) {
    constexpr int expired = 30036;
    message.outcome = {MessageStatus::failed, expired, true};
    message.latencies.to_sending = message.validity;
    return true;
  }
  message.latencies.to_sending += wait;
  queues.join(message.from, message.segments, *turn);
  return true;
}

void WorldState::plan_step(std::size_t index, TimePoint now) {
  const MessageRecord& message = messages[index];
  const auto step = next_step(message.status, message.outcome, message.latencies);
  if (step) agenda.add(now + step->after, Agenda::Kind::step, index);
}

void WorldState::take_step(std::size_t index, TimePoint at) {
  MessageRecord& message = messages[index];
  if (message.deleted) return;
  const auto step = next_step(message.status, message.outcome, message.latencies);
  if (!step) return;  // canceled since
  if (message.status == MessageStatus::scheduled) --scheduled;
  if (step->to == MessageStatus::sending && gatherings_.contains(index)) return gather_media(index, at);
  enter(index, message.status == MessageStatus::accepted ? leave_service(index, at) : step->to, at);
}

// The service chooses a sender, unless none may or can be used.
MessageStatus WorldState::leave_service(std::size_t index, TimePoint now) {
  MessageRecord& message = messages[index];
  constexpr int unsubscribed = 21610;
  constexpr int no_sender = 21703;
  constexpr int queue_overflow = 30001;
  const auto fail = [&](int code) {
    message.outcome = {MessageStatus::failed, code};
    return MessageStatus::failed;
  };
  if (opt_outs.contains(message.to, message.service_sid)) return fail(unsubscribed);
  if (message.from.empty()) {
    messages.change(index, [&](MessageRecord& m) { m.from = account.choose_sender(m.service_sid, m.to); });
  }
  if (message.from.empty()) return fail(no_sender);
  message.segments = segments_of(message);
  if (!wait_turn(message, now)) return fail(queue_overflow);
  return MessageStatus::queued;
}

// What ContentRetention and AddressRetention have a message lose at its end.
void WorldState::forget_what_was_asked(std::size_t index) {
  constexpr std::size_t hidden_digits = 4;
  MessageRecord& message = messages[index];
  if (message.discard_content) {
    message.body.clear();
    media.erase_all(index);
  }
  if (!message.obfuscate_address || message.to.view().size() <= hidden_digits) return;
  std::string to(message.to.view());
  to.replace(to.size() - hidden_digits, hidden_digits, hidden_digits, 'X');
  messages.change(index, [&](MessageRecord& m) { m.to = to; });
}

void WorldState::enter(std::size_t index, MessageStatus status, TimePoint at) {
  MessageRecord& message = messages[index];
  assert(may_follow(message.status, status));
  message.status = status;
  message.updated = at;
  if (status == MessageStatus::sent) messages.change(index, [&](MessageRecord& m) { m.sent = at; });
  if (status == message.outcome.last) message.error_code = message.outcome.error_code;
  journal.append(at, "status", [&](JsonWriter& json) {
    json.member("message", std::string_view(message.sid));
    json.member("status", to_string(status));
    if (message.error_code != 0) json.member("error_code", message.error_code);
  });
  const std::string_view callback = status_callback_of(message);
  if (!callback.empty() && makes_callback(status, config.switches)) {
    Webhook webhook;
    webhook.message = index;
    webhook.status = status;
    webhook.error_code = message.error_code;
    webhook.at = at;
    webhook.url = callback;
    plan_webhook(std::move(webhook), at);
  }
  if (is_final(status)) {
    gatherings_.erase(index);
    forget_what_was_asked(index);
  }
  plan_step(index, at);
}

}  // namespace understudy::simulator
