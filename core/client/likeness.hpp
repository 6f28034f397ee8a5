#pragma once

#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "core/api/message_resource.hpp"
#include "core/client/outgoing_message.hpp"

namespace understudy {

// Whether a message that the service shows may be the one that was sent.
enum class Likeness {
  same,     // all that can be compared is equal: ends, body, media
  other,    // something is not
  unclear,  // what the service shows leaves it open: a content template, shortened links, a body that is not kept, a
            // number that was not written in E.164
};
Likeness compare(const Message& shown, const OutgoingMessage& sent);

// The query of the list of messages that would hold it: narrowed by those of its ends that are shown as they are
// written. Not by DateSent, since a message that waits in a queue has none yet.
Form where_to_look(const OutgoingMessage& sent);

// Looks through the list of messages, newest first and page by page, for one whose answer never came. A value.
class Search {
 public:
  // The service acted between `from` and `to` by its own clock, if it did. Where that clock is not known but guessed,
  // an equal message of another time decides nothing. Messages in `others` belong to other sends.
  struct Window {
    TimePoint from;
    TimePoint to;
    bool guessed;
  };
  Search(const OutgoingMessage& sent, Window window, const std::set<MessageSid>& others)
      : sent_(sent), window_(window), others_(others) {}

  // False when no later page can hold it.
  bool look_at(const std::vector<Message>& page);

  // The oldest of them, should there be several.
  const std::optional<Message>& found() const { return found_; }
  // Messages of which it cannot be told.
  const std::vector<MessageSid>& unclear() const { return unclear_; }

 private:
  void consider(const Message& shown);
  bool is_in_window(const Message& shown) const;

  const OutgoingMessage& sent_;
  Window window_;
  const std::set<MessageSid>& others_;
  std::optional<Message> found_;
  std::vector<MessageSid> unclear_;
};

// SM… or MM… of a create with such a Twilio-Request-Id: its digits are the message's.
std::optional<MessageSid> sid_of_request(std::string_view request_id, bool with_media);

}  // namespace understudy
