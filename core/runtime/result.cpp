#include "core/runtime/result.hpp"

namespace understudy {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::configuration: return "configuration";
    case ErrorCode::invalid_input: return "invalid_input";
    case ErrorCode::rejected: return "rejected";
    case ErrorCode::unauthorized: return "unauthorized";
    case ErrorCode::not_found: return "not_found";
    case ErrorCode::rate_limited: return "rate_limited";
    case ErrorCode::server: return "server";
    case ErrorCode::timeout: return "timeout";
    case ErrorCode::connection_failed: return "connection_failed";
    case ErrorCode::unknown_host: return "unknown_host";
    case ErrorCode::tls_failed: return "tls_failed";
    case ErrorCode::connection_lost: return "connection_lost";
    case ErrorCode::circuit_open: return "circuit_open";
    case ErrorCode::bad_response: return "bad_response";
    case ErrorCode::bad_signature: return "bad_signature";
    case ErrorCode::unmatched: return "unmatched";
  }
  return "unknown";
}

}  // namespace understudy
