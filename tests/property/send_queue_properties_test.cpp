#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/policy/send_queue.hpp"
#include "core/policy/token_bucket.hpp"
#include "tests/support/rates.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

namespace understudy {
namespace {

using namespace std::chrono_literals;
using test::any_rate;
using test::any_steps;
using test::require_rate;
using test::running_times;
using Ticket = SendQueue::Ticket;
using Sender = std::optional<std::string>;  // nobody: a request that sends nothing

constexpr TimePoint start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + 9h;

template <class T>
T one_of(const std::set<T>& choices) {
  return *std::next(choices.begin(), *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(choices)));
}

// A queue, and beside it what it should know in the plainest form. Whatever happens to the one is held against the
// other.
class WatchedQueue {
 public:
  WatchedQueue(SendLimits limits, int places)
      : limits_(limits), places_(places), queue_(limits, places), account_(limits.account) {}

  void wait(Duration duration) { now_ += duration; }

  void enter(const Sender& sender) {
    Lane& lane = lanes_.try_emplace(sender, limits_.sender).first->second;
    const Ticket ticket = queue_.enter(sender, now_);
    RC_ASSERT(ticket > newest_);
    newest_ = ticket;
    lane.waiting.insert(ticket);
    waiting_[ticket] = sender;
    require_no_more_senders_than_needed();
  }

  void withdraw_one() {
    if (waiting_.empty()) return;
    auto chosen = std::next(waiting_.begin(), *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(waiting_)));
    Lane& lane = lanes_.at(chosen->second);
    lane.waiting.erase(chosen->first);
    if (lane.waiting.empty()) lane.passed_by.clear();
    queue_.leave(chosen->first);
    waiting_.erase(chosen);
  }

  void end_one() {
    if (in_flight_.empty()) return;
    const Ticket ticket = one_of(in_flight_);
    in_flight_.erase(ticket);
    queue_.leave(ticket);
  }

  void set_places(int places) {
    places_ = places;
    queue_.set_places(places);
  }

  // Whether somebody was admitted. Somebody must be exactly when somebody may.
  bool admit_next() {
    const auto may = who_may_go();
    const auto due = queue_.next_due(now_);
    RC_ASSERT(due == first_that_may_go());
    const auto ticket = queue_.admit_next(now_);
    RC_ASSERT(ticket.has_value() == !may.empty());
    RC_ASSERT(ticket.has_value() == (due == now_));
    if (ticket) note_admitted(*ticket, may);
    RC_ASSERT(queue_.in_flight() == static_cast<int>(in_flight_.size()));
    RC_ASSERT(queue_.waiting() == waiting_.size());
    return ticket.has_value();
  }

  // Nobody may go before the time that the queue tells, and somebody at that time.
  void wait_until_due() {
    const auto due = queue_.next_due(now_);
    if (!due || *due == now_) return;
    now_ = std::max(now_, *due - 1us);
    RC_ASSERT(!admit_next());
    now_ = *due;
    RC_ASSERT(admit_next());
  }

  void require_rates() const {
    require_rate(admitted_, limits_.account);
    for (const auto& [sender, lane] : lanes_) {
      if (sender) require_rate(lane.admitted, limits_.sender);
    }
  }

 private:
  struct Lane {
    explicit Lane(Rate rate) : bucket(rate) {}
    TokenBucket bucket;
    std::set<Ticket> waiting;
    std::vector<TimePoint> admitted;
    std::map<Sender, int> passed_by;  // others that went while this one might have, since it last went or was empty
  };

  std::optional<TimePoint> may_go_at(const Sender& sender, const Lane& lane) const {
    if (static_cast<int>(in_flight_.size()) >= places_ || lane.waiting.empty()) return std::nullopt;
    return sender ? std::max(account_.earliest(now_), lane.bucket.earliest(now_)) : now_;
  }

  std::set<Sender> who_may_go() const {
    std::set<Sender> may;
    for (const auto& [sender, lane] : lanes_) {
      if (may_go_at(sender, lane) == now_) may.insert(sender);
    }
    return may;
  }

