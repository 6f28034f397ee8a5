#include "simulator/xml.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

namespace understudy::simulator {
namespace {

constexpr int depth_max = 32;

void append_utf8(std::string& out, std::uint32_t code_point) {
  const auto byte = [&](std::uint32_t value) { out += static_cast<char>(value); };
  if (code_point < 0x80) {
    byte(code_point);
  } else if (code_point < 0x800) {
    byte(0xC0 | code_point >> 6);
    byte(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    byte(0xE0 | code_point >> 12);
    byte(0x80 | (code_point >> 6 & 0x3F));
    byte(0x80 | (code_point & 0x3F));
  } else {
    byte(0xF0 | code_point >> 18);
    byte(0x80 | (code_point >> 12 & 0x3F));
    byte(0x80 | (code_point >> 6 & 0x3F));
    byte(0x80 | (code_point & 0x3F));
  }
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool ends_name(char c) { return is_space(c) || std::string_view("/>=<\"'&").find(c) != std::string_view::npos; }

// Reads from the front. The first thing wrong stays in `problem`, and every function from then on does nothing.
class Reader {
 public:
  explicit Reader(std::string_view text) : whole_(text), rest_(text) { take("\xEF\xBB\xBF"); }

  Result<XmlElement> document() {
    skip_misc();
    XmlElement root = element(1);
    skip_misc();
    if (!failed_ && !rest_.empty()) fail("something follows the root element");
    if (failed_) return failure(ErrorCode::invalid_input, problem_);
    return root;
  }

 private:
  void fail(std::string_view what) {
    if (failed_) return;
    failed_ = true;
    const std::size_t at = whole_.size() - rest_.size();
    const auto line = 1 + std::count(whole_.begin(), whole_.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    problem_ = "line " + std::to_string(line) + ": " + std::string(what);
    rest_ = {};
  }
  bool take(std::string_view literal) {
    if (!rest_.starts_with(literal)) return false;
    rest_.remove_prefix(literal.size());
    return true;
  }
  std::string_view take_until(std::string_view end, std::string_view what) {
    const auto at = rest_.find(end);
    if (at == std::string_view::npos) {
      fail(what);
      return {};
    }
    const std::string_view taken = rest_.substr(0, at);
    rest_.remove_prefix(at + end.size());
    return taken;
  }
  void skip_spaces() {
    while (!rest_.empty() && is_space(rest_.front())) rest_.remove_prefix(1);
  }
  // What may stand around the root: spaces, comments, the declaration.
  void skip_misc() {
    for (;;) {
      skip_spaces();
      if (take("<?")) {
        take_until("?>", "a declaration does not end");
      } else if (take("<!--")) {
        take_until("-->", "a comment does not end");
      } else {
        return;
      }
    }
  }
  std::string name() {
    const auto end = std::find_if(rest_.begin(), rest_.end(), ends_name);
    const std::string taken(rest_.begin(), end);
    rest_.remove_prefix(taken.size());
    if (taken.empty()) fail("a name is missing");
    return taken;
  }
  void reference(std::string& out) {
    const std::string_view entity = take_until(";", "an & that begins no entity");
    constexpr std::pair<std::string_view, char> named[] = {
        {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
    for (const auto& [known, character] : named) {
      if (entity == known) {
        out += character;
        return;
      }
    }
    const bool hex = entity.starts_with("#x");
    const std::string_view digits = entity.substr(std::min<std::size_t>(entity.size(), hex ? 2 : 1));
    std::uint32_t code_point = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code_point, hex ? 16 : 10);
    const bool whole = entity.starts_with('#') && error == std::errc{} && end == digits.data() + digits.size();
    const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    if (!whole || code_point == 0 || code_point > 0x10FFFF || surrogate)
      return fail("an entity that XML does not have");
    append_utf8(out, code_point);
  }
  std::string unescaped(std::string_view raw) {
    std::string out;
    const std::string_view behind = std::exchange(rest_, raw);
    while (!rest_.empty()) {
      if (take("&")) {
        reference(out);
      } else {
        out += rest_.front();
        rest_.remove_prefix(1);
      }
    }
    if (!failed_) rest_ = behind;
    return out;
  }
  void attributes(XmlElement& into) {
    for (;;) {
      skip_spaces();
      if (rest_.empty() || rest_.front() == '/' || rest_.front() == '>') return;
      std::string key = name();
      skip_spaces();
      if (!take("=")) return fail("an attribute without a value");
      skip_spaces();
      const std::string_view quote = rest_.substr(0, 1);
      if (quote != "\"" && quote != "'") return fail("an attribute's value wants quotes");
      rest_.remove_prefix(1);
      into.attributes.emplace_back(std::move(key), unescaped(take_until(quote, "an attribute's value does not end")));
    }
  }
  XmlElement element(int depth) {
    XmlElement read;
    if (depth > depth_max) fail("elements are nested too deeply");
    if (!take("<")) fail("an element is missing");
    read.name = name();
    attributes(read);
    if (take("/>")) return read;
    if (!take(">")) fail("a tag does not end");
    content(read, depth);
    return read;
  }
  void content(XmlElement& into, int depth) {
    while (!failed_) {
      if (rest_.empty()) return fail("<" + into.name + "> does not end");
      if (take("</")) {
        if (name() != into.name) fail("<" + into.name + "> is closed by another name");
        skip_spaces();
        if (!take(">")) fail("a closing tag does not end");
        return;
      }
      if (take("<!--")) {
        take_until("-->", "a comment does not end");
      } else if (take("<![CDATA[")) {
        into.text += take_until("]]>", "a CDATA section does not end");
      } else if (rest_.front() == '<') {
        into.children.push_back(element(depth + 1));
      } else {
        const std::string_view raw = rest_.substr(0, rest_.find('<'));
        rest_.remove_prefix(raw.size());
        into.text += unescaped(raw);
      }
    }
  }

  std::string_view whole_;
  std::string_view rest_;
  std::string problem_;
  bool failed_ = false;
};

}  // namespace

Result<XmlElement> parse_xml(std::string_view text) { return Reader(text).document(); }

}  // namespace understudy::simulator
