#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/http/form.hpp"
#include "core/message/opt_out_keywords.hpp"
#include "core/message/sid.hpp"
#include "core/message/status.hpp"
#include "core/runtime/result.hpp"

namespace understudy {

// A status callback. https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
struct StatusUpdate {
  MessageSid message;
  MessageStatus status;
  std::string to;
  std::string from;
  std::optional<int> error_code;                     // on failed and undelivered
  std::optional<std::string> messaging_service_sid;  // only when the message used one
  std::string idempotency_token;                     // the same on repetitions of one request
  Form parameters;                                   // everything that came, unknown names included
  std::string mark{};                                // of the URL that was called, see mark.hpp; empty without one
  bool stale = false;  // the receiver has heard this status, or a later one, of the message before
};

struct InboundMedia {
  std::string url;
  std::string content_type;
};

// A text from a phone. https://www.twilio.com/docs/messaging/guides/webhook-request
struct InboundMessage {
  MessageSid message;
  std::string from;
  std::string to;
  std::string body;
  std::vector<InboundMedia> media;
  std::string idempotency_token;
  Form parameters;  // everything that came: countries and cities, and names that nobody knows
  // Twilio's word where it has one (with Advanced Opt-Out, whose keywords may be others), else what the text says.
  std::optional<OptOutType> opt_out{};
  std::optional<int> segments{};
  std::optional<std::string> messaging_service_sid{};  // only when the number that received is in one
};

using WebhookEvent = std::variant<StatusUpdate, InboundMessage>;

// Tells a status callback from an inbound message and reads it. Tolerates unknown and missing parameters as Twilio
// demands; without a MessageSid, or with a status nobody knows, it is `invalid_input`.
Result<WebhookEvent> parse_webhook(Form parameters, std::string idempotency_token);

}  // namespace understudy
