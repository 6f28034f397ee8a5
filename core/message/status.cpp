#include "core/message/status.hpp"

#include <algorithm>
#include <array>

namespace understudy {
namespace {

using enum MessageStatus;

constexpr std::array all{accepted, scheduled, queued,    sending,  sent, delivered,          undelivered,
                         failed,   canceled,  receiving, received, read, partially_delivered};

struct Step {
  MessageStatus from;
  MessageStatus to;
  bool operator==(const Step&) const = default;
};

constexpr std::array steps{
    Step{scheduled, accepted},  // at SendAt
    Step{scheduled, queued},    // at SendAt
    Step{scheduled, canceled},  // on request
    Step{accepted, queued},     // sender chosen
    Step{accepted, failed},     // no usable sender, opted out, queue full
    Step{queued, sending},      // taken from the queue
    Step{queued, sent},         // accepted by the carrier
    Step{queued, failed},       // never handed over
    Step{sending, sent},        // accepted by the carrier
    Step{sending, failed},      // never handed over
    Step{sent, delivered},      // positive receipt
    Step{sent, undelivered},    // negative receipt
    Step{delivered, read},      // RCS, WhatsApp
    Step{receiving, received},  // inbound
    Step{receiving, failed},    // inbound, refused by a filter: 30038, 30039
};

}  // namespace

std::string_view to_string(MessageStatus status) {
  switch (status) {
    case accepted: return "accepted";
    case scheduled: return "scheduled";
    case queued: return "queued";
    case sending: return "sending";
    case sent: return "sent";
    case delivered: return "delivered";
    case undelivered: return "undelivered";
    case failed: return "failed";
    case canceled: return "canceled";
    case receiving: return "receiving";
    case received: return "received";
    case read: return "read";
    case partially_delivered: return "partially_delivered";
  }
  return "";  // not a status
}

std::optional<MessageStatus> parse_message_status(std::string_view text) {
  const auto found = std::ranges::find(all, text, to_string);
  if (found == all.end()) return std::nullopt;
  return *found;
}

bool is_final(MessageStatus status) {
  return status == delivered || std::ranges::find(steps, status, &Step::from) == steps.end();
}

bool may_follow(MessageStatus from, MessageStatus to) {
  return std::ranges::find(steps, Step{from, to}) != steps.end();
}

}  // namespace understudy
