#include "simulator/sender_queues.hpp"

#include <algorithm>

#include "core/message/phone_number.hpp"

namespace understudy::simulator {
namespace {

constexpr std::string_view toll_free_codes[] = {"+1800", "+1833", "+1844", "+1855", "+1866", "+1877", "+1888"};

// Rounded up, so that no second ever has more than its share.
Duration time_for(int segments, int per_second) {
  constexpr std::int64_t second = std::chrono::duration_cast<Duration>(std::chrono::seconds(1)).count();
  return Duration((second * segments + per_second - 1) / per_second);
}

}  // namespace

SenderKind kind_of_sender(std::string_view sender) {
  if (is_short_code(sender)) return SenderKind::short_code;
  if (!sender.starts_with('+')) return SenderKind::alphanumeric;
  const bool toll_free =
      std::ranges::any_of(toll_free_codes, [&](std::string_view code) { return sender.starts_with(code); });
  return toll_free ? SenderKind::toll_free : SenderKind::long_code;
}

std::optional<TimePoint> SenderQueues::turn(std::string_view sender, int segments, TimePoint now) const {
  const auto found = free_at_.find(sender);
  const TimePoint turn = found == free_at_.end() ? now : std::max(now, found->second);
  if (turn + time_for(segments, rate_of(sender)) - now > rates_.queue_span) return std::nullopt;
  return turn;
}

void SenderQueues::join(std::string_view sender, int segments, TimePoint turn) {
  const TimePoint free = turn + time_for(segments, rate_of(sender));
  const auto found = free_at_.find(sender);
  if (found == free_at_.end()) {
    free_at_.emplace(sender, free);
  } else {
    found->second = free;
  }
}

int SenderQueues::rate_of(std::string_view sender) const {
  const auto own = own_rates_.empty() ? own_rates_.end() : own_rates_.find(sender);
  if (own != own_rates_.end()) return own->second;
  switch (kind_of_sender(sender)) {
    case SenderKind::long_code: return rates_.long_code;
    case SenderKind::toll_free: return rates_.toll_free;
    case SenderKind::short_code: return rates_.short_code;
    case SenderKind::alphanumeric: return rates_.alphanumeric;
  }
  return 1;  // not a kind
}

}  // namespace understudy::simulator
