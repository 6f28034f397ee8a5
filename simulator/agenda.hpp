#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/runtime/time.hpp"

namespace understudy::simulator {

// What a world has to do later, soonest first; what is due at one time in the order in which it was planned.
class Agenda {
 public:
  enum class Kind : std::uint8_t {
    step,     // a message takes its next status; the subject is its index
    webhook,  // a webhook that was held back goes; the subject is its id
  };
  struct Item {
    TimePoint due;
    std::uint64_t order;
    std::uint32_t subject;
    Kind kind;
  };

  void add(TimePoint due, Kind kind, std::uint64_t subject) {
    heap_.push_back(Item{due, next_order_++, static_cast<std::uint32_t>(subject), kind});
    std::push_heap(heap_.begin(), heap_.end(), Later{});
  }
  std::optional<TimePoint> next_due() const {
    if (heap_.empty()) return std::nullopt;
    return heap_.front().due;
  }
  // The first item that is due by `now`, taken off.
  std::optional<Item> take(TimePoint now) {
    if (heap_.empty() || heap_.front().due > now) return std::nullopt;
    std::pop_heap(heap_.begin(), heap_.end(), Later{});
    const Item item = heap_.back();
    heap_.pop_back();
    return item;
  }

 private:
  struct Later {
    bool operator()(const Item& a, const Item& b) const { return a.due != b.due ? a.due > b.due : a.order > b.order; }
  };

  std::vector<Item> heap_;
  std::uint64_t next_order_ = 0;
};

}  // namespace understudy::simulator
