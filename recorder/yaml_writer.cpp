#include "recorder/yaml_writer.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "core/http/message.hpp"
#include "core/message/utf8.hpp"
#include "core/text/base64.hpp"

#include <fmt/format.h>

namespace understudy::recorder {
namespace {

constexpr std::size_t key_max = 200;  // each byte may take four as written

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// What YAML 1.1 or 1.2 readers take for a boolean or for nothing. A number, date or time begins with no letter.
bool means_something(std::string_view text) {
  constexpr std::array<std::string_view, 9> words{"null", "true", "false", "yes", "no", "on", "off", "y", "n"};
  return std::any_of(words.begin(), words.end(), [&](auto word) { return equal_ignoring_case(word, text); });
}

// Whether the text can stand without quotes. Stricter than YAML has to be.
bool is_plain(std::string_view text) {
  if (text.empty() || !(is_letter(text.front()) || text.front() == '/') || means_something(text)) return false;
  if (text.back() == ' ' || text.back() == ':') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    constexpr std::string_view harmless = " -_./:@{}+=?&%;()*!,$";
    if (!is_letter(text[i]) && !is_digit(text[i]) && harmless.find(text[i]) == std::string_view::npos) return false;
    if (text[i] == ':' && text[i + 1] == ' ') return false;
  }
  return true;
}

// What does not show, or changes how the rest shows: controls, line ends of Unicode, the byte order mark, and marks
// that turn the direction of writing, which can make a text read as another.
bool must_be_escaped(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || c == 0xFFFE || c == 0xFFFF;
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const std::string_view before = text;
    const char32_t c = take_code_point(text);
    switch (c) {
      case U'"': out += "\\\""; break;
      case U'\\': out += "\\\\"; break;
      case U'\n': out += "\\n"; break;
      case U'\r': out += "\\r"; break;
      case U'\t': out += "\\t"; break;
      default:
        if (!must_be_escaped(c)) {
          out += before.substr(0, before.size() - text.size());
        } else if (c < 0x100) {
          out += fmt::format("\\x{:02X}", static_cast<unsigned>(c));
        } else {
          out += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
        }
    }
  }
  out += '"';
}

void append_scalar(std::string& out, std::string_view text) {
  if (!is_utf8(text)) {
    out += "!!binary \"" + base64_encode(text) + '"';
  } else if (is_plain(text)) {
    out += text;
  } else {
    append_quoted(out, text);
  }
}

// Whether the text reads well, and exactly, as a literal block: lines that neither begin nor end in white space and
// hold only what shows.
bool is_block(std::string_view text) {
  if (text.find('\n') == std::string_view::npos || !is_utf8(text) || text.ends_with("\n\n")) return false;
  char before = '\n';
  for (char c : text) {
    const bool at_edge = before == '\n' || c == '\n';
    if (at_edge && (before == ' ' || c == ' ' || before == c)) return false;
    before = c;
  }
  if (before == ' ') return false;
  while (!text.empty()) {
    const char32_t c = take_code_point(text);
    if (c != U'\n' && must_be_escaped(c)) return false;
  }
  return true;
}

bool names_return(const Fields& fields) {
  std::set<std::string_view> seen;
  std::string_view before;
  for (const auto& [name, value] : fields) {
    const bool neighbours = !seen.empty() && name == before;
    if (!neighbours && !seen.insert(name).second) return true;
    before = name;
  }
  return false;
}

}  // namespace

bool fits_yaml_key(std::string_view text) { return text.size() <= key_max; }

bool is_utf8(std::string_view text) {
  constexpr char32_t replacement = 0xFFFD;
  constexpr std::string_view replacement_itself = "\xEF\xBF\xBD";
  while (!text.empty()) {
    const bool itself = text.starts_with(replacement_itself);
    if (take_code_point(text) == replacement && !itself) return false;
  }
  return true;
}

void YamlWriter::begin_line() {
  out_.append(static_cast<std::size_t>(2 * (depth_ - dashes_)), ' ');
  for (; dashes_ > 0; --dashes_) out_ += "- ";
}

void YamlWriter::begin_member(std::string_view key) {
  begin_line();
  append_scalar(out_, key);
  out_ += ':';
}

void YamlWriter::append_text(std::string_view text) {
  if (is_block(text)) return append_block(text);
  append_scalar(out_, text);
  out_ += '\n';
}

void YamlWriter::append_block(std::string_view text) {
  out_ += text.ends_with('\n') ? "|\n" : "|-\n";
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out_.append(static_cast<std::size_t>(2 * (depth_ + 1)), ' ');
    out_ += text.substr(0, end);
    out_ += '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void YamlWriter::member(std::string_view key, std::string_view text) {
  begin_member(key);
  out_ += ' ';
  append_text(text);
}

void YamlWriter::raw(std::string_view key, std::string_view token) {
  begin_member(key);
  out_ += ' ';
  out_ += token;
  out_ += '\n';
}

void YamlWriter::enter(std::string_view key) {
  begin_member(key);
  out_ += '\n';
  ++depth_;
}

void YamlWriter::enter_item() {
  ++depth_;
  ++dashes_;
}

void YamlWriter::item(std::string_view text) {
  enter_item();
  begin_line();
  append_text(text);
  leave_item();
}

void YamlWriter::raw_item(std::string_view token) {
  enter_item();
  begin_line();
  out_ += token;
  out_ += '\n';
  leave_item();
}

void YamlWriter::fields(std::string_view key, const Fields& fields) {
  enter(key);
  const bool too_long =
      std::any_of(fields.begin(), fields.end(), [](const Fields::Field& field) { return !fits_yaml_key(field.first); });
  if (too_long || names_return(fields)) {
    for (const auto& [name, value] : fields) {
      enter_item();
      item(name);
      item(value);
      leave_item();
    }
  } else {
    for (std::size_t i = 0; i < fields.size();) {
      const std::string_view name = fields[i].first;
      std::size_t end = i + 1;
      while (end < fields.size() && fields[end].first == name) ++end;
      if (end == i + 1) {
        member(name, fields[i].second);
      } else {
        enter(name);
        for (std::size_t j = i; j < end; ++j) item(fields[j].second);
        leave();
      }
      i = end;
    }
  }
  leave();
}

}  // namespace understudy::recorder