  std::optional<TimePoint> first_that_may_go() const {
    std::optional<TimePoint> first;
    for (const auto& [sender, lane] : lanes_) {
      const auto at = may_go_at(sender, lane);
      if (at && (!first || *at < *first)) first = at;
    }
    return first;
  }

  void note_admitted(Ticket ticket, const std::set<Sender>& may) {
    const Sender sender = waiting_.at(ticket);
    Lane& lane = lanes_.at(sender);
    RC_ASSERT(may.contains(sender));
    RC_ASSERT(ticket == *lane.waiting.begin());
    for (const Sender& other : may) {
      if (other != sender) RC_ASSERT(++lanes_.at(other).passed_by[sender] <= 1);
    }
    lane.passed_by.clear();
    lane.waiting.erase(ticket);
    lane.admitted.push_back(now_);
    waiting_.erase(ticket);
    in_flight_.insert(ticket);
    if (!sender) return;
    admitted_.push_back(now_);
    RC_ASSERT(account_.reserve(now_) == now_);
    RC_ASSERT(lane.bucket.reserve(now_) == now_);
  }

  void require_no_more_senders_than_needed() {
    std::size_t needed = 0;
    for (const auto& [sender, lane] : lanes_) {
      if (sender && (!lane.waiting.empty() || lane.bucket.full_from() > now_)) ++needed;
    }
    most_needed_ = std::max(most_needed_, needed);
    RC_ASSERT(queue_.senders() >= needed);
    RC_ASSERT(queue_.senders() <= most_needed_ + 1);
  }

  SendLimits limits_;
  int places_;
  SendQueue queue_;
  TimePoint now_ = start;
  TokenBucket account_;
  std::map<Sender, Lane> lanes_;
  std::map<Ticket, Sender> waiting_;
  std::set<Ticket> in_flight_;
  std::vector<TimePoint> admitted_;
  Ticket newest_ = 0;
  std::size_t most_needed_ = 0;
};

TEST_CASE("a send queue keeps its limits, wastes nothing and is fair") {
  rc::prop("whoever joins, leaves and ends, whenever", [] {
    const SendLimits limits{.account = any_rate(), .sender = any_rate()};
    WatchedQueue queue(limits, *rc::gen::inRange(0, 6));
    const auto waits = any_steps(*rc::gen::element(limits.account, limits.sender));
    for (Duration wait : waits) {
      queue.wait(wait);
      const int joining = *rc::gen::inRange(0, 4);
      for (int i = 0; i < joining; ++i) {
        queue.enter(*rc::gen::element<Sender>("a", "b", "c", "d", "e", std::nullopt));
      }
      switch (*rc::gen::inRange(0, 8)) {
        case 0: queue.withdraw_one(); break;
        case 1: queue.set_places(*rc::gen::inRange(0, 6)); break;
        case 2: queue.wait_until_due(); break;
        case 3: (void)queue.admit_next(); break;
        case 4: continue;  // nobody looks for a while
        default:
          while (queue.admit_next()) {
          }
      }
      if (*rc::gen::arbitrary<bool>()) queue.end_one();
    }
    queue.require_rates();
  });

  rc::prop("with one sender, each goes when the later of two buckets has a slot", [] {
    const SendLimits limits{.account = any_rate(), .sender = any_rate()};
    TokenBucket account(limits.account);
    TokenBucket sender(limits.sender);
    SendQueue queue(limits, 1'000'000);
    std::vector<TimePoint> foretold;
    std::vector<TimePoint> gone;
    TimePoint now = start;
    const auto run_until = [&](TimePoint end) {
      for (auto due = queue.next_due(now); due && *due <= end; due = queue.next_due(now)) {
        now = *due;
        RC_ASSERT(queue.admit_next(now).has_value());
        gone.push_back(now);
      }
    };
    for (TimePoint joins : running_times(start, any_steps(*rc::gen::element(limits.account, limits.sender)))) {
      run_until(joins);
      now = joins;
      foretold.push_back(account.reserve(sender.earliest(now)));
      RC_ASSERT(sender.reserve(foretold.back()) == foretold.back());
      (void)queue.enter("a", now);
    }
    run_until(TimePoint::max());
    RC_ASSERT(gone == foretold);
  });
}

}  // namespace
}  // namespace understudy
