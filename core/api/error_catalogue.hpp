#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/runtime/result.hpp"

namespace understudy {

// Whether the same request, made once more, may end better.
enum class Repeat {
  no,       // not without a change
  maybe,    // by chance
  backoff,  // after a while: a limit, a full queue, a carrier in trouble
  yes,      // Twilio asks for it
};
std::string_view to_string(Repeat repeat);

// What one of Twilio's error codes is to us. https://www.twilio.com/docs/api/errors
struct KnownError {
  int code;
  ErrorCode means;
  Repeat repeat;
};
// Those of messaging, its webhooks and Lookup, in order of their codes.
std::span<const KnownError> known_errors();
// Null for a code that is not among them.
const KnownError* find_known_error(int code);

// What a refusal is: as the catalogue says of its code, else by its HTTP status. `provider_code` is 0 when there is
// none.
ErrorCode meaning_of(int provider_code, int http_status);
// Whether to try the same again may help. Says nothing of whether it is safe: what is `in_doubt` may happen twice.
bool retryable(const Error& error);
// Twilio's page on the error; empty when it is none of Twilio's.
std::string more_info(const Error& error);

}  // namespace understudy
