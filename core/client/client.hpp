#pragma once

#include <memory>

#include "core/api/message_resource.hpp"
#include "core/client/config.hpp"
#include "core/client/outgoing_message.hpp"
#include "core/client/receipt.hpp"
#include "core/http/transport.hpp"
#include "core/runtime/pending.hpp"
#include "core/webhook/events.hpp"

namespace understudy {

// Sends messages and looks after them: retries, rate limits and circuit breaker included. Each call is a Pending: await
// it inside a task, or `.get()` it from ordinary code.
class Client {
 public:
  // Over HTTPS, on a runtime of its own; calls may come from several threads at once.
  explicit Client(Config config);
  // On a given runtime and network, both of which must outlive the client: for tasks, tests and simulations.
  Client(Executor& executor, Transport& transport, Config config);
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  ~Client();

  // Waits for the rate limits, posts the message, and repeats what may be repeated, as the retry table says. Whatever
  // may have been accepted without an answer is looked for before it is repeated, so that nothing goes out twice; an
  // error that is `in_doubt` says that this could not be found out. See Config::on_ambiguous.
  // https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
  Pending<Result<Receipt>> send(OutgoingMessage message, SendOptions options = {});
  // https://www.twilio.com/docs/messaging/api/message-resource#fetch-a-message-resource
  Pending<Result<Message>> get(MessageSid sid);

  // Is to be told of the webhooks that come in, in a turn of the executor: a status callback may be the first to know
  // what became of a send.
  void hear(const WebhookEvent& event);

  // That it runs on; for Stop, and for tasks of one's own.
  Executor& executor() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace understudy
