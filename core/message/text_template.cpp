#include "core/message/text_template.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/message/utf8.hpp"
#include "core/text/nearest.hpp"

#include <fmt/format.h>

namespace understudy {
namespace {

constexpr std::string_view place_end = "}}";

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_name(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_name_character); }

std::string_view without_spaces_around(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::size_t braces_at(std::string_view text, std::size_t at) {
  const std::size_t end = text.find_first_not_of('{', at);
  return (end == std::string_view::npos ? text.size() : end) - at;
}

// "line 1, character 14", both counted from 1.
std::string place_of(std::string_view text, std::size_t at) {
  std::string_view before = text.substr(0, at);
  int line = 1;
  int character = 1;
  while (!before.empty()) {
    const bool ends_line = take_code_point(before) == U'\n';
    line += ends_line ? 1 : 0;
    character = ends_line ? 1 : character + 1;
  }
  return fmt::format("line {}, character {}", line, character);
}

// What stands at a place, up to its end, its line's, or forty bytes.
std::string_view excerpt(std::string_view text, std::size_t at) {
  const std::string_view line = text.substr(at, text.find('\n', at) - at);
  const std::size_t end = line.find(place_end);
  std::size_t size = std::min({line.size(), std::size_t{40}, end == std::string_view::npos ? end : end + 2});
  while (size < line.size() && (static_cast<unsigned char>(line[size]) & 0xC0) == 0x80) --size;  // no half characters
  return line.substr(0, size);
}

tl::unexpected<Error> bad_place(std::string_view text, std::size_t at, std::string_view wanted) {
  return failure(ErrorCode::invalid_input,
                 fmt::format("the template, {}: {}, got \"{}\"; a '{{{{' that is text is written '{{{{{{{{'",
                             place_of(text, at), wanted, excerpt(text, at)));
}

void add_once(std::vector<std::string>& names, std::string_view name) {
  if (std::ranges::find(names, name) == names.end()) names.emplace_back(name);
}

// "'name' and 'code' have no value; 'nmae' is no variable of the template, did you mean 'name'?"; empty when all fits.
std::string misfit(const std::vector<std::string>& variables, const TextValues& values) {
  std::string message;
  const auto add = [&message](std::string_view problem) {
    if (!message.empty()) message += "; ";
    message += problem;
  };
  for (const std::string& variable : variables) {
    if (!values.contains(variable)) add(fmt::format("'{}' has no value", variable));
  }
  const std::vector<std::string_view> known(variables.begin(), variables.end());
  for (const auto& [name, value] : values) {
    if (std::ranges::find(variables, name) != variables.end()) continue;
    const auto meant = nearest(name, known);
    add(fmt::format("'{}' is no variable of it{}", name, meant ? fmt::format(" (did you mean '{}'?)", *meant) : ""));
  }
  return message;
}

}  // namespace

Result<TextTemplate> TextTemplate::parse(std::string_view text) {
  TextTemplate made;
  Piece piece;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t open = std::min(text.find('{', at), text.size());
    piece.text += text.substr(at, open - at);
    // Four braces are two of the text, and what is left of a run is one of the text, a place's two, or both.
    const std::size_t braces = braces_at(text, open);
    piece.text.append(braces / 4 * 2 + braces % 2, '{');
    at = open + braces;
    if (braces % 4 < 2) continue;

    const std::size_t begin = at - 2;
    const std::size_t end = text.find(place_end, at);
    if (end == std::string_view::npos) return bad_place(text, begin, "'{{' wants a name and '}}' after it");
    const std::string_view name = without_spaces_around(text.substr(at, end - at));
    if (!is_name(name)) return bad_place(text, begin, "between '{{' and '}}' stands a name of letters, digits and _");
    piece.variable = name;
    add_once(made.variables_, name);
    made.pieces_.push_back(std::exchange(piece, {}));
    at = end + place_end.size();
  }
  made.pieces_.push_back(std::move(piece));
  return made;
}

Result<Filled> TextTemplate::fill(const TextValues& values, const TextLimits& limits) const {
  if (std::string message = misfit(variables_, values); !message.empty()) {
    return failure(ErrorCode::invalid_input, "the template cannot be filled: " + message);
  }
  std::string body;
  for (const Piece& piece : pieces_) {
    body += piece.text;
    if (!piece.variable.empty()) body += values.find(piece.variable)->second;
  }
  auto checked = check_text(body, limits);
  if (!checked) return tl::unexpected(std::move(checked.error()));
  return Filled{std::move(body), checked->segmentation, std::move(checked->warnings)};
}

std::string escape_template(std::string_view text) {
  std::string escaped;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t braces = braces_at(text, at);
    escaped.append(braces / 2 * 4 + braces % 2, '{');
    at += braces;
    if (braces == 0) escaped += text[at++];
  }
  return escaped;
}

}  // namespace understudy
