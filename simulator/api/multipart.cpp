#include "simulator/api/multipart.hpp"

#include "core/http/message.hpp"

namespace understudy::simulator {
namespace {

constexpr std::string_view line_end = "\r\n";

// Takes what stands before `mark`, and the mark; nothing when it does not come.
std::optional<std::string_view> take_until(std::string_view& text, std::string_view mark) {
  const auto end = text.find(mark);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(end + mark.size());
  return taken;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

// The value of a parameter such as name="To" in `text`, which begins behind the first semicolon.
std::optional<std::string> parameter(std::string_view text, std::string_view wanted) {
  while (!text.empty()) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const std::string_view name = trimmed(text.substr(0, equals));
    text = trimmed(text.substr(equals + 1));
    std::string value;
    if (text.starts_with('"')) {
      std::size_t i = 1;
      for (; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) ++i;
        value += text[i];
      }
      if (i >= text.size()) return std::nullopt;  // the quote does not end
      text.remove_prefix(i + 1);
    } else {
      value = trimmed(text.substr(0, text.find(';')));
    }
    if (equal_ignoring_case(name, wanted)) return value;
    const auto semicolon = text.find(';');
    text = semicolon == std::string_view::npos ? std::string_view{} : text.substr(semicolon + 1);
  }
  return std::nullopt;
}

// The name in "Content-Disposition: form-data; name=…", among the header lines of a part.
std::optional<std::string> field_name(std::string_view headers) {
  while (!headers.empty()) {
    auto line = take_until(headers, line_end);
    if (!line) line = std::exchange(headers, {});
    const auto colon = line->find(':');
    if (colon == std::string_view::npos || !equal_ignoring_case(line->substr(0, colon), "Content-Disposition"))
      continue;
    const std::string_view value = trimmed(line->substr(colon + 1));
    const auto semicolon = value.find(';');
    if (semicolon == std::string_view::npos || !equal_ignoring_case(trimmed(value.substr(0, semicolon)), "form-data")) {
      return std::nullopt;
    }
    return parameter(value.substr(semicolon + 1), "name");
  }
  return std::nullopt;
}

tl::unexpected<Error> broken(const std::string& what) {
  return failure(ErrorCode::invalid_input, "The multipart/form-data body " + what);
}

}  // namespace

std::optional<std::string> boundary_of(std::string_view content_type) {
  const auto semicolon = content_type.find(';');
  if (semicolon == std::string_view::npos) return std::nullopt;
  auto boundary = parameter(content_type.substr(semicolon + 1), "boundary");
  if (!boundary || boundary->empty() || boundary->size() > 70) return std::nullopt;
  return boundary;
}

Result<Form> parse_multipart(std::string_view body, std::string_view boundary) {
  const std::string delimiter = "--" + std::string(boundary);
  const std::string next = "\r\n" + delimiter;
  if (!body.starts_with(delimiter)) return broken("should begin with the boundary " + delimiter + ", but does not");
  body.remove_prefix(delimiter.size());
  Form form;
  while (!body.starts_with("--")) {
    const std::string part = "part " + std::to_string(form.size() + 1);
    if (!body.starts_with(line_end)) return broken("has neither a line end nor \"--\" behind the boundary of " + part);
    body.remove_prefix(line_end.size());
    const auto headers = take_until(body, "\r\n\r\n");
    if (!headers) return broken("is cut off in the headers of " + part);
    auto name = field_name(*headers);
    if (!name) return broken("has no Content-Disposition: form-data with a name in " + part);
    const auto content = take_until(body, next);
    if (!content) return broken("is cut off in " + part + ": the closing boundary is missing");
    form.add(std::move(*name), std::string(*content));
  }
  return form;
}

}  // namespace understudy::simulator
