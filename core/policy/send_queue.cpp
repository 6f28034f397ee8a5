#include "core/policy/send_queue.hpp"

#include <algorithm>
#include <cassert>

namespace understudy {

SendQueue::SendQueue(SendLimits limits, int places) : limits_(limits), places_(places), account_(limits.account) {
  checked(limits.sender);
  assert(places >= 0);
  rest(unpaced_);
}

SendQueue::Ticket SendQueue::enter(std::optional<std::string_view> sender, TimePoint now) {
  call_up(now);
  Lane& lane = sender ? lane_of(*sender) : unpaced_;
  const Ticket ticket = ++last_ticket_;
  tickets_.emplace_hint(tickets_.end(), ticket, &lane);
  lane.waiting.insert(lane.waiting.end(), ticket);
  if (lane.waiting.size() == 1) line_up(lane, now);
  forget_idle_senders(now);
  return ticket;
}

std::optional<SendQueue::Ticket> SendQueue::admit_next(TimePoint now) {
  call_up(now);
  Lane* lane = next_lane(now);
  if (!lane) return std::nullopt;
  if (lane->bucket) {
    [[maybe_unused]] const TimePoint account = account_.reserve(now);
    [[maybe_unused]] const TimePoint sender = lane->bucket->reserve(now);
    assert(account == now && sender == now);
  }
  const Ticket ticket = *lane->waiting.begin();
  lane->waiting.erase(lane->waiting.begin());
  line_up(*lane, now);
  tickets_.find(ticket)->second = nullptr;
  ++in_flight_;
  return ticket;
}

SendQueue::Lack SendQueue::lack_of(Ticket ticket, TimePoint now) const {
  const Lane* lane = tickets_.find(ticket)->second;
  assert(lane);
  if (in_flight_ >= places_ || !lane->bucket) return Lack::place;
  const bool first = *lane->waiting.begin() == ticket;
  return !first || lane->bucket->earliest(now) > now ? Lack::sender_slot : Lack::account_slot;
}

std::optional<TimePoint> SendQueue::next_due(TimePoint now) const {
  if (in_flight_ >= places_) return std::nullopt;
  if (!unpaced_.waiting.empty()) return now;
  if (!ready_.empty()) return account_.earliest(now);
  if (!later_.empty()) return account_.earliest(std::max(now, later_.begin()->first.from));
  return std::nullopt;
}

void SendQueue::leave(Ticket ticket) {
  auto found = tickets_.find(ticket);
  assert(found != tickets_.end());
  if (Lane* lane = found->second) {
    lane->waiting.erase(ticket);
    if (lane->waiting.empty()) rest(*lane);
  } else {
    --in_flight_;
  }
  tickets_.erase(found);
}

void SendQueue::set_places(int places) {
  assert(places >= 0);
  places_ = places;
}

SendQueue::Lane& SendQueue::lane_of(std::string_view sender) {
  auto found = lanes_.find(sender);
  if (found != lanes_.end()) return found->second;
  auto& [name, lane] = *lanes_.emplace(sender, Lane{}).first;
  lane.sender = name;
  lane.bucket.emplace(limits_.sender);
  return lane;
}

SendQueue::Lane* SendQueue::next_lane(TimePoint now) {
  if (in_flight_ >= places_ || ready_.empty()) return nullptr;
  Lane* first = ready_.begin()->second;
  if (!first->bucket || account_.earliest(now) == now) return first;
  // No sender may go while the account has no slot, but that is nothing to what sends nothing.
  return unpaced_.waiting.empty() ? nullptr : &unpaced_;
}

// To the end of the row in which it belongs now.
void SendQueue::line_up(Lane& lane, TimePoint now) {
  if (lane.waiting.empty()) return rest(lane);
  const TimePoint due = lane.bucket ? lane.bucket->earliest(now) : now;
  if (due > now) return stand(lane, later_, due);
  stand(lane, ready_, TimePoint::min());
}

void SendQueue::rest(Lane& lane) { stand(lane, idle_, lane.bucket ? lane.bucket->full_from() : TimePoint::max()); }

void SendQueue::call_up(TimePoint now) {
  while (!later_.empty() && later_.begin()->first.from <= now) {
    stand(*later_.begin()->second, ready_, TimePoint::min());
  }
}

// Two at a time, where one at most comes: no call has to forget a million.
void SendQueue::forget_idle_senders(TimePoint now) {
  for (int i = 0; i < 2 && !idle_.empty() && idle_.begin()->first.from <= now; ++i) {
    lanes_.erase(lanes_.find(idle_.begin()->second->sender));
    idle_.erase(idle_.begin());
  }
}

void SendQueue::stand(Lane& lane, Row& row, TimePoint from) {
  const Position position{from, ++last_turn_};
  if (lane.row) {
    auto node = lane.row->extract(lane.place);  // moved, so that nothing is allocated
    node.key() = position;
    lane.place = row.insert(row.end(), std::move(node));
  } else {
    lane.place = row.emplace(position, &lane).first;
  }
  lane.row = &row;
}

}  // namespace understudy
