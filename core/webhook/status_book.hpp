#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/message/sid.hpp"
#include "core/message/status.hpp"

namespace understudy {

// The furthest status of each message, from callbacks in any order: "delivered" may come before "sent".
// https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
//
// A message never moves backwards, and stays where it ended, but that a delivered one may be read. Of more messages
// than it holds it forgets those first that have not moved for longest.
class StatusBook {
 public:
  explicit StatusBook(std::size_t messages_most = 50'000);  // at least 1; about 300 bytes each

  std::optional<MessageStatus> furthest(const MessageSid& message) const;
  // Whether the status is further than what is known. What is not is a repetition, or came late.
  bool is_news(const MessageSid& message, MessageStatus status) const;
  // The new status of the message; nothing when that was no news.
  std::optional<MessageStatus> advance(const MessageSid& message, MessageStatus status);
  std::size_t size() const { return lives_.size(); }

 private:
  struct Life {
    MessageStatus status;
    std::uint64_t moved;  // when, in moves of all
  };
  std::size_t messages_most_;
  std::uint64_t moves_ = 0;
  std::unordered_map<std::string, Life> lives_;  // by SID; nothing goes through it in its order
  std::map<std::uint64_t, MessageSid> by_move_;
};

}  // namespace understudy
