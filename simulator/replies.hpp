#pragma once

#include <string>
#include <vector>

#include "core/http/message.hpp"

namespace understudy::simulator {

// A message that an app answers a text with. What is empty is as usual: back from the number that received to the
// phone.
struct ReplyMessage {
  std::string body;
  std::vector<std::string> media = {};
  std::string to = {};
  std::string from = {};
  std::string status_callback = {};
};

// Something that Twilio's debugger would complain about. https://www.twilio.com/docs/api/errors
struct Complaint {
  int code;
  std::string text;
};

struct Replies {
  std::vector<ReplyMessage> messages = {};
  std::vector<Complaint> complaints = {};
};

// What an app's answer to a text asks for: <Message> in TwiML, or plain text. Other verbs are not carried out yet, and
// complained about. https://www.twilio.com/docs/messaging/twiml
Replies read_replies(const Response& answer);

}  // namespace understudy::simulator
