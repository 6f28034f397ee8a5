// XML, and what an app answers a text with, below a line with its Content-Type.
#include <algorithm>

#include "core/message/segments.hpp"
#include "core/text/xml_escape.hpp"
#include "simulator/replies.hpp"
#include "simulator/xml.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace understudy::fuzz {
namespace {

using simulator::XmlElement;

std::string written(const XmlElement& element) {
  std::string out = "<" + element.name;
  for (const auto& [name, value] : element.attributes) out.append(" " + name + "=\"" + escape_xml(value) + "\"");
  out += ">" + escape_xml(element.text);
  for (const XmlElement& child : element.children) out += written(child);
  return out + "</" + element.name + ">";
}

bool same(const XmlElement& a, const XmlElement& b) {
  return a.name == b.name && a.attributes == b.attributes && a.text == b.text &&
         std::ranges::equal(a.children, b.children, same);
}

void check_xml(std::string_view text) {
  const auto root = simulator::parse_xml(text);
  if (!root) {
    const std::string& message = root.error().message;
    const int lines = 1 + static_cast<int>(std::ranges::count(text, '\n'));
    const int line = message.starts_with("line ") ? std::atoi(message.c_str() + 5) : 0;
    must(line >= 1 && line <= lines, "what is wrong has its line", message);
    return;
  }
  const auto once = simulator::parse_xml(written(*root));
  must(once.has_value(), "what is written from a document can be read", written(*root));
  const auto twice = simulator::parse_xml(written(*once));
  must(twice && same(*once, *twice), "a document comes back from what is written of it", written(*once));
}

void check_method(std::string_view method) { must(method == "GET" || method == "POST", "a method is GET or POST"); }

}  // namespace

void check(std::string_view input) {
  Response answer(200);
  answer.headers.add("Content-Type", take_line(input));
  answer.body = input;
  check_xml(input);
  const simulator::Replies replies = simulator::read_replies(answer);
  if (replies.failure) must(replies.messages.empty() && !replies.redirection, "what fails is not half carried out");
  for (const simulator::ReplyMessage& message : replies.messages) {
    must(!message.body.empty() || !message.media.empty(), "a reply says something");
    must(utf16_units(message.body) <= 1600 && message.media.size() <= 10, "a reply can be sent");
    check_method(message.method);
  }
  if (replies.redirection) check_method(replies.redirection->method);
  for (const simulator::Complaint& complaint : replies.complaints) {
    must(complaint.code >= 11000 && complaint.code < 15000, "a complaint has a code of the debugger", complaint.text);
  }
}

}  // namespace understudy::fuzz
