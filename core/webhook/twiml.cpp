#include "core/webhook/twiml.hpp"

#include <algorithm>
#include <utility>

#include "core/message/segments.hpp"
#include "core/message/text_limits.hpp"
#include "core/message/utf8.hpp"
#include "core/text/xml_escape.hpp"

#include <fmt/format.h>

namespace understudy {
namespace {

constexpr std::size_t media_max = 10;
// "At most 10 replies to one inbound message": 14109 for more.
constexpr int messages_max = 10;
// 11750: "TwiML response body too large".
constexpr std::size_t document_bytes_max = 64 * 1024;

tl::unexpected<Error> refused(std::string why) { return failure(ErrorCode::invalid_content, std::move(why)); }

// "Char" of XML 1.0 §2.2; a replacement character that was written as one is one.
bool fits_xml(char32_t code_point) {
  const bool control = code_point < 0x20 && code_point != '\t' && code_point != '\n' && code_point != '\r';
  return !control && code_point != 0xFFFE && code_point != 0xFFFF;
}

Result<void> check_characters(std::string_view text, std::string_view what) {
  while (!text.empty()) {
    const std::string_view rest = text;
    const char32_t code_point = take_code_point(text);
    const bool broken = code_point == U'\uFFFD' && !rest.starts_with("\xEF\xBF\xBD");
    if (broken) return refused(fmt::format("{} is not UTF-8", what));
    if (!fits_xml(code_point)) {
      return refused(fmt::format("{} has U+{:04X}, which XML cannot carry", what, static_cast<unsigned>(code_point)));
    }
  }
  return {};
}

// Of a number or a URL, which have no spaces; empty where it may be left out.
Result<void> check_word(std::string_view word, std::string_view what) {
  if (std::ranges::any_of(word, [](unsigned char c) { return c <= ' ' || c == 0x7F; })) {
    return refused(fmt::format("{} has a space or a control character: \"{}\"", what, escape_xml(word)));
  }
  return check_characters(word, what);
}

Result<void> check_bodies(const TwimlMessage& message) {
  std::string body;
  for (const std::string& part : message.bodies) body += part;
  if (message.media.empty() && body.find_first_not_of(" \t\r\n") == std::string::npos) {
    return refused("a message needs a text or media");
  }
  const std::size_t units = utf16_units(body);
  if (units > message_characters_max) {
    return failure(ErrorCode::too_long, fmt::format("the text has {} characters, and a message may have {} at most",
                                                    units, message_characters_max));
  }
  for (const std::string& part : message.bodies) {
    if (auto fine = check_characters(part, "the text"); !fine) return fine;
  }
  return {};
}

Result<void> check_media(const std::vector<std::string>& media) {
  if (media.size() > media_max) {
    return refused(fmt::format("a message may have {} media at most, not {}", media_max, media.size()));
  }
  for (const std::string& url : media) {
    if (url.empty()) return refused("the URL of a medium is empty");
    if (auto fine = check_word(url, "the URL of a medium"); !fine) return fine;
  }
  return {};
}

Result<void> check(const TwimlMessage& message) {
  if (auto fine = check_bodies(message); !fine) return fine;
  if (auto fine = check_media(message.media); !fine) return fine;
  const std::pair<std::string_view, std::string_view> words[] = {{message.to, "the recipient"},
                                                                 {message.from, "the sender"},
                                                                 {message.action, "the action"},
                                                                 {message.status_callback, "the status callback"}};
  for (const auto& [word, what] : words) {
    if (auto fine = check_word(word, what); !fine) return fine;
  }
  return {};
}

std::string attribute(std::string_view name, std::string_view value) {
  return value.empty() ? "" : fmt::format(" {}=\"{}\"", name, escape_xml(value));
}

// POST goes without saying.
std::string attribute(TwimlMethod method) { return attribute("method", method == TwimlMethod::get ? "GET" : ""); }

std::string element(std::string_view name, std::string_view text) {
  return fmt::format("<{0}>{1}</{0}>", name, escape_xml(text));
}

std::string written(const TwimlMessage& message) {
  std::string xml = "<Message" + attribute("to", message.to) + attribute("from", message.from) +
                    attribute("action", message.action) + attribute(message.method) +
                    attribute("statusCallback", message.status_callback) + ">";
  for (const std::string& body : message.bodies) xml += element("Body", body);
  for (const std::string& url : message.media) xml += element("Media", url);
  return xml + "</Message>";
}

}  // namespace

Result<void> Twiml::message(const TwimlMessage& message) {
  if (auto fine = check(message); !fine) return fine;
  if (messages_ == messages_max) return refused(fmt::format("a text may be answered with {} messages", messages_max));
  if (auto added = add(written(message)); !added) return added;
  ++messages_;
  left_ = !message.action.empty();
  return {};
}

Result<void> Twiml::redirect(const std::string& url, TwimlMethod method) {
  if (url.empty()) return refused("the URL of a redirect is empty");
  if (auto fine = check_word(url, "the URL of a redirect"); !fine) return fine;
  if (auto added = add(fmt::format("<Redirect{}>{}</Redirect>", attribute(method), escape_xml(url))); !added) {
    return added;
  }
  left_ = true;
  return {};
}

Result<void> Twiml::add(const std::string& verb) {
  if (left_) return refused("what follows a redirect or an action is never reached");
  if (xml().size() + verb.size() > document_bytes_max) {
    return failure(ErrorCode::too_long, fmt::format("the document has more than {} bytes", document_bytes_max));
  }
  verbs_ += verb;
  return {};
}

std::string Twiml::xml() const {
  const std::string head = R"(<?xml version="1.0" encoding="UTF-8"?>)";
  return verbs_.empty() ? head + "<Response/>" : head + "<Response>" + verbs_ + "</Response>";
}

}  // namespace understudy
