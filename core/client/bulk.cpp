#include "core/client/bulk.hpp"

namespace understudy {

void BulkTotals::add(const Result<Receipt>& result) {
  if (result) {
    ++sent;
    return;
  }
  const Error& error = result.error();
  in_doubt += error.in_doubt;
  if (error.code == ErrorCode::cancelled) {
    ++cancelled;
  } else if (error.code == ErrorCode::opted_out) {
    ++opted_out;
  } else if (error.code == ErrorCode::withheld) {
    ++withheld;
  } else if (error.code == ErrorCode::deferred) {
    ++deferred;
  } else {
    switch (category_of(error.code)) {
      case ErrorCategory::rate_limit: ++rate_limited; break;
      case ErrorCategory::configuration:
      case ErrorCategory::authentication:
      case ErrorCategory::message:
      case ErrorCategory::webhook: ++rejected; break;
      case ErrorCategory::network:
      case ErrorCategory::server:
      case ErrorCategory::policy: ++failed; break;
    }
  }
}

int BulkTotals::ended() const {
  return sent + rejected + opted_out + rate_limited + withheld + deferred + failed + cancelled;
}

}  // namespace understudy
