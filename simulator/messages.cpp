#include "simulator/messages.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace understudy::simulator {

std::string_view to_string(Direction direction) {
  switch (direction) {
    case Direction::outbound_api: return "outbound-api";
    case Direction::outbound_reply: return "outbound-reply";
    case Direction::inbound: return "inbound";
  }
  return "";  // not a direction
}

std::size_t Messages::add(MessageRecord record) {
  const std::size_t index = records_.size();
  records_.push_back(std::move(record));
  if (timeline_kept_) timeline_.insert(place_of(index));
  if (2 * records_.size() > by_sid_.size()) {
    grow();
  } else {
    by_sid_[slot_of(records_.back().sid)] = static_cast<std::uint32_t>(index + 1);
  }
  return index;
}

void Messages::erase(std::size_t index) {
  if (timeline_kept_) timeline_.erase(place_of(index));
  MessageRecord gone;
  gone.sid = std::move(records_[index].sid);  // others may have been put behind it
  gone.deleted = true;
  records_[index] = std::move(gone);
}

std::optional<std::size_t> Messages::find(std::string_view sid) const {
  if (by_sid_.empty()) return std::nullopt;
  const std::uint32_t found = by_sid_[slot_of(sid)];
  if (found == 0 || records_[found - 1].deleted) return std::nullopt;
  return found - 1;
}

void Messages::set_sent(std::size_t index, TimePoint at) {
  if (timeline_kept_) timeline_.erase(place_of(index));
  records_[index].sent = at;
  if (timeline_kept_) timeline_.insert(place_of(index));
}

const TimelineOrder& Messages::newest_first() const {
  if (!timeline_kept_) {
    for (std::size_t i = 0; i < records_.size(); ++i) {
      if (!records_[i].deleted) timeline_.insert(place_of(i));
    }
    timeline_kept_ = true;
  }
  return timeline_;
}

TimelinePlace Messages::place_of(std::size_t index) const {
  const MessageRecord& record = records_[index];
  return {record.sent.value_or(record.created), static_cast<std::uint32_t>(index)};
}

// Where the SID stands, or would be put.
std::size_t Messages::slot_of(std::string_view sid) const {
  std::uint64_t digits = 0;
  std::memcpy(&digits, sid.data() + (sid.size() > 8 ? sid.size() - 8 : 0), std::min<std::size_t>(sid.size(), 8));
  const std::size_t mask = by_sid_.size() - 1;
  // The product's upper half depends on all digits.
  std::size_t slot = (digits * 0x9e3779b97f4a7c15 >> 32) & mask;
  while (by_sid_[slot] != 0 && records_[by_sid_[slot] - 1].sid != sid) slot = (slot + 1) & mask;
  return slot;
}

void Messages::grow() {
  by_sid_.assign(std::max<std::size_t>(64, 4 * std::bit_ceil(records_.size())), 0);
  for (std::size_t i = 0; i < records_.size(); ++i) {
    by_sid_[slot_of(records_[i].sid)] = static_cast<std::uint32_t>(i + 1);
  }
}

}  // namespace understudy::simulator
