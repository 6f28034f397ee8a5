// Forms, queries and URLs.
#include "core/http/form.hpp"

#include "core/http/url.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace understudy::fuzz {
namespace {

void check_url(std::string_view text) {
  const auto url = Url::parse(text);
  if (!url) return;
  must(url->text() == text, "a URL keeps its spelling", url->text());
  must(url->target().starts_with('/'), "a request's target begins with a slash", url->target());
  const std::string wire = wire_url(text);
  const auto asked = Url::parse(wire);
  must(asked && asked->user_info.empty() && !asked->fragment, "a URL is asked for without credentials", wire);
  must(asked->path == url->path && asked->query == url->query, "a URL is asked for with its path and query", wire);
}

}  // namespace

void check(std::string_view input) {
  must(percent_decode(percent_encode(input)) == input, "percent_decode undoes percent_encode");
  const Form form = decode_form(input);
  const std::string encoded = encode_form(form);
  must(decode_form(encoded) == form, "decode_form undoes encode_form", encoded);
  must(encoded.find_first_of(" \r\n#?/") == std::string::npos, "an encoded form is a query", encoded);

  std::string_view rest = input;
  const std::string_view base = take_line(rest);
  check_url(base);
  const auto resolved = resolve_url(base, rest);
  if (!resolved) return;
  check_url(*resolved);
  must(resolve_url(base, *resolved) == resolved, "a resolved URL is absolute", *resolved);
}

}  // namespace understudy::fuzz
