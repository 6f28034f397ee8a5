#pragma once

#include <string>
#include <string_view>

#include "core/observe/trace.hpp"
#include "core/runtime/result.hpp"

namespace understudy {

struct Message;
struct StatusUpdate;
struct InboundMessage;

// One request and what came of it.
struct RequestMade {
  std::string_view operation;  // "send_sms", "fetch_message", "lookup" …
  std::string_view method;
  std::string_view url;
  int attempt;         // of its operation, from 1
  int status;          // 0 when there was no answer
  const Error* error;  // of the transport; nullptr when there was an answer
  std::string_view request_id;
  std::string_view body;  // as sent and as answered: phone numbers and texts, never credentials
  std::string_view answer;
  TimePoint began;
  TimePoint ended;
  TraceContext trace;
};

// A request of an operation failed and is to be repeated.
struct Retrying {
  std::string_view operation;
  const Error& error;
  int attempts;  // so far
  Duration after;
  TimePoint at;
};

// Something had to wait, or was refused, because of a limit.
struct Throttled {
  enum class Limit {
    account,       // messages a second
    sender,        // likewise, of the sender
    daily_cap,     // messages a day, of the sender
    concurrency,   // requests in flight
    retry_budget,  // retries of the whole client
    service,       // 429 was answered
  };
  std::string_view operation;
  std::string_view sender;
  Limit limit;
  TimePoint at;
};
std::string_view to_string(Throttled::Limit limit);

// A send has ended, one way or the other. One that its caller dropped is `cancelled`; whether the message goes out is
// in doubt when a request was under way.
struct SendEnded {
  std::string_view to;       // whom it was meant for
  std::string_view sent_to;  // whom it went to, where test mode makes that another
  std::string_view from;
  std::string_view messaging_service_sid;
  std::string_view body;
  const Message* message;  // as the service shows it; nullptr when it was not sent, and then there is an error
  const Error* error;
  int attempts;
  bool reconciled;
  TimePoint began;
  TimePoint ended;
  TraceContext trace;
};

// A lookup, a list, a change or another call that sends nothing has ended.
struct CallEnded {
  std::string_view operation;
  const Error* error;  // nullptr when all went well
  TimePoint began;
  TimePoint ended;
  TraceContext trace;
};

// A webhook has been read, or refused; or was read, and its handler failed or had no more room.
struct WebhookTaken {
  const StatusUpdate* update;  // one of the three is there
  const InboundMessage* message;
  const Error* error;
  TimePoint began;
  TimePoint ended;
  TraceContext trace;     // of the request, which Twilio does not send but a gateway may; all zeros without one
  bool repeated = false;  // it came before, and was answered as then without being handled
};

// Is told what a client and its receiver do, as it happens, in a turn of the executor. What it is told is valid during
// the call only. It must return at once and not throw: whoever writes to a disk or a network hands over to a queue.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void on(const RequestMade&) {}
  virtual void on(const Retrying&) {}
  virtual void on(const Throttled&) {}
  virtual void on(const SendEnded&) {}
  virtual void on(const CallEnded&) {}
  virtual void on(const WebhookTaken&) {}
};

}  // namespace understudy
