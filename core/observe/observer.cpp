#include "core/observe/observer.hpp"

namespace understudy {

std::string_view to_string(Throttled::Limit limit) {
  switch (limit) {
    case Throttled::Limit::account: return "account";
    case Throttled::Limit::sender: return "sender";
    case Throttled::Limit::daily_cap: return "daily_cap";
    case Throttled::Limit::concurrency: return "concurrency";
    case Throttled::Limit::retry_budget: return "retry_budget";
    case Throttled::Limit::service: return "service";
  }
  return "unknown";
}

}  // namespace understudy
