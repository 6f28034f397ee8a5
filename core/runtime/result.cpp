#include "core/runtime/result.hpp"

namespace understudy {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::configuration: return "configuration";
    case ErrorCode::not_configured: return "not_configured";
    case ErrorCode::invalid_input: return "invalid_input";
    case ErrorCode::unauthorized: return "unauthorized";
    case ErrorCode::rejected: return "rejected";
    case ErrorCode::not_found: return "not_found";
    case ErrorCode::invalid_recipient: return "invalid_recipient";
    case ErrorCode::invalid_sender: return "invalid_sender";
    case ErrorCode::invalid_content: return "invalid_content";
    case ErrorCode::too_long: return "too_long";
    case ErrorCode::opted_out: return "opted_out";
    case ErrorCode::unreachable: return "unreachable";
    case ErrorCode::carrier_rejected: return "carrier_rejected";
    case ErrorCode::rate_limited: return "rate_limited";
    case ErrorCode::sender_rate_limited: return "sender_rate_limited";
    case ErrorCode::queue_full: return "queue_full";
    case ErrorCode::webhook_failed: return "webhook_failed";
    case ErrorCode::bad_signature: return "bad_signature";
    case ErrorCode::timeout: return "timeout";
    case ErrorCode::connection_failed: return "connection_failed";
    case ErrorCode::unknown_host: return "unknown_host";
    case ErrorCode::tls_failed: return "tls_failed";
    case ErrorCode::connection_lost: return "connection_lost";
    case ErrorCode::server: return "server";
    case ErrorCode::bad_response: return "bad_response";
    case ErrorCode::circuit_open: return "circuit_open";
    case ErrorCode::withheld: return "withheld";
    case ErrorCode::deferred: return "deferred";
    case ErrorCode::cancelled: return "cancelled";
    case ErrorCode::unmatched: return "unmatched";
  }
  return "unknown";
}

ErrorCategory category_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::configuration:
    case ErrorCode::not_configured:
    case ErrorCode::invalid_input:
    case ErrorCode::unmatched: return ErrorCategory::configuration;
    case ErrorCode::unauthorized: return ErrorCategory::authentication;
    case ErrorCode::rejected:
    case ErrorCode::not_found:
    case ErrorCode::invalid_recipient:
    case ErrorCode::invalid_sender:
    case ErrorCode::invalid_content:
    case ErrorCode::too_long:
    case ErrorCode::opted_out:
    case ErrorCode::unreachable:
    case ErrorCode::carrier_rejected: return ErrorCategory::message;
    case ErrorCode::rate_limited:
    case ErrorCode::sender_rate_limited:
    case ErrorCode::queue_full: return ErrorCategory::rate_limit;
    case ErrorCode::webhook_failed:
    case ErrorCode::bad_signature: return ErrorCategory::webhook;
    case ErrorCode::timeout:
    case ErrorCode::connection_failed:
    case ErrorCode::unknown_host:
    case ErrorCode::tls_failed:
    case ErrorCode::connection_lost: return ErrorCategory::network;
    case ErrorCode::server:
    case ErrorCode::bad_response: return ErrorCategory::server;
    case ErrorCode::circuit_open:
    case ErrorCode::withheld:
    case ErrorCode::deferred:
    case ErrorCode::cancelled: return ErrorCategory::policy;
  }
  return ErrorCategory::configuration;
}

std::string_view to_string(ErrorCategory category) {
  switch (category) {
    case ErrorCategory::configuration: return "configuration";
    case ErrorCategory::authentication: return "authentication";
    case ErrorCategory::message: return "message";
    case ErrorCategory::rate_limit: return "rate_limit";
    case ErrorCategory::webhook: return "webhook";
    case ErrorCategory::network: return "network";
    case ErrorCategory::server: return "server";
    case ErrorCategory::policy: return "policy";
  }
  return "unknown";
}

}  // namespace understudy
