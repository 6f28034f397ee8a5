#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/runtime/time.hpp"

#include <tl/expected.hpp>

namespace understudy {

// What went wrong, for a program to branch on.
enum class ErrorCode {
  configuration,      // something the caller set, or left out, cannot work
  invalid_input,      // a value, file or request that cannot be read as what it should be
  rejected,           // the service refused the request: 4xx other than 401, 404 and 429
  unauthorized,       // 401: the credentials are wrong
  not_found,          // 404
  rate_limited,       // 429, and retries did not help
  server,             // 5xx, and retries did not help
  timeout,            // no answer in time; the request may have been acted on
  connection_failed,  // never connected, so nothing was acted on
  unknown_host,       // likewise, because the host's name leads nowhere
  tls_failed,       // likewise, because no secure connection could be agreed on or its certificate is not to be trusted
  connection_lost,  // the connection ended before the answer did; the request may have been acted on
  circuit_open,     // not sent: the circuit breaker holds requests back
  bad_response,     // an answer that is not what the API promises
  bad_signature,    // a webhook whose X-Twilio-Signature is missing or wrong
  unmatched,        // a cassette holds no unused interaction for this request
};
std::string_view to_string(ErrorCode code);

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
