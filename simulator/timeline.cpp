#include "simulator/timeline.hpp"

#include <cassert>
#include <iterator>

namespace understudy::simulator {
namespace {

constexpr std::size_t block_max = 256;

}  // namespace

Timeline::Timeline(std::vector<TimelinePlace> places) {
  std::sort(places.begin(), places.end());
  for (auto begin = places.cbegin(); begin != places.cend();) {
    const auto end = begin + std::min<std::ptrdiff_t>(block_max, places.cend() - begin);
    blocks_.emplace_back(begin, end);
    begin = end;
  }
}

void Timeline::insert(const TimelinePlace& place) {
  std::size_t block = block_of(place);
  if (block == blocks_.size()) {  // behind all others, where most come
    if (blocks_.empty() || blocks_.back().size() == block_max) blocks_.emplace_back().reserve(block_max);
    blocks_.back().push_back(place);
    return;
  }
  if (blocks_[block].size() == block_max) {
    split(block);
    if (blocks_[block].back() < place) ++block;
  }
  blocks_[block].insert(blocks_[block].begin() + static_cast<std::ptrdiff_t>(position_of(place, block)), place);
}

void Timeline::erase(const TimelinePlace& place) {
  const std::size_t block = block_of(place);
  assert(block < blocks_.size());
  const std::size_t position = position_of(place, block);
  assert(blocks_[block][position] == place);
  blocks_[block].erase(blocks_[block].begin() + static_cast<std::ptrdiff_t>(position));
  if (blocks_[block].empty()) {
    blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(block));
  } else if (!join_with_next(block) && block > 0) {
    join_with_next(block - 1);
  }
}

// The first block that reaches as far as `place`.
std::size_t Timeline::block_of(const TimelinePlace& place) const {
  const auto found = std::lower_bound(blocks_.begin(), blocks_.end(), place,
                                      [](const Block& block, const TimelinePlace& p) { return block.back() < p; });
  return static_cast<std::size_t>(found - blocks_.begin());
}

std::size_t Timeline::position_of(const TimelinePlace& place, std::size_t block) const {
  const Block& places = blocks_[block];
  return static_cast<std::size_t>(std::lower_bound(places.begin(), places.end(), place) - places.begin());
}

void Timeline::split(std::size_t block) {
  Block upper;
  upper.reserve(block_max);
  const auto middle = blocks_[block].begin() + block_max / 2;
  upper.assign(middle, blocks_[block].end());
  blocks_[block].erase(middle, blocks_[block].end());
  blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(block) + 1, std::move(upper));
}

// Where two have shrunk to what one can hold, so that blocks are at least half full in the mean.
bool Timeline::join_with_next(std::size_t block) {
  if (block + 1 >= blocks_.size() || blocks_[block].size() + blocks_[block + 1].size() > block_max) return false;
  const Block& next = blocks_[block + 1];
  blocks_[block].insert(blocks_[block].end(), next.begin(), next.end());
  blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(block) + 1);
  return true;
}

}  // namespace understudy::simulator
