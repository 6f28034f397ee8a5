#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/runtime/time.hpp"

namespace understudy {

class JsonWriter;

// What happened, in order: one event a line of JSON, `{"seq":1,"at":"2026-01-01T09:00:00.000000Z","kind":…}` and then
// the members of its kind in the order they were written. The SHA-256 over all lines, dropped ones included, is the
// digest of a run: equal digests, equal runs.
class Journal {
 public:
  // Its texts are there as long as the journal keeps it.
  struct Event {
    std::uint64_t seq;
    TimePoint at;
    std::string_view kind;
    std::string_view line;  // without the newline
  };

  // Keeps the newest `capacity` events; older ones are dropped and counted.
  explicit Journal(std::size_t capacity = 100'000);
  // A copy goes on from the same event; it has no listener.
  Journal(const Journal& other);
  Journal(Journal&&) noexcept;
  Journal& operator=(Journal&&) noexcept;
  ~Journal();

  // `members` adds what belongs to the kind to the open object.
  void append(TimePoint at, std::string_view kind, const std::function<void(JsonWriter&)>& members);

  // Is told of each event right after it was written; for a log. Must not write to the journal itself.
  using Listener = std::function<void(const Event&)>;
  void set_listener(Listener listener) { listener_ = std::move(listener); }

  const std::deque<Event>& events() const { return events_; }
  std::uint64_t size() const { return next_seq_ - 1; }  // dropped ones included
  std::uint64_t dropped() const { return next_seq_ - 1 - events_.size(); }
  // "sha256:" and 64 hex digits.
  std::string digest() const;

 private:
  class Hash;
  class Pages;
  std::size_t capacity_;
  std::deque<Event> events_;
  std::uint64_t next_seq_ = 1;
  std::string draft_;  // written here first, since only then its length is known
  TimePoint newest_at_{};
  std::string newest_at_text_ = format_timestamp(newest_at_);  // many events share a time
  std::unique_ptr<Pages> pages_;                               // that hold the lines
  std::unique_ptr<Hash> hash_;
  Listener listener_;
};

// Where two journals part: the first pair of events that differ, as a message for people; nothing when they are equal.
std::optional<std::string> first_difference(const Journal& expected, const Journal& actual);

}  // namespace understudy
