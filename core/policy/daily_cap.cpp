#include "core/policy/daily_cap.hpp"

#include <cassert>

namespace understudy {
namespace {

tl::unexpected<Error> used_up(std::string_view sender, int cap, TimePoint resets) {
  Error error(ErrorCode::deferred, "the " + std::to_string(cap) + " messages a day of " + std::string(sender) +
                                       " are used up; more may go from " + format_timestamp(resets) + " on");
  error.not_before = resets;
  return tl::unexpected(std::move(error));
}

}  // namespace

Result<Quota> DailyCaps::take(std::string_view sender, TimePoint now) {
  const auto today = std::chrono::floor<std::chrono::days>(now);
  if (day_ < today) {
    taken_.clear();
    day_ = today;
  }
  Quota quota{.day = day_};
  const auto cap = cap_of(sender);
  if (!cap) return quota;
  auto found = taken_.find(sender);
  const int taken = found == taken_.end() ? 0 : found->second;
  if (taken >= *cap) return used_up(sender, *cap, quota.resets());
  if (found == taken_.end()) found = taken_.emplace(sender, 0).first;
  ++found->second;
  quota.remaining = *cap - found->second;
  return quota;
}

void DailyCaps::give_back(std::string_view sender, std::chrono::sys_days day) {
  if (day != day_) return;
  auto found = taken_.find(sender);
  if (found == taken_.end()) return;  // has no cap
  assert(found->second >= 1);
  if (--found->second == 0) taken_.erase(found);
}

std::optional<int> DailyCaps::cap_of(std::string_view sender) const {
  auto own = options_.by_sender.find(sender);
  return own == options_.by_sender.end() ? options_.sender : own->second;
}

}  // namespace understudy
