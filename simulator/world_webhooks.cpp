#include <cassert>

#include "core/api/json_writer.hpp"
#include "simulator/form_json.hpp"
#include "simulator/world_state.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

// "One retry, only on connect failure."
constexpr int attempts_max = 2;

struct Trouble {
  int code;
  std::string_view text;
};

// What Twilio's debugger would show for an exchange that did not work out. https://www.twilio.com/docs/api/errors
std::optional<Trouble> trouble_in(const Result<Response>& outcome) {
  if (!outcome) {
    switch (outcome.error().code) {
      case ErrorCode::connection_failed: return Trouble{11205, "HTTP connection failure"};
      case ErrorCode::timeout: return Trouble{11203, "HTTP communication total time out triggered"};
      default: return Trouble{11200, "HTTP retrieval failure"};
    }
  }
  if (outcome->status >= 200 && outcome->status < 300) return std::nullopt;
  if (outcome->status >= 300 && outcome->status < 400) return Trouble{11216, "HTTP invalid redirect"};
  return Trouble{11217, "HTTP error response code"};
}

}  // namespace

void WorldState::plan_webhook(Webhook webhook, TimePoint now) {
  const auto fault = faults.strike(webhook.on);
  if (fault) journal.append(now, "fault", [&](JsonWriter& json) { write_fault(json, *fault); });
  if (fault && fault->drop != Fault::Drop::none) return;
  const std::uint64_t id = next_webhook_++;
  webhooks_.emplace(id, webhook);
  if (fault && fault->delay > Duration{0}) {
    agenda.add(now + fault->delay, Agenda::Kind::webhook, id);
  } else {
    send_webhook(id, now);
  }
}

void WorldState::send_webhook(std::uint64_t id, TimePoint now) {
  const Webhook& webhook = webhooks_.at(id);
  const MessageRecord& message = messages_[webhook.message];
  const bool status_callback = webhook.on == Operation::callback_status;
  const Number* number = status_callback ? nullptr : account_.number(message.to);
  const Destination destination = status_callback ? Destination{"POST", message.status_callback}
                                                  : Destination{number->sms_method, *number->sms_url};
  const Form form = status_callback ? callback_form(message, webhook, account_.sid())
                                    : inbound_form(message, account_.sid(), message.service_sid);
  journal.append(now, "callback", [&](JsonWriter& json) {
    json.member("delivery", static_cast<std::int64_t>(id));
    json.member("on", to_string(webhook.on));
    if (webhook.attempt > 1) json.member("attempt", webhook.attempt);
    json.member("message", std::string_view(message.sid));
    if (status_callback) json.member("message_status", to_string(webhook.status));
    json.member("method", destination.method);
    write_url(json, "url", destination.url);
    write_form(json, "form", form);
  });
  outgoing_.push_back({id, webhook_request(destination, form, idempotency_token(tokens_, id), signer_)});
}

void WorldState::delivered(std::uint64_t id, const Result<Response>& outcome, TimePoint now) {
  run_due(now);
  const auto found = webhooks_.find(id);
  assert(found != webhooks_.end());
  Webhook& webhook = found->second;
  const MessageRecord& message = messages_[webhook.message];
  journal.append(now, "callback_answered", [&](JsonWriter& json) {
    json.member("delivery", static_cast<std::int64_t>(id));
    json.member("message", std::string_view(message.sid));
    outcome ? json.member("status", outcome->status) : json.member("error", to_string(outcome.error().code));
  });
  if (const auto trouble = trouble_in(outcome)) {
    alert(trouble->code, trouble->text, message.sid, now);
    if (!outcome && outcome.error().code == ErrorCode::connection_failed && webhook.attempt < attempts_max) {
      ++webhook.attempt;
      send_webhook(id, now);
      return;
    }
  } else if (webhook.on == Operation::callback_inbound) {
    take_replies(message, *outcome, now);
  }
  webhooks_.erase(id);
}

void WorldState::alert(int code, std::string_view text, std::string_view message_sid, TimePoint now) {
  journal.append(now, "alert", [&](JsonWriter& json) {
    json.member("code", code);
    json.member("text", text);
    json.member("message", message_sid);
  });
}

}  // namespace understudy::simulator
