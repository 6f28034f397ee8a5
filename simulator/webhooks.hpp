#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/http/form.hpp"
#include "core/http/message.hpp"
#include "core/runtime/rng.hpp"
#include "core/webhook/signature.hpp"
#include "simulator/fault.hpp"
#include "simulator/messages.hpp"
#include "simulator/opt_out.hpp"

namespace understudy::simulator {

// A document of TwiML that is asked for: the answer to a text, or a later one in the chain that begins there.
struct Document {
  enum class Kind { first, redirect, action, fallback };
  Kind kind = Kind::first;
  std::size_t text = 0;                      // index of the message that is answered
  int count = 1;                             // documents so far, this one included
  int replies = 0;                           // messages made so far
  bool fell_back = false;                    // nothing else is tried any more
  int failed_code = 0;                       // of a fallback: what went wrong ...
  std::string failed_url = {};               // ... and where
  std::optional<Keyword> opt_out_type = {};  // that the text was, where the service has rules of its own
};
std::string_view to_string(Document::Kind kind);  // "first" …

// A webhook that has not been answered yet: enough to make its request, again if need be.
struct Webhook {
  Operation on = Operation::callback_status;
  std::size_t message = 0;                       // index of the one it is about
  MessageStatus status = MessageStatus::queued;  // that it reports
  int error_code = 0;
  TimePoint at{};  // when it came about
  std::string method = "POST";
  std::string url;                   // as configured
  std::optional<Document> document;  // that is asked for; a status callback asks for none
  Form form;                         // the parameters; what becomes of the message later changes nothing in them
  int attempt = 1;
  std::uint64_t token = 0;  // number of what the app tells webhooks apart by: a duplicate has the same
  Fault::Signature signature = Fault::Signature::right;
  std::vector<std::uint64_t> overtaken;  // ids of webhooks that go right after this one

  Duration spent{0};  // waiting for answers, all attempts together

  // Where redirects and challenges have led this attempt.
  struct Hop {
    int redirects = 0;
    std::string method = {};
    std::string url = {};       // empty: to nowhere yet
    bool bare = false;          // without parameters
    Secret authorization = {};  // for this URL, once it was asked for
  };
  Hop hop;

  const Form& current_form() const {
    static const Form none;
    return hop.bare ? none : form;
  }
  const std::string& current_url() const { return hop.url.empty() ? url : hop.url; }
  const std::string& current_method() const { return hop.url.empty() ? method : hop.method; }
};

// The parameters of a status callback, in the order of real ones.
// https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
Form callback_form(const MessageRecord& message, const Webhook& webhook, std::string_view account_sid,
                   const Switches& switches);

// Where an app finds a medium of a text, and of what type it is.
struct MediaLink {
  std::string url;
  std::string content_type;
};

// The parameters of an inbound message. What is not known, such as the city, is sent empty.
// https://www.twilio.com/docs/messaging/guides/webhook-request
Form inbound_form(const MessageRecord& message, const std::vector<MediaLink>& media, std::string_view account_sid,
                  const Place& from, const Place& to, std::optional<Keyword> opt_out_type);

// The URL that is signed when one is asked for.
std::string signed_url(const std::string& url, const Switches& switches);

// The request with its headers and signature.
Request webhook_request(const Webhook& webhook, std::string token, const Signer& signer, const Switches& switches);

// I-Twilio-Idempotency-Token: a UUID of version 4, the same whenever it is made for one number (Webhook::token).
std::string idempotency_token(const Rng& tokens, std::uint64_t number);
// What a webhook puts into a digest (RFC 7616 §3.4, cnonce).
std::string client_nonce(const Rng& tokens, std::uint64_t number);

}  // namespace understudy::simulator
