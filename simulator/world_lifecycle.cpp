#include <cassert>

#include "core/api/json_writer.hpp"
#include "core/message/segments.hpp"
#include "simulator/world_state.hpp"

namespace understudy::simulator {
namespace {

int segments_of(const MessageRecord& message) { return message.media.empty() ? segment(message.body).segments : 1; }

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
  MessageRecord message;
  message.sid = make_sid(wanted.media.empty() ? "SM" : "MM", sids_);
  message.direction = direction;
  message.from = std::move(wanted.from);
  message.to = std::move(wanted.to);
  message.body = std::move(wanted.body);
  message.media = std::move(wanted.media);
  message.service_sid = std::move(wanted.service_sid);
  message.status_callback = std::move(wanted.status_callback);
  message.status = message.service_sid.empty() ? MessageStatus::queued : MessageStatus::accepted;
  if (!message.from.empty()) message.segments = segments_of(message);
  message.created = message.updated = now;
  message.outcome = outcome_for(message.to);
  message.latencies = draw_latencies(config.carrier, carrier_);
  if (!message.from.empty() && account_.provision(message.from)) {
    journal.append(now, "number",
                   [&](JsonWriter& json) { json.member("provisioned", std::string_view(message.from)); });
  }

  const std::size_t index = messages_.add(std::move(message));
  plan_step(index, now);
  return index;
}

void WorldState::plan_step(std::size_t index, TimePoint now) {
  const MessageRecord& message = messages_[index];
  const auto step = next_step(message.status, message.outcome, message.latencies);
  if (step) agenda.add(now + step->after, Agenda::Kind::step, index);
}

void WorldState::take_step(std::size_t index, TimePoint at) {
  MessageRecord& message = messages_[index];
  const auto step = next_step(message.status, message.outcome, message.latencies);
  assert(step);
  enter(index, message.status == MessageStatus::accepted ? leave_service(message) : step->to, at);
}

// The service chooses a sender, unless none may or can be used.
MessageStatus WorldState::leave_service(MessageRecord& message) {
  constexpr int unsubscribed = 21610;
  constexpr int no_sender = 21703;
  if (opt_outs_.contains(message.to, message.service_sid)) {
    message.outcome = {MessageStatus::failed, unsubscribed};
    return MessageStatus::failed;
  }
  if (message.from.empty()) message.from = account_.choose_sender(message.service_sid);
  if (message.from.empty()) {
    message.outcome = {MessageStatus::failed, no_sender};
    return MessageStatus::failed;
  }
  message.segments = segments_of(message);
  return MessageStatus::queued;
}

void WorldState::enter(std::size_t index, MessageStatus status, TimePoint at) {
  MessageRecord& message = messages_[index];
  assert(may_follow(message.status, status));
  message.status = status;
  message.updated = at;
  if (status == MessageStatus::sent) message.sent = at;
  if (status == message.outcome.last) message.error_code = message.outcome.error_code;
  journal.append(at, "status", [&](JsonWriter& json) {
    json.member("message", std::string_view(message.sid));
    json.member("status", to_string(status));
    if (message.error_code != 0) json.member("error_code", message.error_code);
  });
  if (!message.status_callback.empty() && makes_callback(status)) {
    Webhook webhook;
    webhook.message = index;
    webhook.status = status;
    webhook.error_code = message.error_code;
    webhook.at = at;
    plan_webhook(webhook, at);
  }
  plan_step(index, at);
}

}  // namespace understudy::simulator
