#pragma once

#include <string>

#include "core/observe/secret.hpp"
#include "core/policy/circuit_breaker.hpp"
#include "core/policy/retry.hpp"
#include "core/policy/send_limiter.hpp"
#include "core/runtime/result.hpp"

namespace understudy {

// Who asks, and which account is spoken for. The user name is the account SID itself with its auth token, or an API key
// ("SK…") with its secret.
struct Credentials {
  std::string account_sid;
  std::string user_name;
  Secret password;
};

// All a Client needs to know; the defaults are fit for production.
struct Config {
  Credentials credentials;
  std::string base_url = "https://api.twilio.com";
  RetryTable retry;
  SendLimits limits;
  BreakerOptions breaker;
  // For one request, from when it is handed to the transport until its whole answer is there.
  Duration timeout = std::chrono::seconds(15);
  // Where the jitter of retries comes from; equal seeds, equal waits.
  std::uint64_t seed = 0;

  // Reads TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN, or with TWILIO_API_KEY and TWILIO_API_SECRET (which win when both
  // are there), and TWILIO_BASE_URL. `configuration` names each variable that is missing or malformed, never its value.
  // The seed is taken from the system's random numbers.
  static Result<Config> from_environment();

  // Why a client cannot work with this (`configuration`), if it cannot. A client asks by itself and answers every call
  // with it.
  std::optional<Error> check() const;
};

}  // namespace understudy
