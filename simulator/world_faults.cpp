#include <algorithm>

#include "core/api/json_writer.hpp"
#include "core/http/url.hpp"
#include "simulator/fault_effects.hpp"
#include "simulator/fault_json.hpp"
#include "simulator/world_state.hpp"

namespace understudy::simulator {
namespace {

bool is_about_message(Operation operation) {
  return (operation >= Operation::messages_fetch && operation <= Operation::media_delete) ||
         operation == Operation::feedback_create;
}

}  // namespace

// The faults that strike, told by the journal one by one.
std::vector<Strike> WorldState::strikes(Operation operation, const Form& parameters, std::string_view message_sid,
                                        TimePoint now) {
  auto found = faults.strike(operation, now, parameters);
  for (const Strike& strike : found) {
    journal.append(now, "fault", [&](JsonWriter& json) {
      json.member("on", to_string(operation));
      if (!message_sid.empty()) json.member("message", message_sid);
      write_strike(json, strike);
    });
  }
  return found;
}

// What a request says in its body and in its URL, and what is known of the message that its path names.
Form WorldState::parameters_of(const Call& call, Operation operation) const {
  Form parameters = call.form;
  for (const auto& [name, value] : decode_form(query_of(call.request.url))) parameters.add(name, value);
  const auto index = is_about_message(operation) ? messages.find(call.id(1)) : std::nullopt;
  if (!index) return parameters;
  const MessageRecord& message = messages[*index];
  const auto add = [&](const char* name, std::string_view value) {
    if (!parameters.find(name)) parameters.add(name, value);
  };
  add("MessageSid", message.sid);
  add("To", message.to);
  add("From", message.from);
  add("Body", message.body);
  add("MessageStatus", to_string(message.status));
  if (!message.service_sid.empty()) add("MessagingServiceSid", message.service_sid);
  return parameters;
}

// The answer that a fault puts in place of acting, if one does.
std::optional<Answer> WorldState::strike(Operation operation, Call& call) {
  if (faults.idle()) return std::nullopt;
  const auto struck = strikes(operation, parameters_of(call, operation), {}, call.now);
  if (struck.empty()) return std::nullopt;
  call.fault = merged(struck);
  if (call.fault->drop == Fault::Drop::before) return Answer{};
  if (call.fault->answer) return faulty_answer(*call.fault->answer);
  return std::nullopt;
}

void WorldState::plan_struck_webhook(Webhook webhook, TimePoint now) {
  const std::size_t index = webhook.message;
  const MessageRecord& message = messages[index];
  const auto struck = strikes(webhook.on, webhook.form, message.sid, now);
  const Fault::Effect effect = merged(struck);
  if (webhook.on == Operation::callback_status) {
    const auto held = held_back_.extract(index);
    if (!held.empty()) webhook.overtaken = held.mapped();
  }
  if (effect.drop != Fault::Drop::none) {
    const std::uint64_t id = next_webhook_++;
    webhook_records.add().begin(id, webhook.on, message.sid, now);
    webhook_records.find(id - 1)->strikes = struck;
    // Those that were to follow it go without it.
    for (std::uint64_t overtaken : webhook.overtaken) send_webhook(overtaken, now);
    return;
  }
  webhook.token = next_token_++;
  webhook.signature = effect.signature;
  for (const auto& [name, value] : effect.extra) webhook.form.add(name, value);

  const bool overtakes = !webhook.overtaken.empty();
  std::vector<std::uint64_t> ids;
  for (int copy = 0; copy < effect.duplicate; ++copy) {
    Webhook duplicate = webhook;
    duplicate.overtaken.clear();
    ids.push_back(open_webhook(std::move(duplicate), now));
  }
  ids.push_back(open_webhook(std::move(webhook), now));
  for (std::uint64_t id : ids) {
    if (WebhookRecord* record = webhook_records.find(id - 1)) record->strikes = struck;
  }
  // One that overtakes another has changed places already; and the last of a message has nobody to do it with.
  const bool another_follows = next_step(message.status, message.outcome, message.latencies).has_value();
  if (effect.reorder && !overtakes && another_follows) {
    held_back_.emplace(index, std::move(ids));
    return;
  }
  for (std::uint64_t id : ids) {
    effect.delay > Duration{0} ? agenda.add(now + effect.delay, Agenda::Kind::webhook, id) : send_webhook(id, now);
  }
}

}  // namespace understudy::simulator
