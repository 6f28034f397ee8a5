#include "core/policy/send_limiter.hpp"

#include <algorithm>
#include <cassert>

namespace understudy {
namespace {

constexpr std::size_t sweep_at_least = 64;

}  // namespace

SendLimiter::SendLimiter(SendLimits limits) : limits_(limits), account_(limits.account), sweep_at_(sweep_at_least) {
  checked(limits.sender);
}

TimePoint SendLimiter::reserve(std::string_view sender, TimePoint now) {
  account_.forget_before(now);
  forget_idle_senders(now);
  TokenBucket& bucket = bucket_of(sender);
  const TimePoint at = account_.reserve(bucket.earliest(now));
  // The sender's slot is taken last: where the account comes later, it is used later, and the next one counts from
  // there.
  [[maybe_unused]] const TimePoint granted = bucket.reserve(at);
  assert(granted == at);
  return at;
}

TokenBucket& SendLimiter::bucket_of(std::string_view sender) {
  auto found = senders_.find(sender);
  if (found == senders_.end()) found = senders_.emplace(sender, TokenBucket(limits_.sender)).first;
  return found->second;
}

// Looks through all of them only when they have doubled, so a reservation pays for two looks on average.
void SendLimiter::forget_idle_senders(TimePoint now) {
  if (senders_.size() < sweep_at_) return;
  std::erase_if(senders_, [now](const auto& entry) { return entry.second.is_full(now); });
  sweep_at_ = std::max(sweep_at_least, 2 * senders_.size());
}

}  // namespace understudy
