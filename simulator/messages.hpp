#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/message/status.hpp"
#include "simulator/lifecycle.hpp"

namespace understudy::simulator {

enum class Direction { outbound_api, outbound_reply, inbound };
std::string_view to_string(Direction direction);  // "outbound-api" …

// A message as the world keeps it.
struct MessageRecord {
  std::string sid;
  Direction direction = Direction::outbound_api;
  std::string from;  // empty until a messaging service has chosen a sender
  std::string to;
  std::string body;
  std::string service_sid;      // empty: sent without a messaging service
  std::string status_callback;  // empty: none
  MessageStatus status = MessageStatus::queued;
  int segments = 0;  // 0 until the sender is known
  int error_code = 0;
  TimePoint created{};
  TimePoint updated{};
  std::optional<TimePoint> sent;
  Duration validity = std::chrono::seconds(36'000);
  Outcome outcome;
  Latencies latencies;
  std::uint8_t num_media = 0;  // that it came with; what is there of them is in the world's MediaStore
  bool discard_content = false;
  bool obfuscate_address = false;
  bool deleted = false;
};

// A message's place in lists: by the time it was sent or, until then, made; of two at one time the later made first.
struct TimelinePlace {
  TimePoint at;
  std::uint32_t index = 0;
  bool operator<(const TimelinePlace& other) const { return at != other.at ? at > other.at : index > other.index; }
};
using TimelineOrder = std::set<TimelinePlace>;

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

  // Sent at that time; what has to be told, because lists are in that order.
  void set_sent(std::size_t index, TimePoint at);
  // Kept up only from the first time that somebody wants a list.
  const TimelineOrder& newest_first() const;
  TimelinePlace place_of(std::size_t index) const;

 private:
  std::size_t slot_of(std::string_view sid) const;
  void grow();

  std::deque<MessageRecord> records_;
  // Open addressing, at most half full: an index plus one, or zero. SIDs are random, so their own digits spread well.
  std::vector<std::uint32_t> by_sid_;
  mutable TimelineOrder timeline_;
  mutable bool timeline_kept_ = false;
};

}  // namespace understudy::simulator
