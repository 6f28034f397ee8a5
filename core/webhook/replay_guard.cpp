#include "core/webhook/replay_guard.hpp"

#include <cassert>
#include <utility>

#include "core/http/url.hpp"
#include "core/webhook/signature.hpp"

namespace understudy {
namespace {

// Apart, so that no token can pass for an event.
std::array<std::string, 2> keys_of(const WebhookIdentity& identity) {
  return {identity.token.empty() ? "" : "token " + identity.token, "event " + identity.event};
}

}  // namespace

WebhookIdentity identity_of(const WebhookEvent& event, const Request& request) {
  WebhookIdentity identity;
  const auto add_token = [&](const std::string& token, const MessageSid& message) {
    if (!token.empty()) identity.token = message.text() + " " + token;
  };
  if (const auto* update = std::get_if<StatusUpdate>(&event)) {
    add_token(update->idempotency_token, update->message);
    identity.event = update->message.text() + " " + std::string(to_string(update->status)) + " ";
    identity.event += path_of(request.url);
  } else {
    const auto& message = std::get<InboundMessage>(event);
    add_token(message.idempotency_token, message.message);
    identity.event = request.headers.get(signature_header);
  }
  return identity;
}

ReplayGuard::ReplayGuard(Duration window, std::size_t entries_most) : window_(window), entries_most_(entries_most) {
  assert(entries_most >= 1);
}

const Response* ReplayGuard::answer_to(const WebhookIdentity& identity, TimePoint now) const {
  for (const std::string& key : keys_of(identity)) {
    if (const Response* answer = find(key, now)) return answer;
  }
  return nullptr;
}

const Response* ReplayGuard::find(const std::string& key, TimePoint now) const {
  const auto place = places_.find(key);
  if (place == places_.end()) return nullptr;
  const Entry& entry = entries_[place->second - forgotten_];
  return now - entry.at < window_ ? &entry.answer : nullptr;
}

void ReplayGuard::keep(const WebhookIdentity& identity, Response answer, TimePoint now) {
  while (!entries_.empty() && now - entries_.front().at >= window_) forget_oldest();
  if (entries_.size() == entries_most_) forget_oldest();
  entries_.push_back({now, keys_of(identity), std::move(answer)});
  for (const std::string& key : entries_.back().keys) {
    if (!key.empty()) places_[key] = forgotten_ + entries_.size() - 1;
  }
}

void ReplayGuard::forget_oldest() {
  for (const std::string& key : entries_.front().keys) places_.erase(key);
  entries_.pop_front();
  ++forgotten_;
}

}  // namespace understudy
