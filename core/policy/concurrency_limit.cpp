#include "core/policy/concurrency_limit.hpp"

#include <algorithm>
#include <cassert>

namespace understudy {

ConcurrencyLimit::ConcurrencyLimit(ConcurrencyOptions options) : options_(options), places_(options.most) {
  assert(options.most >= 1);
}

void ConcurrencyLimit::accepted(Begun request) {
  if (request.cuts_ != cuts_ || places_ == options_.most) return;
  if (++accepted_ < places_) return;
  ++places_;
  accepted_ = 0;
}

void ConcurrencyLimit::refused(Begun request) {
  if (request.cuts_ != cuts_) return;
  places_ = std::max(1, places_ / 2);
  accepted_ = 0;
  ++cuts_;
}

}  // namespace understudy
