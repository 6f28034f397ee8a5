#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <vector>

#include "core/http/message.hpp"
#include "core/runtime/result.hpp"

namespace understudy {

enum class TwimlMethod { post, get };

// A message that a text is answered with. What is empty is as usual: back from the number that received to the phone,
// and nothing is told or asked any more. URLs may be relative to that of the webhook.
// https://www.twilio.com/docs/messaging/twiml/message
struct TwimlMessage {
  std::vector<std::string> bodies{};  // sent as one text; 1,600 UTF-16 code units at most
  std::vector<std::string> media{};   // URLs, 10 at most
  std::string to{};
  std::string from{};
  std::string action{};                    // is asked, with the message's SID and status, for the document that goes on
  TwimlMethod method = TwimlMethod::post;  // for `action`
  std::string status_callback{};
  bool operator==(const TwimlMessage&) const = default;
};

// What a text is answered with, verb by verb; an empty one asks for nothing. What Twilio would drop or could not read
// is refused when it is added, and the document stays as it was: `invalid_content`, or `too_long`.
// https://www.twilio.com/docs/messaging/twiml
class Twiml {
 public:
  // At most 10, and none behind one with an action or a redirect, which is never reached.
  [[nodiscard]] Result<void> message(const TwimlMessage& message);
  [[nodiscard]] Result<void> message(const std::convertible_to<std::string_view> auto& text) {
    return message(TwimlMessage{.bodies = {std::string(std::string_view(text))}});
  }
  // The rest of the document is at that URL, absolute or relative. https://www.twilio.com/docs/messaging/twiml/redirect
  [[nodiscard]] Result<void> redirect(const std::string& url, TwimlMethod method = TwimlMethod::post);

  std::string xml() const;
  Response response() const { return Response(200, "text/xml", xml()); }

 private:
  Result<void> add(const std::string& verb);

  std::string verbs_;
  int messages_ = 0;
  bool left_ = false;  // the document goes on elsewhere
};

}  // namespace understudy
