#pragma once

#include <map>
#include <optional>

#include "core/client/calls.hpp"
#include "core/runtime/stop.hpp"
#include "core/webhook/events.hpp"

namespace understudy {

// How long to wait for what becomes of a message, and how to find out.
struct WaitOptions {
  Duration patience = std::chrono::minutes(10);
  // The pause before the service is asked again, which doubles up to the longest one. Nothing: it is asked at the
  // beginning and the end only, and when a webhook says that the message has come to its end.
  std::optional<Duration> first_poll = std::chrono::seconds(1);
  Duration longest_poll = std::chrono::seconds(30);
  Stop* stop = nullptr;
};

// Waits for messages to come to their end: by asking the service, and by what webhooks say meanwhile.
class Follow {
 public:
  Follow(Executor& executor, Calls& calls) : executor_(executor), calls_(calls) {}

  Task<Result<Message>> until_final(MessageSid sid, WaitOptions options);
  void hear(const StatusUpdate& update);

 private:
  // Whoever waits for news of a message.
  struct Interest {
    explicit Interest(Executor& executor) : news(executor) {}
    Bell news;
    int waiting = 0;
    int endings = 0;  // webhooks that said it has ended
  };
  class Ear;

  Executor& executor_;
  Calls& calls_;
  std::map<MessageSid, Interest> interests_;
};

}  // namespace understudy
