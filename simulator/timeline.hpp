#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/runtime/time.hpp"

namespace understudy::simulator {

// Where a message stands in a list: among its group's by time, and of two at one time the later made is the newer.
struct TimelinePlace {
  std::uint32_t group = 0;
  std::uint32_t index = 0;
  TimePoint at{};
  bool operator==(const TimelinePlace&) const = default;
  bool operator<(const TimelinePlace& other) const {
    if (group != other.group) return group < other.group;
    return at != other.at ? at < other.at : index < other.index;
  }
};

// Places in their order, in blocks of some hundreds: a million of them take little more than their own 16 bytes each,
// and one more costs no more than the moving of a block's rest, at the end not even that.
class Timeline {
 public:
  explicit Timeline(std::vector<TimelinePlace> places);  // in any order

  void insert(const TimelinePlace& place);
  void erase(const TimelinePlace& place);  // one that is there

  // Those below `limit`, from the greatest down, until `visit(place)` is false.
  template <class Visit>
  void visit_below(const TimelinePlace& limit, Visit visit) const {
    std::size_t block = block_of(limit);
    if (block < blocks_.size() && !visit_down(blocks_[block], position_of(limit, block), visit)) return;
    while (block-- > 0) {
      if (!visit_down(blocks_[block], blocks_[block].size(), visit)) return;
    }
  }

 private:
  using Block = std::vector<TimelinePlace>;

  template <class Visit>
  static bool visit_down(const Block& block, std::size_t end, Visit& visit) {
    while (end-- > 0) {
      if (!visit(block[end])) return false;
    }
    return true;
  }
  std::size_t block_of(const TimelinePlace& place) const;
  std::size_t position_of(const TimelinePlace& place, std::size_t block) const;
  void split(std::size_t block);
  bool join_with_next(std::size_t block);

  std::vector<Block> blocks_;  // none is empty
};

}  // namespace understudy::simulator
