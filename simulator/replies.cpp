#include "simulator/replies.hpp"

#include <algorithm>

#include "core/message/segments.hpp"
#include "simulator/xml.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

constexpr std::size_t media_max = 10;
constexpr std::size_t body_units_max = 1600;
// "TwiML response body too large"
constexpr std::size_t document_bytes_max = 64 * 1024;

// The verbs of TwiML for calls, which a text cannot be answered with.
constexpr std::string_view voice_verbs[] = {"Connect", "Dial", "Echo",  "Enqueue", "Gather", "Hangup", "Leave",
                                            "Pause",   "Pay",  "Play",  "Queue",   "Record", "Refer",  "Reject",
                                            "Say",     "Sms",  "Start", "Stop",    "Prompt"};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view spaces = " \t\r\n";
  const auto first = text.find_first_not_of(spaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

bool is_blank(std::string_view text) { return trimmed(text).empty(); }

// Reads verbs one by one into the replies.
class Script {
 public:
  Replies read(const XmlElement& document) {
    if (!is_blank(document.text)) warn("text in <Response> that stands in no verb is not carried out");
    for (const XmlElement& verb : document.children) {
      if (verb.name == "Message") {
        read_message(verb);
      } else if (verb.name == "Redirect") {
        read_redirection(verb);
        break;  // what follows it is never reached
      } else if (std::ranges::find(voice_verbs, verb.name) != std::end(voice_verbs)) {
        complain(14110, fmt::format("Invalid Verb for SMS Reply: <{}>", verb.name));
      } else {
        warn(fmt::format("there is no verb <{}>; names are case-sensitive", verb.name));
      }
    }
    return std::move(replies_);
  }

 private:
  void complain(int code, std::string text) { replies_.complaints.push_back({code, std::move(text)}); }
  void warn(std::string_view text) { complain(12200, fmt::format("Schema validation warning: {}", text)); }

  // Keeps what was there when it is no method.
  void read_method(std::string& method, const std::string& value) {
    if (value == "GET" || value == "POST") {
      method = value;
    } else {
      complain(14104, fmt::format("Invalid Method attribute: wants GET or POST, got \"{}\"", value));
    }
  }

  void read_attributes(const XmlElement& element, ReplyMessage& message) {
    for (const auto& [name, value] : element.attributes) {
      if (name == "to") {
        message.to = value;
      } else if (name == "from") {
        message.from = value;
      } else if (name == "statusCallback") {
        message.status_callback = trimmed(value);
      } else if (name == "action") {
        message.action = trimmed(value);
      } else if (name == "method") {
        read_method(message.method, value);
      } else {
        warn(fmt::format("<Message> has no attribute {}", name));
      }
    }
  }

  void read_message(const XmlElement& element) {
    ReplyMessage message;
    read_attributes(element, message);
    bool has_body = false;
    for (const XmlElement& part : element.children) {
      if (part.name == "Body") {
        message.body += part.text;
        has_body = true;
      } else if (part.name == "Media" && message.media.size() < media_max) {
        message.media.emplace_back(trimmed(part.text));
      } else if (part.name == "Media") {
        warn(fmt::format("more than {} <Media> in a <Message>", media_max));
      } else {
        warn(fmt::format("<{}> does not belong into <Message>", part.name));
      }
    }
    if (element.children.empty()) {
      message.body = element.text;
    } else if (!has_body) {
      message.body = trimmed(element.text);  // among the other parts
    } else if (!is_blank(element.text)) {
      warn("text beside <Body> in a <Message>");
    }
    const bool nothing = is_blank(message.body) && message.media.empty();
    if (nothing || utf16_units(message.body) > body_units_max) {
      complain(14103, nothing ? "Invalid Body: there is none"
                              : fmt::format("Invalid Body: it is longer than {} characters", body_units_max));
    } else {
      replies_.messages.push_back(std::move(message));
    }
  }

  void read_redirection(const XmlElement& element) {
    Redirection redirection;
    redirection.url = trimmed(element.text);
    for (const auto& [name, value] : element.attributes) {
      if (name == "method") {
        read_method(redirection.method, value);
      } else {
        warn(fmt::format("<Redirect> has no attribute {}", name));
      }
    }
    if (!element.children.empty()) warn("nothing can be nested in <Redirect>");
    replies_.redirection = std::move(redirection);
  }

  Replies replies_;
};

Replies failed(int code, std::string text) {
  Replies replies;
  replies.failure = Complaint{code, std::move(text)};
  return replies;
}

Replies read_twiml(const std::string& text) {
  const auto document = parse_xml(text);
  if (!document) return failed(12100, "Document parse failure: " + document.error().message);
  if (document->name == "Response") return Script().read(*document);
  return failed(12102, fmt::format("The root element must be Response, not {}", document->name));
}

Replies read_plain(const std::string& text) {
  Replies replies;
  if (is_blank(text)) return replies;
  if (utf16_units(text) > body_units_max) {
    replies.complaints.push_back({14103, fmt::format("Invalid Body: it is longer than {} characters", body_units_max)});
  } else {
    replies.messages.push_back({text});
  }
  return replies;
}

}  // namespace

Replies read_replies(const Response& answer) {
  if (answer.body.empty()) return {};
  if (answer.body.size() > document_bytes_max) {
    return failed(11750, fmt::format("TwiML response body too large: {} bytes are more than {}", answer.body.size(),
                                     document_bytes_max));
  }
  const std::string_view whole = answer.headers.get("Content-Type");
  const std::string_view type = trimmed(whole.substr(0, whole.find(';')));
  for (std::string_view xml : {"text/xml", "application/xml", "text/html"}) {
    if (equal_ignoring_case(type, xml)) return read_twiml(answer.body);
  }
  if (equal_ignoring_case(type, "text/plain")) return read_plain(answer.body);
  return failed(12300, type.empty() ? "Invalid Content-Type: there is none"
                                    : fmt::format("Invalid Content-Type: {} is neither TwiML nor plain text", type));
}

}  // namespace understudy::simulator
