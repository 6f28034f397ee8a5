#pragma once

#include <optional>
#include <string_view>

namespace understudy {

// Where a message stands, in the words of the Messages resource.
enum class MessageStatus {
  accepted,             // taken by a messaging service that has yet to choose a sender
  scheduled,            // waits for its SendAt
  queued,               // waits its turn at the sender's rate
  sending,              // on its way to the carrier
  sent,                 // the carrier has it; may be the last word where receipts do not exist
  delivered,            // a receipt says it arrived
  undelivered,          // the carrier or the handset refused it
  failed,               // never left the provider
  canceled,             // called back before its SendAt
  receiving,            // inbound, being taken in
  received,             // inbound, done
  read,                 // opened; RCS and WhatsApp only
  partially_delivered,  // deprecated: parsed, never entered
};

std::string_view to_string(MessageStatus status);
std::optional<MessageStatus> parse_message_status(std::string_view text);

// Whether a message stops here. A delivered one does, though `read` may still follow on RCS and WhatsApp; one that is
// `sent` does not, though it may stay there for good.
bool is_final(MessageStatus status);

// Whether a message goes from one status to the other in a single step. Callbacks arrive out of order and may be lost,
// so what an observer sees can skip or repeat steps.
bool may_follow(MessageStatus from, MessageStatus to);

}  // namespace understudy
