#include "simulator/messages.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace understudy::simulator {
namespace {

// Which timeline lists a message of such parties: a bit for each party that is asked for.
constexpr std::size_t by_to = 1;
constexpr std::size_t by_from = 2;
std::size_t timeline_for(const Parties& parties) {
  return (parties.to.empty() ? 0 : by_to) | (parties.from.empty() ? 0 : by_from);
}

// Groups are told apart by a hash (FNV-1a), so one may have the messages of several.
std::uint32_t group_of(std::size_t timeline, const Parties& parties) {
  std::uint64_t hash = 0xcbf29ce484222325;
  const auto add = [&](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  };
  if (timeline & by_to) add(parties.to);
  if (timeline & by_from) add(parties.from);
  return static_cast<std::uint32_t>(hash >> 32 ^ hash);
}

}  // namespace

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
  list(index);
  if (2 * records_.size() > by_sid_.size()) {
    grow();
  } else {
    by_sid_[slot_of(records_.back().sid)] = static_cast<std::uint32_t>(index + 1);
  }
  return index;
}

void Messages::erase(std::size_t index) {
  unlist(index);
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

void Messages::visit_newest_first(const Parties& parties, const ListPosition& newer, const Visit& visit) const {
  const std::size_t timeline = timeline_for(parties);
  const std::uint32_t group = group_of(timeline, parties);
  kept(timeline).visit_below({group, newer.index, newer.at}, [&](const TimelinePlace& place) {
    if (place.group != group) return false;
    const MessageRecord& record = records_[place.index];
    if (timeline & by_to && record.to != parties.to) return true;
    if (timeline & by_from && record.from != parties.from) return true;
    return visit({place.at, place.index});
  });
}

ListPosition Messages::position_in_lists(std::size_t index) const {
  const MessageRecord& record = records_[index];
  return {record.sent.value_or(record.created), static_cast<std::uint32_t>(index)};
}

TimelinePlace Messages::place_of(std::size_t timeline, std::size_t index) const {
  const ListPosition position = position_in_lists(index);
  return {group_of(timeline, {records_[index].to, records_[index].from}), position.index, position.at};
}

const Timeline& Messages::kept(std::size_t timeline) const {
  if (!timelines_[timeline]) {
    std::vector<TimelinePlace> places;
    places.reserve(records_.size());
    for (std::size_t i = 0; i < records_.size(); ++i) {
      if (!records_[i].deleted) places.push_back(place_of(timeline, i));
    }
    timelines_[timeline].emplace(std::move(places));
  }
  return *timelines_[timeline];
}

void Messages::list(std::size_t index) {
  for (std::size_t i = 0; i < timelines_.size(); ++i) {
    if (timelines_[i]) timelines_[i]->insert(place_of(i, index));
  }
}

void Messages::unlist(std::size_t index) {
  for (std::size_t i = 0; i < timelines_.size(); ++i) {
    if (timelines_[i]) timelines_[i]->erase(place_of(i, index));
  }
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
