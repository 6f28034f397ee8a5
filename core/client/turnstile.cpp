#include "core/client/turnstile.hpp"

namespace understudy {

Turnstile::Turnstile(Executor& executor, SendLimits limits, ConcurrencyOptions concurrency)
    : executor_(executor),
      concurrency_(concurrency),
      queue_(limits, concurrency_.places()),
      next_slot_(executor),
      clockwork_(executor) {}

void Turnstile::admit() {
  while (const auto ticket = queue_.admit_next(executor_.now())) {
    const auto entry = waiting_.find(*ticket);
    entry->second->admitted_ = true;
    entry->second->begun_ = concurrency_.begin();
    entry->second->called_.ring();
    waiting_.erase(entry);
  }
  const auto due = queue_.next_due(executor_.now());
  next_slot_.set(due);
  if (!due || ticking_) return;
  ticking_ = true;
  clockwork_.spawn(admit_in_time());
}

Task<> Turnstile::admit_in_time() {
  for (;;) {
    co_await next_slot_.wait();
    admit();
  }
}

Turnstile::Entry::Entry(Turnstile& turnstile, std::optional<std::string_view> sender)
    : turnstile_(turnstile),
      ticket_(turnstile.queue_.enter(sender, turnstile.executor_.now())),
      called_(turnstile.executor_) {
  turnstile_.waiting_.emplace_hint(turnstile_.waiting_.end(), ticket_, this);
  turnstile_.admit();
}

Turnstile::Entry::~Entry() {
  turnstile_.waiting_.erase(ticket_);
  turnstile_.queue_.leave(ticket_);
  turnstile_.admit();
}

Throttled::Limit Turnstile::Entry::obstacle() const {
  switch (turnstile_.queue_.lack_of(ticket_, turnstile_.executor_.now())) {
    case SendQueue::Lack::sender_slot: return Throttled::Limit::sender;
    case SendQueue::Lack::account_slot: return Throttled::Limit::account;
    case SendQueue::Lack::place: break;
  }
  return Throttled::Limit::concurrency;
}

SleepUnlessRung Turnstile::Entry::wait(std::optional<TimePoint> due, Stop* stop) {
  return SleepUnlessRung(turnstile_.executor_, due, called_, stop ? &stop->bell() : nullptr);
}

void Turnstile::Entry::answered(bool too_many_at_once) {
  if (too_many_at_once) {
    turnstile_.concurrency_.refused(*begun_);
  } else {
    turnstile_.concurrency_.accepted(*begun_);
  }
  turnstile_.queue_.set_places(turnstile_.concurrency_.places());
}

}  // namespace understudy
