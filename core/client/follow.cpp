#include "core/client/follow.hpp"

#include <algorithm>

namespace understudy {

// Takes part in the interest in a message while it lives.
class Follow::Ear {
 public:
  Ear(Follow& follow, MessageSid sid)
      : follow_(follow), entry_(follow.interests_.try_emplace(std::move(sid), follow.executor_).first) {
    ++entry_->second.waiting;
  }
  Ear(const Ear&) = delete;
  Ear& operator=(const Ear&) = delete;
  ~Ear() {
    if (--entry_->second.waiting == 0) follow_.interests_.erase(entry_);
  }
  Interest& interest() { return entry_->second; }

 private:
  Follow& follow_;
  std::map<MessageSid, Interest>::iterator entry_;
};

Task<Result<Message>> Follow::until_final(MessageSid sid, WaitOptions options) {
  Ear ear(*this, sid);
  const TimePoint end = executor_.now() + options.patience;
  std::optional<Duration> pause = options.first_poll;
  for (;;) {
    const int endings = ear.interest().endings;
    auto message = co_await calls_.get(sid, options.stop);
    if (!message || is_final(message->status)) co_return message;
    const bool stopped = options.stop && options.stop->requested();
    if (stopped || executor_.now() >= end) {
      const std::string is = "the message is " + std::string(to_string(message->status));
      if (stopped) co_return failure(ErrorCode::cancelled, is + ", and waiting for its end was cancelled");
      co_return failure(ErrorCode::timeout, is + " after " + format_duration(options.patience) +
                                                ", and may stay so where carriers send no receipts");
    }
    if (ear.interest().endings != endings) continue;  // said while it was asked
    // A webhook may be ahead of what the service shows, which then does not take long.
    if (endings > 0 && !pause) pause = std::chrono::seconds(1);
    const TimePoint due = pause ? std::min(end, executor_.now() + *pause) : end;
    Bell* const stop_bell = options.stop ? &options.stop->bell() : nullptr;
    co_await SleepUnlessRung(executor_, due, ear.interest().news, stop_bell);
    if (pause) pause = std::min(2 * *pause, options.longest_poll);
  }
}

void Follow::hear(const StatusUpdate& update) {
  const auto interest = interests_.find(update.message);
  if (interest == interests_.end() || !is_final(update.status)) return;
  ++interest->second.endings;
  interest->second.news.ring();
}

}  // namespace understudy
