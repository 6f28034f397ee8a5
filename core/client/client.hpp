#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/api/message_resource.hpp"
#include "core/client/config.hpp"
#include "core/http/transport.hpp"
#include "core/runtime/pending.hpp"

namespace understudy {

// A message to be sent. One of `from` and `messaging_service_sid`, and one of `body` and `media_urls`, are needed; the
// service checks and answers with its own codes, so that code for the one fits the other. Each member has an
// initializer so that naming only some of them draws no warning.
struct OutgoingMessage {
  std::string to{};
  std::string from{};
  std::string body{};
  std::string messaging_service_sid{};
  std::vector<std::string> media_urls{};
  std::string status_callback{};  // where status changes are to be posted
};

// What became of a send.
struct Receipt {
  Message message;   // as the service answered
  int attempts = 1;  // requests made, the successful one included
};

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

  // Waits for the rate limits, posts the message, and repeats what may be repeated, as the retry table says. A request
  // that failed without an answer, or with 500, may have been accepted all the same: until its answer is known, a
  // repeat can send twice. https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
  Pending<Result<Receipt>> send(OutgoingMessage message);
  // https://www.twilio.com/docs/messaging/api/message-resource#fetch-a-message-resource
  Pending<Result<Message>> get(MessageSid sid);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace understudy
