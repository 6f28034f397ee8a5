#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>

#include "core/runtime/scope.hpp"
#include "core/runtime/waiting.hpp"
#include "core/webhook/events.hpp"

namespace understudy {

// How much of what was answered at once may be under way, and wait.
struct LaterLimits {
  int at_once = 16;                   // at least 1
  std::size_t waiting_most = 10'000;  // at least 1
  bool operator==(const LaterLimits&) const = default;
};

// Work on webhooks that were answered before it began. Events of one message are worked on in the order in which they
// came, one after another; those of different messages beside each other.
class LaterWork {
 public:
  // What it throws is told to the exception sink, and the next one begins.
  using Work = std::function<Task<>(WebhookEvent)>;

  // Dropped with whatever waits and is under way when it is destroyed.
  LaterWork(Executor& executor, LaterLimits limits, Work work);

  // False when too many wait already; then nothing has happened.
  [[nodiscard]] bool offer(WebhookEvent event);
  // Ends once nothing waits and nothing is under way; must be over before this is.
  Task<> drain();

 private:
  struct Line {
    std::deque<WebhookEvent> waiting;
    bool busy = false;
  };
  Task<> serve();
  Task<> attend(WebhookEvent event);

  LaterLimits limits_;
  Work work_;
  std::map<MessageSid, Line> lines_;  // of messages with something waiting or under way
  std::deque<MessageSid> next_;       // those with something waiting and nothing under way
  std::size_t waiting_ = 0;
  int serving_ = 0;
  Bell idle_;
  Scope scope_;  // goes first: what runs in it uses the rest
};

}  // namespace understudy
