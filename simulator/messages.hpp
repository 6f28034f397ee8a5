#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/message/status.hpp"
#include "simulator/compact_text.hpp"
#include "simulator/lifecycle.hpp"
#include "simulator/timeline.hpp"

namespace understudy::simulator {

enum class Direction : std::uint8_t { outbound_api, outbound_reply, inbound };
std::string_view to_string(Direction direction);  // "outbound-api" …

// A message as the world keeps it. There may be a million, so it is made to be small.
struct MessageRecord {
  CompactText<35> sid;
  Direction direction = Direction::outbound_api;
  MessageStatus status = MessageStatus::queued;
  CompactText<16> from;  // empty until a messaging service has chosen a sender; see Messages::change
  CompactText<16> to;    // likewise
  CompactText<16> body;
  CompactText<16> service_sid;      // empty: sent without a messaging service
  CompactText<16> status_callback;  // empty: none
  int segments = 0;                 // 0 until the sender is known
  int error_code = 0;
  TimePoint created{};
  TimePoint updated{};
  std::optional<TimePoint> sent;  // see Messages::change
  Duration validity = std::chrono::seconds(36'000);
  Outcome outcome;
  std::uint8_t num_media = 0;  // that it came with; what is there of them is in the world's MediaStore
  bool discard_content = false;
  bool obfuscate_address = false;
  bool deleted = false;
  Latencies latencies;
};

// Where a message is in lists: by the time it was sent or, until then, made; of two at one time the later made first.
struct ListPosition {
  TimePoint at;
  std::uint32_t index = 0;
};

// Whose messages a list has; empty: anybody's.
struct Parties {
  std::string_view to;
  std::string_view from;
};

// All messages of a world, in the order of their creation. Records stay where they are.
class Messages {
 public:
  std::size_t size() const { return records_.size(); }
  MessageRecord& operator[](std::size_t index) { return records_[index]; }
  const MessageRecord& operator[](std::size_t index) const { return records_[index]; }

  std::size_t add(MessageRecord record);
  // It is no longer found; its place stays.
  void erase(std::size_t index);
  std::optional<std::size_t> find(std::string_view sid) const;

  // What lists go by - `sent`, `to` and `from` - changes only in here: `how` is given the record.
  template <class How>
  void change(std::size_t index, How how) {
    unlist(index);
    how(records_[index]);
    list(index);
  }

  // The messages of the parties that come behind `newer` in the list, newest first, until `visit` is false. What that
  // takes is kept up for each of: all, To, From and both, from the first time that somebody asks for it.
  using Visit = std::function<bool(const ListPosition& position)>;
  void visit_newest_first(const Parties& parties, const ListPosition& newer, const Visit& visit) const;
  static constexpr ListPosition newest{TimePoint::max(), std::numeric_limits<std::uint32_t>::max()};
  ListPosition position_in_lists(std::size_t index) const;

 private:
  std::size_t slot_of(std::string_view sid) const;
  void grow();
  TimelinePlace place_of(std::size_t timeline, std::size_t index) const;
  const Timeline& kept(std::size_t timeline) const;
  void list(std::size_t index);
  void unlist(std::size_t index);

  std::deque<MessageRecord> records_;
  // Open addressing, at most half full: an index plus one, or zero. SIDs are random, so their own digits spread well.
  std::vector<std::uint32_t> by_sid_;
  // Of all messages, and by To, by From and by both.
  mutable std::array<std::optional<Timeline>, 4> timelines_;
};

}  // namespace understudy::simulator
