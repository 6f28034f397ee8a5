#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/http/body_stream.hpp"
#include "simulator/journal_feed.hpp"

namespace understudy::simulator {

// Which events somebody wants.
struct JournalWish {
  std::uint64_t after = 0;               // those with higher numbers
  std::optional<std::string> kind = {};  // nothing: of all kinds
};

// A journal as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html): `id` is an event's
// number, `event` its kind, `data` its line. It reads the journal itself, event by event, so whoever falls behind is
// told of events that the journal has dropped meanwhile: `lost`. When the world was reset, or put back to a snapshot,
// it says `replaced`, and goes on from there. A comment shows now and then that the line still stands.
class JournalStream final : public BodyStream {
 public:
  JournalStream(std::shared_ptr<JournalFeed> feed, JournalWish wish);

  std::string take() override;
  Task<bool> more() override;

  static constexpr Duration silence_max = std::chrono::seconds(15);

 private:
  std::string replacement();
  std::string loss();
  bool behind() const;
  TimePoint now() const { return feed_->executor().now(); }

  const std::shared_ptr<JournalFeed> feed_;
  const JournalFeed::Follower follower_;
  const JournalWish wish_;
  std::uint64_t seen_;
  std::uint64_t safe_;  // those up to it may be told, where events are kept
  std::uint64_t replacements_;
  TimePoint comment_due_;
};

}  // namespace understudy::simulator
