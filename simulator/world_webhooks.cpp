#include <cassert>
#include <set>

#include "core/api/json_writer.hpp"
#include "core/http/url.hpp"
#include "simulator/form_json.hpp"
#include "simulator/geography.hpp"
#include "simulator/verdict.hpp"
#include "simulator/world_state.hpp"

#include <fmt/format.h>

namespace understudy::simulator {

// A message's own URL takes the place of its service's.
std::string_view WorldState::status_callback_of(const MessageRecord& message) const {
  if (!message.status_callback.empty() || message.service_sid.empty()) return message.status_callback;
  const MessagingService* service = account.service(message.service_sid);
  return service && service->status_callback ? std::string_view(*service->status_callback) : std::string_view{};
}

void WorldState::plan_webhook(Webhook webhook, TimePoint now) {
  webhook.form = form_of(webhook);
  if (!faults.idle() || !held_back_.empty()) return plan_struck_webhook(std::move(webhook), now);
  webhook.token = next_token_++;
  send_webhook(open_webhook(std::move(webhook), now), now);
}

// Gives it its place among those that are not answered yet. Its id.
std::uint64_t WorldState::open_webhook(Webhook webhook, TimePoint now) {
  const std::uint64_t id = next_webhook_++;
  webhook_records.add().begin(id, webhook.on, messages[webhook.message].sid, now);
  webhooks_.emplace(id, std::move(webhook));
  return id;
}

Form WorldState::form_of(const Webhook& webhook) const {
  if (!webhook.document || webhook.document->kind == Document::Kind::action) {
    return callback_form(messages[webhook.message], webhook, account.sid(), config.switches);
  }
  const MessageRecord& text = messages[webhook.document->text];
  Form form = inbound_form(text, media_links(webhook.document->text), account.sid(), place_of(text.from, config),
                           place_of(text.to, config), webhook.document->opt_out_type);
  if (webhook.document->kind == Document::Kind::fallback) {
    form.add("ErrorCode", std::to_string(webhook.document->failed_code));
    form.add("ErrorUrl", webhook.document->failed_url);
  }
  return form;
}

void WorldState::send_webhook(std::uint64_t id, TimePoint now) {
  Webhook& webhook = webhooks_.at(id);
  const ReadOverrides read = read_overrides(webhook.url);
  Request request = webhook_request(webhook, idempotency_token(tokens_, webhook.token), signer_, config.switches);
  if (webhook.attempt == 1 && webhook.hop.url.empty() && webhook.hop.authorization.empty()) {
    for (const Complaint& complaint : read.complaints) {
      alert(complaint.code, complaint.text, messages[webhook.message].sid, now);
    }
  }
  journal.append(now, "callback", [&](JsonWriter& json) {
    json.member("delivery", static_cast<std::int64_t>(id));
    json.member("on", to_string(webhook.on));
    if (webhook.attempt > 1) json.member("attempt", webhook.attempt);
    if (webhook.hop.redirects > 0) json.member("redirects", webhook.hop.redirects);
    const bool later = webhook.document && webhook.document->kind != Document::Kind::first;
    if (later) json.member("document", to_string(webhook.document->kind));
    json.member("message", std::string_view(messages[webhook.message].sid));
    if (webhook.on == Operation::callback_status) json.member("message_status", to_string(webhook.status));
    json.member("method", std::string_view(webhook.current_method()));
    write_url(json, "url", webhook.current_url());
    if (!webhook.hop.authorization.empty()) json.member("authorized", true);
    write_form(json, "form", webhook.current_form());
  });
  if (webhook.document) {
    const MessageRecord& text = messages[webhook.document->text];
    std::string cookies = cookies_.spoken(text.from, text.to, now).header(request.url, now);
    if (!cookies.empty()) request.headers.add("Cookie", std::move(cookies));
  }
  if (WebhookRecord* record = webhook_records.find(id - 1)) record->sent(request, webhook.attempt);
  request.connect_timeout = read.overrides.connect_timeout;
  outgoing_.push_back({id, std::move(request), patience_with(webhook, read.overrides)});
  for (std::uint64_t overtaken : std::exchange(webhook.overtaken, {})) send_webhook(overtaken, now);
}

void WorldState::delivered(std::uint64_t id, const Result<Response>& outcome, TimePoint now, Duration took) {
  run_due(now);
  if (id >= first_fetch_id) return fetched(id - first_fetch_id, outcome, now, took);
  const auto found = webhooks_.find(id);
  assert(found != webhooks_.end());
  Webhook& webhook = found->second;
  const std::string_view message_sid = messages[webhook.message].sid;
  journal.append(now, "callback_answered", [&](JsonWriter& json) {
    json.member("delivery", static_cast<std::int64_t>(id));
    json.member("message", message_sid);
    outcome ? json.member("status", outcome->status) : json.member("error", to_string(outcome.error().code));
  });
  if (webhook.document && outcome) {
    const MessageRecord& text = messages[webhook.document->text];
    cookies_.spoken(text.from, text.to, now).take(wire_url(webhook.current_url()), outcome->headers, now);
  }

  const ConnectionOverrides overrides = read_overrides(webhook.url).overrides;
  const Verdict verdict = judge(webhook, outcome, took, {overrides, config.webhooks, tokens_, webhook.token});
  if (verdict.trouble) alert(verdict.trouble->code, verdict.trouble->text, message_sid, now);
  if (WebhookRecord* record = webhook_records.find(id - 1)) {
    record->ended(outcome, verdict.trouble ? verdict.trouble->code : 0, now);
  }
  if (verdict.next != Verdict::Next::end) return send_webhook(id, now);
  Webhook done = std::move(webhook);
  webhooks_.erase(found);
  if (!done.document) return keep_answered(id, std::move(done));
  keep_answered(id, done);
  if (verdict.trouble) {
    fall_back(done, verdict.trouble->code, now);
  } else {
    carry_out(done, *outcome, now);
  }
}

void WorldState::keep_answered(std::uint64_t id, Webhook webhook) {
  const std::size_t place = (id - 1) % decltype(webhook_records)::kept_max;
  if (answered_.size() <= place) answered_.resize(place + 1);
  if (answered_[place].id <= id) answered_[place] = {id, std::move(webhook)};
}

Result<void> WorldState::redeliver(std::uint64_t id, TimePoint now) {
  run_due(now);
  WebhookRecord* record = id == 0 ? nullptr : webhook_records.find(id - 1);
  if (!record) return failure(ErrorCode::invalid_input, fmt::format("webhook {} is not kept", id));
  if (webhooks_.contains(id)) {
    return failure(ErrorCode::invalid_input, fmt::format("webhook {} has not been answered yet", id));
  }
  const std::size_t place = (id - 1) % decltype(webhook_records)::kept_max;
  if (place >= answered_.size() || answered_[place].id != id) {
    return failure(ErrorCode::invalid_input, fmt::format("webhook {} was never sent", id));
  }
  Webhook again = std::move(answered_[place].webhook);
  answered_[place] = {};
  ++again.attempt;
  again.hop = {};
  again.spent = Duration{0};
  record->answered.reset();
  record->status.reset();
  record->absence.reset();
  record->error_code = 0;
  journal.append(now, "redelivery", [&](JsonWriter& json) {
    json.member("delivery", static_cast<std::int64_t>(id));
    json.member("message", std::string_view(record->message_sid));
  });
  webhooks_.emplace(id, std::move(again));
  send_webhook(id, now);
  return {};
}

std::vector<const WebhookRecord*> WorldState::unanswered() const {
  std::set<std::uint64_t> ids;
  for (const auto& [id, webhook] : webhooks_) ids.insert(id);
  std::vector<const WebhookRecord*> found;
  for (const std::uint64_t id : ids) {
    const WebhookRecord* record = webhook_records.find(id - 1);
    if (record && record->attempts > 0) found.push_back(record);
  }
  return found;
}

SignatureExplanation WorldState::explain_signature(const WebhookRecord& record) const {
  SignedWebhook webhook{signed_url(record.url, config.switches), {}};
  if (record.method == "POST") webhook.parameters = decode_form(record.body);
  std::vector<OtherToken> others;
  if (config.secondary_auth_token) {
    others.push_back({"secondary_token", "the secondary auth token was used; Twilio signs with the primary one",
                      *config.secondary_auth_token});
  }
  for (const ApiKey& key : keys.all()) {
    others.push_back(
        {"api_key_secret", "an API key's secret was used; Twilio signs with the account's auth token", key.secret});
  }
  std::string text = signed_string(webhook);
  auto mistakes = usual_mistakes(webhook, signer_, others);
  return {std::move(webhook), std::move(text), std::move(mistakes)};
}

void WorldState::alert(int code, std::string_view text, std::string_view message_sid, TimePoint now) {
  alerts.add() = {now, code, std::string(text), std::string(message_sid)};
  journal.append(now, "alert", [&](JsonWriter& json) {
    json.member("code", code);
    json.member("text", text);
    json.member("message", message_sid);
  });
}

}  // namespace understudy::simulator
