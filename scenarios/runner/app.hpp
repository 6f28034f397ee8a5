#pragma once

#include <cstddef>
#include <vector>

#include "core/observe/journal.hpp"
#include "core/runtime/waiting.hpp"
#include "core/webhook/receiver.hpp"

namespace understudy::scenarios {

// The app under test where the scenario brings none: takes every genuine webhook, answers status callbacks with 204 and
// texts with an empty `<Response/>`, journals both and remembers the callbacks, each of those that come again too. When
// media are fetched from it, it has a small picture of the type that the path's ending speaks of; that is in no
// journal, since no cassette has it.
class App final : public Service {
 public:
  App(Executor& executor, Journal& journal, Secret auth_token);
  Task<Result<Response>> handle(Request request) override;

  struct Callback {
    TimePoint at;
    StatusUpdate update;
    bool claimed = false;  // an expectation has taken it as its own
  };
  std::vector<Callback>& callbacks() { return callbacks_; }  // in the order in which they came
  // Ends when the next callback has come.
  Task<bool> next_callback();

 private:
  Response answer(const WebhookEvent& event);

  Executor& executor_;
  Journal& journal_;
  WebhookReceiver receiver_;
  std::vector<Callback> callbacks_;
  Bell arrived_;
};

}  // namespace understudy::scenarios
