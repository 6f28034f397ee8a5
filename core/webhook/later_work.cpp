#include "core/webhook/later_work.hpp"

#include <cassert>
#include <utility>

#include "core/http/transport.hpp"

namespace understudy {
namespace {

const MessageSid& message_of(const WebhookEvent& event) {
  return std::visit([](const auto& one) -> const MessageSid& { return one.message; }, event);
}

}  // namespace

LaterWork::LaterWork(Executor& executor, LaterLimits limits, Work work)
    : limits_(limits), work_(std::move(work)), idle_(executor), scope_(executor) {
  assert(limits.at_once >= 1 && limits.waiting_most >= 1);
}

bool LaterWork::offer(WebhookEvent event) {
  if (waiting_ >= limits_.waiting_most) return false;
  const MessageSid message = message_of(event);
  Line& line = lines_[message];
  if (!line.busy && line.waiting.empty()) next_.push_back(message);
  line.waiting.push_back(std::move(event));
  ++waiting_;
  if (serving_ < limits_.at_once) {
    ++serving_;
    scope_.spawn(serve());
  }
  return true;
}

Task<> LaterWork::serve() {
  while (!next_.empty()) {
    const auto at = lines_.find(next_.front());
    Line& line = at->second;
    next_.pop_front();
    WebhookEvent event = std::move(line.waiting.front());
    line.waiting.pop_front();
    --waiting_;
    line.busy = true;
    co_await attend(std::move(event));
    line.busy = false;
    if (line.waiting.empty()) {
      lines_.erase(at);
    } else {
      next_.push_back(at->first);
    }
  }
  if (--serving_ == 0) idle_.ring();
}

Task<> LaterWork::attend(WebhookEvent event) {
  try {
    co_await work_(std::move(event));
  } catch (...) {
    tell_exception_sink();
  }
}

Task<> LaterWork::drain() {
  while (serving_ > 0) co_await idle_.wait();
}

}  // namespace understudy
