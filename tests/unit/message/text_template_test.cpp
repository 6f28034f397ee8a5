#include "core/message/text_template.hpp"

#include <catch2/catch.hpp>

using namespace understudy;

namespace {

std::string filled(std::string_view text, const TextValues& values) {
  return TextTemplate::parse(text).value().fill(values).value().body;
}

}  // namespace

TEST_CASE("a template is filled with the values of its variables") {
  const auto [text, body] = GENERATE(table<std::string, std::string>({
      {"", ""},
      {"no places", "no places"},
      {"{{name}}", "Ann"},
      {"Hello {{name}}, your code is {{ code_2 }}.", "Hello Ann, your code is 123."},
      {"{{name}}{{name}}{{code_2}}", "AnnAnn123"},
      {"{{name}} {{   name   }}\n", "Ann Ann\n"},
      {"ça va, {{name}}?", "ça va, Ann?"},
  }));
  const auto made = TextTemplate::parse(text);
  REQUIRE(made);
  TextValues values;
  for (const auto& name : made->variables()) values[name] = name == "name" ? "Ann" : "123";
  const auto result = made->fill(values);
  REQUIRE(result);
  CHECK(result->body == body);
}

TEST_CASE("a template knows its variables in the order in which they come") {
  const auto made = TextTemplate::parse("{{b}} {{a}} {{ b }} {{C_1}} {{c_1}}");
  REQUIRE(made);
  CHECK(made->variables() == std::vector<std::string>{"b", "a", "C_1", "c_1"});
}

TEST_CASE("braces that are text are told from places") {
  const auto [text, body] = GENERATE(table<std::string, std::string>({
      {"{", "{"},
      {"}} {x} }", "}} {x} }"},
      {"{{{{", "{{"},
      {"{{{{{", "{{{"},
      {"{{{{{{{{", "{{{{"},
      {"{{{{name}}", "{{name}}"},
      {"{{{name}}}", "{Ann}"},
      {"{{{{{{name}}", "{{Ann"},
      {"{{{{{{{name}}", "{{{Ann"},
  }));
  CAPTURE(text);
  const auto made = TextTemplate::parse(text);
  REQUIRE(made);
  CHECK(made->fill(made->variables().empty() ? TextValues{} : TextValues{{"name", "Ann"}})->body == body);
}

TEST_CASE("a place that is wrong is named with where it stands") {
  const auto [text, message] = GENERATE(table<std::string, std::string>({
      {"Hello {{name", "line 1, character 7: '{{' wants a name and '}}' after it, got \"{{name\""},
      {"Hello\nça {{name}\nx", "line 2, character 4: '{{' wants a name and '}}' after it, got \"{{name}\""},
      {"{{first name}}!",
       "line 1, character 1: between '{{' and '}}' stands a name of letters, digits and _, got \"{{first name}}\""},
      {"{{}}", "line 1, character 1: between '{{' and '}}' stands a name of letters, digits and _, got \"{{}}\""},
      {"{{{ é }}",
       "line 1, character 2: between '{{' and '}}' stands a name of letters, digits and _, got \"{{ é }}\""},
      {"{{" + std::string(37, 'x') + "éé",
       "line 1, character 1: '{{' wants a name and '}}' after it, got \"{{" + std::string(37, 'x') + "\""},
  }));
  const auto made = TextTemplate::parse(text);
  REQUIRE_FALSE(made);
  CHECK(made.error().code == ErrorCode::invalid_input);
  CHECK(made.error().message == "the template, " + message + "; a '{{' that is text is written '{{{{'");
}

TEST_CASE("all that does not fit is said at once") {
  const auto result =
      TextTemplate::parse("{{first_name}} {{code}}")->fill({{"frist_name", "Ann"}, {"unrelated", "x"}, {"Code", "1"}});
  REQUIRE_FALSE(result);
  CHECK(result.error().code == ErrorCode::invalid_input);
  CHECK(result.error().message ==
        "the template cannot be filled: 'first_name' has no value; 'code' has no value; "
        "'Code' is no variable of it (did you mean 'code'?); "
        "'frist_name' is no variable of it (did you mean 'first_name'?); 'unrelated' is no variable of it");
}

TEST_CASE("a value is text, whatever stands in it") {
  CHECK(filled("{{a}}{{b}}", {{"a", "{{b}}"}, {"b", "{{{{ }} {{a"}}) == "{{b}}{{{{ }} {{a");
  CHECK(filled("[{{a}}]", {{"a", ""}}) == "[]");
}

TEST_CASE("what was filled is checked before it is sent") {
  const auto made = TextTemplate::parse("{{a}}");
  const TextValues values{{"a", std::string(321, 'x')}};
  const auto result = made->fill(values);
  REQUIRE(result);
  CHECK(result->segmentation == Segmentation{Encoding::gsm7, 3, 321});
  CHECK(result->warnings.size() == 2);
  CHECK(made->fill(values, {.reject = true}).error().code == ErrorCode::too_long);
  CHECK(made->fill({{"a", std::string(1601, 'x')}}).error().code == ErrorCode::too_long);
}
