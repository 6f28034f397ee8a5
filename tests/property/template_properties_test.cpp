#include <string>
#include <vector>

#include "core/message/text_template.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

namespace understudy {
namespace {

// Mostly what a parser of templates could stumble over.
std::string any_text() {
  return *rc::gen::container<std::string>(rc::gen::element('{', '{', '{', '}', '}', ' ', 'a', '_', '\n', '\xc3'));
}

std::string any_name() {
  return *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::element('a', 'b', 'C', '1', '_')));
}

TEST_CASE("templates keep what is text and what is a value apart") {
  rc::prop("a text without '{{' is filled to itself", [] {
    const std::string text = *rc::gen::container<std::string>(rc::gen::element('}', ' ', 'a', '_', '\n', '\xc3')) + "{";
    RC_ASSERT(TextTemplate::parse(text).value().fill({}).value().body == text);
  });

  rc::prop("any text can be written as a template", [] {
    const std::string text = any_text();
    const auto made = TextTemplate::parse(escape_template(text));
    RC_ASSERT(made.has_value());
    RC_ASSERT(made->variables().empty());
    RC_ASSERT(made->fill({}).value().body == text);
  });

  rc::prop("a template of any texts and places is filled to those texts and the places' values", [] {
    const int places = *rc::gen::inRange(0, 6);
    std::string text;
    std::string body;
    TextValues values;
    for (int i = 0; i < places; ++i) {
      const std::string between = any_text();
      const std::string name = any_name();
      const std::string& value = values.emplace(name, any_text()).first->second;
      text += escape_template(between) + (*rc::gen::arbitrary<bool>() ? "{{" + name + "}}" : "{{ " + name + " }}");
      body += between + value;
    }
    const std::string last = any_text();
    const auto made = TextTemplate::parse(text + escape_template(last));
    RC_ASSERT(made.has_value());
    RC_ASSERT(made->variables().size() == values.size());
    RC_ASSERT(made->fill(values, {}).value().body == body + last);
  });

  rc::prop("any text at all is a template or told why not", [] {
    const std::string text = any_text();
    const auto made = TextTemplate::parse(text);
    if (!made) RC_ASSERT(made.error().code == ErrorCode::invalid_input);
    if (!made) RC_ASSERT(text.find("{{") != std::string::npos);
  });
}

}  // namespace
}  // namespace understudy
