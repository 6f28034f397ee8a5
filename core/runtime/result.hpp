#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/runtime/time.hpp"

#include <tl/expected.hpp>

namespace understudy {

// What went wrong, for a program to branch on.
enum class ErrorCode {
  configuration,   // something the caller set, or left out, cannot work
  not_configured,  // the client was never given credentials
  invalid_input,   // a value, file or request that cannot be read as what it should be

  unauthorized,  // 401 or 403: the credentials are wrong, or may not do this

  rejected,           // the service refused the request for a reason that none of the others names
  not_found,          // 404
  invalid_recipient,  // no number, or none that can take texts
  invalid_sender,     // no number of the account, or none that may text there
  invalid_content,    // body, media or template cannot be sent as they are
  too_long,           // the body has more characters than a message may have
  opted_out,          // the recipient has said STOP
  unreachable,        // the handset or its carrier could not be reached
  carrier_rejected,   // a carrier, or the service on its behalf, would not pass the message on

  rate_limited,         // the account asks for too much at once
  sender_rate_limited,  // the sender does
  queue_full,           // more messages wait for the sender than its queue holds

  webhook_failed,  // the service could not make use of what an app answered
  bad_signature,   // a webhook whose X-Twilio-Signature is missing or wrong

  timeout,            // no answer in time; the request may have been acted on
  connection_failed,  // never connected, so nothing was acted on
  unknown_host,       // likewise, because the host's name leads nowhere
  tls_failed,       // likewise, because no secure connection could be agreed on or its certificate is not to be trusted
  connection_lost,  // the connection ended before the answer did; the request may have been acted on

  server,        // 5xx
  bad_response,  // an answer that is not what the API promises

  circuit_open,  // not sent: the circuit breaker holds requests back
  withheld,      // not sent: a rule of this client's forbids it
  deferred,      // not sent: a rule of this client's allows it later, at `not_before`
  cancelled,     // given up because the caller said so

  unmatched,  // a cassette holds no unused interaction for this request
};
std::string_view to_string(ErrorCode code);

// Whose business an error is.
enum class ErrorCategory {
  configuration,   // the program's: its settings or what it asked for make no sense
  authentication,  // whoever holds the credentials
  message,         // this message's, or its recipient's; others may go through
  rate_limit,      // wait, and it goes
  webhook,         // the app that answers webhooks
  network,         // what lies between; nobody refused anything
  server,          // the service's
  policy,          // this client's own rules
};
ErrorCategory category_of(ErrorCode code);
std::string_view to_string(ErrorCategory category);

// A failure that a caller can meet: a code to branch on and a message for people that says what was met, where, and
// what would be right. Never holds a secret.
struct Error {
  Error(ErrorCode code, std::string message) : code(code), message(std::move(message)) {}
  ErrorCode code;
  std::string message;
  int http_status = 0;                  // of the answer, 0 when there was none
  int provider_code = 0;                // Twilio's error code, 0 when there was none
  std::optional<Duration> retry_after;  // how long the service, or the open breaker, asks to wait
  int attempts = 0;                     // requests made before giving up
  std::string request_id{};             // Twilio-Request-Id of the answer, empty when there was none
  bool in_doubt = false;                // it may have been acted on all the same
  std::optional<TimePoint> not_before;  // of what is deferred: when to try again

  bool operator==(const Error&) const = default;
};

template <class T>
using Result = tl::expected<T, Error>;

// Whether it says that a connection never came about.
inline bool never_connected(ErrorCode code) {
  return code == ErrorCode::connection_failed || code == ErrorCode::unknown_host || code == ErrorCode::tls_failed;
}

inline tl::unexpected<Error> failure(ErrorCode code, std::string message) {
  return tl::unexpected<Error>(Error(code, std::move(message)));
}

}  // namespace understudy
