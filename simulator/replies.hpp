#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/http/message.hpp"

namespace understudy::simulator {

// A message that an app answers a text with. What is empty is as usual: back from the number that received to the
// phone, and nothing is told or asked of the app any more.
struct ReplyMessage {
  std::string body;
  std::vector<std::string> media = {};
  std::string to = {};
  std::string from = {};
  std::string status_callback = {};
  std::string action = {};  // the document that goes on once the message was made
  std::string method = "POST";
};

// Where the rest of the answer is.
struct Redirection {
  std::string url;
  std::string method = "POST";
};

// Something that Twilio's debugger would complain about. https://www.twilio.com/docs/api/errors
struct Complaint {
  int code;
  std::string text;
};

// What an app's answer to a text asks for, in the order of the document. URLs are as written, so perhaps relative.
struct Replies {
  std::vector<ReplyMessage> messages = {};
  std::optional<Redirection> redirection = {};  // the last, since what follows one is never reached
  std::vector<Complaint> complaints = {};       // about what is left out, or done otherwise than was asked
  std::optional<Complaint> failure = {};        // the answer cannot be carried out at all
};

// <Message> and <Redirect> in TwiML, or plain text. https://www.twilio.com/docs/messaging/twiml
Replies read_replies(const Response& answer);

}  // namespace understudy::simulator
