#include "simulator/replies.hpp"

#include <algorithm>

#include "core/message/segments.hpp"
#include "simulator/xml.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

constexpr std::size_t messages_max = 10;
constexpr std::size_t media_max = 10;
constexpr std::size_t body_units_max = 1600;

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

void read_attributes(const XmlElement& element, ReplyMessage& message, Replies& replies) {
  for (const auto& [name, value] : element.attributes) {
    if (name == "to") {
      message.to = value;
    } else if (name == "from") {
      message.from = value;
    } else if (name == "statusCallback") {
      message.status_callback = value;
    } else {
      replies.complaints.push_back({12200, fmt::format("the attribute {} of <Message> is not carried out", name)});
    }
  }
}

void read_message(const XmlElement& element, Replies& replies) {
  ReplyMessage message;
  read_attributes(element, message, replies);
  for (const XmlElement& part : element.children) {
    if (part.name == "Body") {
      message.body += part.text;
    } else if (part.name == "Media" && message.media.size() < media_max) {
      message.media.push_back(part.text);
    } else {
      replies.complaints.push_back({12200, fmt::format("<{}> in <Message> is not carried out", part.name)});
    }
  }
  if (element.children.empty()) message.body = element.text;
  const bool nothing = is_blank(message.body) && message.media.empty();
  if (nothing || utf16_units(message.body) > body_units_max) {
    replies.complaints.push_back({14103, "Invalid Body"});
  } else if (replies.messages.size() == messages_max) {
    replies.complaints.push_back({14109, "TwiML Reply message limit exceeded"});
  } else {
    replies.messages.push_back(std::move(message));
  }
}

Replies read_twiml(const std::string& text) {
  const auto document = parse_xml(text);
  if (!document) return {{}, {{12100, "Document parse failure: " + document.error().message}}};
  if (document->name != "Response") return {{}, {{12102, "The root element must be Response"}}};
  Replies replies;
  for (const XmlElement& verb : document->children) {
    if (verb.name == "Message") {
      read_message(verb, replies);
    } else if (verb.name == "Redirect") {
      replies.complaints.push_back({12200, "<Redirect> is not carried out"});
      break;  // what follows it is never reached
    } else {
      replies.complaints.push_back({14110, fmt::format("Invalid Verb for SMS Reply: <{}>", verb.name)});
    }
  }
  return replies;
}

}  // namespace

Replies read_replies(const Response& answer) {
  if (answer.body.empty()) return {};
  const std::string_view whole = answer.headers.get("Content-Type");
  std::string_view type = whole.substr(0, whole.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  for (std::string_view xml : {"text/xml", "application/xml", "text/html"}) {
    if (equal_ignoring_case(type, xml)) return read_twiml(answer.body);
  }
  if (!equal_ignoring_case(type, "text/plain")) return {{}, {{12300, "Invalid Content-Type"}}};
  if (is_blank(answer.body)) return {};
  return {{{answer.body}}, {}};
}

}  // namespace understudy::simulator
