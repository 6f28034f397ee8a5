#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/http/message.hpp"
#include "core/webhook/events.hpp"

namespace understudy {

// By what a webhook is known again.
struct WebhookIdentity {
  // The idempotency token with the message: Twilio sends the same one when it asks again. Empty without a token.
  std::string token;
  // What the signature vouches for, since it covers no header: whoever replays what was overheard can make up a token.
  // Of a status callback the message, its status and the path; of a text, which may come again by a redirect or as a
  // fallback with other parameters, the signature itself.
  std::string event;
};
WebhookIdentity identity_of(const WebhookEvent& event, const Request& request);

// Remembers for a while what was answered to each webhook, so that one that comes again, because its answer was lost or
// somebody replays it, is answered as before and handled once. Of more than it holds it forgets the oldest.
// https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
class ReplayGuard {
 public:
  // The window begins with the first coming; at least one entry.
  explicit ReplayGuard(Duration window, std::size_t entries_most = 50'000);

  // What was answered to a webhook with this token or this event, less than the window ago; nullptr when it comes for
  // the first time. Valid until the next `keep`. `now` never goes backwards.
  const Response* answer_to(const WebhookIdentity& identity, TimePoint now) const;
  // For one that comes for the first time; left out, it may come again.
  void keep(const WebhookIdentity& identity, Response answer, TimePoint now);
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    TimePoint at;
    std::array<std::string, 2> keys;
    Response answer;
  };
  const Response* find(const std::string& key, TimePoint now) const;
  void forget_oldest();

  Duration window_;
  std::size_t entries_most_;
  std::deque<Entry> entries_;                              // oldest first
  std::uint64_t forgotten_ = 0;                            // how many came before the first of them
  std::unordered_map<std::string, std::uint64_t> places_;  // of a key's entry, counted from the very first
};

}  // namespace understudy
