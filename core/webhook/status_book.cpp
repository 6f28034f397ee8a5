#include "core/webhook/status_book.hpp"

#include <cassert>

namespace understudy {
namespace {

using enum MessageStatus;

// How far a message has come. All ends are equally far.
int rank(MessageStatus status) {
  switch (status) {
    case scheduled:
    case receiving: return 0;
    case accepted: return 1;
    case queued: return 2;
    case sending: return 3;
    case sent: return 4;
    case delivered:
    case undelivered:
    case failed:
    case canceled:
    case received:
    case partially_delivered: return 5;
    case read: return 6;
  }
  return -1;  // not a status
}

bool is_further(MessageStatus from, MessageStatus to) {
  return is_final(from) ? may_follow(from, to) : rank(from) < rank(to);
}

}  // namespace

StatusBook::StatusBook(std::size_t messages_most) : messages_most_(messages_most) { assert(messages_most >= 1); }

std::optional<MessageStatus> StatusBook::furthest(const MessageSid& message) const {
  const auto life = lives_.find(message.text());
  if (life == lives_.end()) return std::nullopt;
  return life->second.status;
}

bool StatusBook::is_news(const MessageSid& message, MessageStatus status) const {
  const auto known = furthest(message);
  return !known || is_further(*known, status);
}

std::optional<MessageStatus> StatusBook::advance(const MessageSid& message, MessageStatus status) {
  if (!is_news(message, status)) return std::nullopt;
  const Life moved{status, moves_++};
  const auto [life, first] = lives_.try_emplace(message.text(), moved);
  if (!first) by_move_.erase(life->second.moved);
  life->second = moved;
  by_move_.emplace(moved.moved, message);
  if (lives_.size() > messages_most_) {
    const auto oldest = by_move_.begin();
    lives_.erase(oldest->second.text());
    by_move_.erase(oldest);
  }
  return status;
}

}  // namespace understudy
