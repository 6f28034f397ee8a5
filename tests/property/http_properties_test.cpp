#include <string>
#include <utility>
#include <vector>

#include "core/http/form.hpp"
#include "core/http/url.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

namespace understudy {
namespace {

std::string any_of(const std::string& alphabet) {
  return *rc::gen::container<std::string>(rc::gen::elementOf(alphabet));
}
std::string some_of(const std::string& alphabet) {
  return *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf(alphabet)));
}

// All that can be told apart in a URL's text, so each part may be there or not.
Url any_url() {
  Url url;
  url.scheme = *rc::gen::element<std::string>("http", "https", "HTTP", "Https");
  if (*rc::gen::arbitrary<bool>()) url.user_info = some_of("ab:%41@");
  url.host = *rc::gen::arbitrary<bool>() ? some_of("abcXYZ09.-") : "[" + some_of("0123456789abcdef:") + "]";
  if (*rc::gen::arbitrary<bool>()) url.port = *rc::gen::inRange(0, 65'536);
  if (*rc::gen::arbitrary<bool>()) url.path = "/" + any_of("ab/:@%\xc3\xa9+'");
  if (*rc::gen::arbitrary<bool>()) url.query = any_of("ab=&?/:@+'");
  if (*rc::gen::arbitrary<bool>()) url.fragment = any_of("ab?/#@");
  return url;
}

}  // namespace

TEST_CASE("laws of forms and URLs") {
  rc::prop("form decode undoes encode", [](const std::vector<std::pair<std::string, std::string>>& fields) {
    Form form;
    for (const auto& [name, value] : fields) form.add(name, value);
    RC_ASSERT(decode_form(encode_form(form)) == form);
  });
  rc::prop("an encoded form is plain ASCII without spaces", [](const std::string& name, const std::string& value) {
    for (char c : encode_form(Form{{name, value}})) RC_ASSERT(c > ' ' && c < 0x7f);
  });
  rc::prop("percent decode undoes encode",
           [](const std::string& text) { RC_ASSERT(percent_decode(percent_encode(text)) == text); });
  rc::prop("decode takes whatever comes, and what it made survives", [](const std::string& text) {
    const Form form = decode_form(text);
    RC_ASSERT(decode_form(encode_form(form)) == form);
  });
  rc::prop("a URL comes out of its text as it went in", [] {
    const Url url = any_url();
    const auto parsed = Url::parse(url.text());
    RC_ASSERT(parsed.has_value());
    RC_ASSERT(*parsed == url);
  });
  rc::prop("whatever text is a URL comes out as it went in", [] {
    const std::string text = "http" + any_of("s:/@?#[]a0.") + "://" + any_of("a0:/@?#[].% ");
    if (const auto url = Url::parse(text)) RC_ASSERT(url->text() == text);
  });
  rc::prop("the short ways to a URL's parts agree with the long one", [] {
    const Url url = any_url();
    const std::string text = url.text();
    RC_ASSERT(path_of(text) == (url.path.empty() ? "/" : url.path));
    RC_ASSERT(query_of(text) == url.query.value_or(""));
  });
}

}  // namespace understudy
