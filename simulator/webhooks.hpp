#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/http/form.hpp"
#include "core/http/message.hpp"
#include "core/runtime/rng.hpp"
#include "core/webhook/signature.hpp"
#include "simulator/messages.hpp"

namespace understudy::simulator {

// A webhook that has not been answered yet: enough to make its request, again if need be.
struct Webhook {
  Operation on = Operation::callback_status;
  std::size_t message = 0;                       // its index
  MessageStatus status = MessageStatus::queued;  // that it reports
  int error_code = 0;
  TimePoint at{};  // when it came about
  int attempt = 1;
};

// Where a webhook goes, and how.
struct Destination {
  std::string_view method;
  std::string_view url;
};

// The parameters of a status callback, in the order of real ones.
// https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
Form callback_form(const MessageRecord& message, const Webhook& webhook, std::string_view account_sid);

// The parameters of an inbound message. What is not known, such as the city, is sent empty.
// https://www.twilio.com/docs/messaging/guides/webhook-request
Form inbound_form(const MessageRecord& message, std::string_view account_sid, std::string_view service_sid);

// The request with its headers and signature. The fragment of the URL is neither sent nor signed.
Request webhook_request(const Destination& destination, const Form& form, std::string token, const Signer& signer);

// I-Twilio-Idempotency-Token: a UUID of version 4, the same whenever it is made for one webhook.
std::string idempotency_token(const Rng& tokens, std::uint64_t webhook_id);

}  // namespace understudy::simulator
