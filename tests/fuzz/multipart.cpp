// A multipart body, below a line with its Content-Type.
#include "simulator/api/multipart.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace understudy::fuzz {
namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) out.append({'\\', c});
  return out + '"';
}

std::string in_parts(const Form& form, std::string_view boundary) {
  std::string out;
  for (const auto& [name, value] : form) {
    out.append("--").append(boundary).append("\r\nContent-Disposition: form-data; name=").append(quoted(name));
    out.append("\r\n\r\n").append(value).append("\r\n");
  }
  return out.append("--").append(boundary).append("--\r\n");
}

}  // namespace

void check(std::string_view input) {
  const std::string_view content_type = take_line(input);
  const auto named = simulator::boundary_of(content_type);
  must(!named || (!named->empty() && named->size() <= 70), "a boundary has 1 to 70 characters");
  const auto form = simulator::parse_multipart(input, named.value_or("x"));
  if (!form) {
    must(form.error().message.starts_with("The multipart/form-data body "), "what is wrong is said of the body",
         form.error().message);
    return;
  }
  std::string boundary = "x";
  for (const auto& field : *form) {
    while (field.second.find("--" + boundary) != std::string_view::npos) boundary += 'x';
  }
  const auto again = simulator::parse_multipart(in_parts(*form, boundary), boundary);
  must(again && *again == *form, "the fields come back from another encoding of them", in_parts(*form, boundary));
}

}  // namespace understudy::fuzz
