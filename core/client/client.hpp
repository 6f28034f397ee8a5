#pragma once

#include <memory>

#include "core/client/bulk.hpp"
#include "core/client/calls.hpp"
#include "core/client/config.hpp"
#include "core/client/follow.hpp"
#include "core/client/outgoing_message.hpp"
#include "core/client/receipt.hpp"
#include "core/http/transport.hpp"
#include "core/message/phone_number.hpp"
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
  // Each as `send` would, at most `at_once` at a time. Ends when all have ended.
  Pending<BulkReport> send_bulk(std::vector<OutgoingMessage> messages, BulkOptions options = {});

  // https://www.twilio.com/docs/messaging/api/message-resource#fetch-a-message-resource
  Pending<Result<Message>> get(MessageSid sid);
  // Messages as they are asked for; a request for each page, and none before the first is wanted.
  MessageList list(MessageFilter filter = {});
  // Where each of them stands, in their order.
  Pending<std::vector<Result<Message>>> status_of(std::vector<MessageSid> sids);
  // Ends when the message is delivered, undelivered, failed, canceled, received or read. `timeout` names the status
  // that it had in the end: one that is `sent` may stay so for good. Hears what `hear` is told.
  Pending<Result<Message>> wait_until_final(MessageSid sid, WaitOptions options = {});

  // Calls a scheduled message back; too late, it is `rejected` with 30409.
  // https://www.twilio.com/docs/messaging/api/message-resource#update-a-message-resource
  Pending<Result<Message>> cancel(MessageSid sid);
  // Takes the text away for good.
  Pending<Result<Message>> redact(MessageSid sid);
  // With media and feedback. One that is not final yet is refused with 20009.
  // https://www.twilio.com/docs/messaging/api/message-resource#delete-a-message-resource
  Pending<Result<void>> remove(MessageSid sid);
  // Whether the recipient did what the message was for.
  // https://www.twilio.com/docs/messaging/api/message-feedback-resource
  Pending<Result<void>> give_feedback(MessageSid sid, FeedbackOutcome outcome = FeedbackOutcome::confirmed);

  // https://www.twilio.com/docs/messaging/api/media-resource
  Pending<Result<std::vector<Media>>> media_of(MessageSid sid);
  // Follows redirects, to other hosts without credentials.
  Pending<Result<MediaContent>> download(Media medium);
  Pending<Result<void>> remove_media(Media medium);

  // What is known of a number; `fields` names data packages, each of which may cost something.
  // https://www.twilio.com/docs/lookup/v2-api
  Pending<Result<PhoneLookup>> look_up(PhoneNumber number, std::vector<std::string> fields = {});

  // Is to be told of the webhooks that come in, in a turn of the executor: a status callback may be the first to know
  // what became of a send, and a text may be STOP.
  void hear(const WebhookEvent& event);

  // That it runs on; for Stop, and for tasks of one's own.
  Executor& executor() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace understudy
