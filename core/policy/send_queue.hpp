#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "core/policy/token_bucket.hpp"
#include "core/runtime/time.hpp"

namespace understudy {

// In messages a second. A long code drains at one segment a second; the account's figure is ours, to stay clear of 429.
struct SendLimits {
  Rate account{.per_second = 10, .burst = 30};
  Rate sender{.per_second = 1, .burst = 1};
  bool operator==(const SendLimits&) const = default;
};

// Says who of those that wait may go now: its sender and the account must have a slot at this very moment, and a place
// in flight must be free. Each sender has a lane, first in, first out; lanes whose sender has a slot take turns, so
// that a sender with a thousand waiting delays another's first message by one turn. What sends nothing shares one more
// lane that needs no slots, only a place.
//
// Slots are taken when one goes, not when it joins: who leaves before that has cost nobody anything.
// Lanes in which nobody waits are forgotten when their sender has all of its slots again.
class SendQueue {
 public:
  // One request's, from enter to leave. None is given out twice, and later ones are greater.
  using Ticket = std::uint64_t;

  SendQueue(SendLimits limits, int places);
  SendQueue(const SendQueue&) = delete;  // lanes are known by where they are
  SendQueue& operator=(const SendQueue&) = delete;

  // Joins the end of the sender's lane, or of the lane for what sends nothing. `now` never goes backwards, here and
  // below.
  [[nodiscard]] Ticket enter(std::optional<std::string_view> sender, TimePoint now);
  // The next that may go now; it is in flight from here on. To be asked until there is nothing.
  [[nodiscard]] std::optional<Ticket> admit_next(TimePoint now);
  // What one that waits lacks now. It may lack more than that, and others may come before it.
  enum class Lack { sender_slot, account_slot, place };
  Lack lack_of(Ticket ticket, TimePoint now) const;
  // When admit_next will have one, if nothing else happens: `now`, or the moment of the first slots. Nothing when only
  // a leave, an enter or more places can help.
  std::optional<TimePoint> next_due(TimePoint now) const;
  // Once for every ticket: its place in flight is free again, or it waits no longer.
  void leave(Ticket ticket);
  // 0 or more. When more are in flight already they stay so, and none is admitted until enough have left.
  void set_places(int places);

  int in_flight() const { return in_flight_; }
  std::size_t waiting() const { return tickets_.size() - static_cast<std::size_t>(in_flight_); }
  // Senders that are remembered: never many more than had to be at one time.
  std::size_t senders() const { return lanes_.size(); }

 private:
  struct Lane;
  struct Position {
    TimePoint from;
    std::uint64_t turn;  // among equals, who joined first
    auto operator<=>(const Position&) const = default;
  };
  using Row = std::map<Position, Lane*>;
  struct Lane {
    std::string_view sender;
    std::optional<TokenBucket> bucket;  // nothing for what sends nothing
    std::set<Ticket> waiting;
    Row* row = nullptr;  // the one of the three that it stands in
    Row::iterator place{};
  };

  Lane& lane_of(std::string_view sender);
  Lane* next_lane(TimePoint now);
  void line_up(Lane& lane, TimePoint now);
  void rest(Lane& lane);
  void call_up(TimePoint now);
  void forget_idle_senders(TimePoint now);
  void stand(Lane& lane, Row& row, TimePoint from);

  SendLimits limits_;
  int places_;
  int in_flight_ = 0;
  Ticket last_ticket_ = 0;
  std::uint64_t last_turn_ = 0;
  TokenBucket account_;
  std::map<std::string, Lane, std::less<>> lanes_;  // of senders
  Lane unpaced_;                                    // of what sends nothing
  std::map<Ticket, Lane*> tickets_;                 // where each waits; nowhere when it is in flight
  Row ready_;                                       // some wait, and the sender has a slot: in the order of turns
  Row later_;                                       // some wait, and the sender has a slot from then on
  Row idle_;                                        // nobody waits, and the sender has all slots from then on
};

}  // namespace understudy
