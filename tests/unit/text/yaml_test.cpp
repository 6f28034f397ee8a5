#include "core/text/yaml.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace understudy {
namespace {

// All that a value is, in one line, with the place of each part.
std::string shown(const YamlValue& value) {
  const std::string place = fmt::format("@{}:{}", value.place.line, value.place.column);
  std::string inside;
  for (const auto& item : value.items) inside += " " + shown(item);
  for (const auto& member : value.members) inside += fmt::format(" {}={}", member.key, shown(member.value));
  switch (value.kind) {
    case YamlValue::Kind::null: return "null" + place;
    case YamlValue::Kind::plain: return value.text + place;
    case YamlValue::Kind::quoted: return '"' + value.text + '"' + place;
    case YamlValue::Kind::binary: return '<' + value.text + '>' + place;
    case YamlValue::Kind::list: return '[' + inside + " ]" + place;
    case YamlValue::Kind::mapping: return '{' + inside + " }" + place;
  }
  return {};
}

std::string problems_of(const YamlDocument& document) {
  std::string all;
  for (const auto& [place, message] : document.problems) {
    all += fmt::format("{}:{}: {}\n", place.line, place.column, message);
  }
  if (document.broken) {
    all += fmt::format("broken at {}:{}: {}\n", document.broken->place.line, document.broken->place.column,
                       document.broken->message);
  }
  return all;
}

TEST_CASE("YAML is read as it was written, and every value knows its place") {
  const auto [yaml, value] = GENERATE(table<std::string, std::string>({
      {"", "null@1:1"},
      {"007", "007@1:1"},
      {"'007'", "\"007\"@1:1"},
      {"a: yes\nb: \"yes\"\n", "{ a=yes@1:4 b=\"yes\"@2:4 }@1:1"},
      {"- [x, {y: z}]\n- |\n  text\n", "[ [ x@1:4 { y=z@1:11 }@1:7 ]@1:3 \"text\n\"@2:3 ]@1:1"},
      {"!!binary aGk=", "<hi>@1:1"},
      {"a:\nb: ~\n", "{ a=null@1:1 b=null@2:1 }@1:1"},  // nothing stands with its key
  }));
  const YamlDocument document = read_yaml(yaml, Aliases::refused);
  CHECK(problems_of(document) == "");
  CHECK(shown(document.root) == value);
}

TEST_CASE("what has no place in our files is a problem, and the rest is read all the same") {
  const auto [yaml, problems, value] = GENERATE(table<std::string, std::string, std::string>({
      {"a: 1\nb: 2\na: {b: 3}\nc: 4\n", "3:1: 'a' stands here a second time, first in line 1\n",
       "{ a=1@1:4 b=2@2:4 c=4@4:4 }@1:1"},
      {"a: 1\na: 2\nb: {c: 1, c: 2}\n",
       "2:1: 'a' stands here a second time, first in line 1\n3:11: 'c' stands here a second time, first in line 3\n",
       "{ a=1@1:4 b={ c=1@3:8 }@3:4 }@1:1"},
      {"? [x, y]\n: 1\n~: 2\nb: 3\n",
       "1:3: a key is a text; for the word null, write it in quotes\n"
       "3:1: a key is a text; for the word null, write it in quotes\n",
       "{ b=3@4:4 }@1:1"},
      {"a: !!int 1\nb: 2\n", "1:4: the tag tag:yaml.org,2002:int has no meaning here; only !!binary has\n",
       "{ a=\"1\"@1:4 b=2@2:4 }@1:1"},
      {"a: !!binary a\n", "1:4: !!binary wants base64 without spaces\n", "{ a=<>@1:4 }@1:1"},
      {"a: 1\n---\nb: 2\n", "2:1: a second document begins here; one file holds one\n", "{ a=1@1:4 }@1:1"},
      {"a: &x 1\nb: *x\n",
       "1:4: an anchor (&name) has no meaning here; write the value wherever it is needed\n"
       "2:4: an alias (*name) has no meaning here; write the value itself\n",
       "{ a=1@1:4 b=null@2:1 }@1:1"},
  }));
  const YamlDocument document = read_yaml(yaml, Aliases::refused);
  CHECK(problems_of(document) == problems);
  CHECK(shown(document.root) == value);
}

TEST_CASE("an alias stands for the whole value of its anchor, with the place of that") {
  const auto [yaml, value] = GENERATE(table<std::string, std::string>({
      {"a: &x 1\nb: *x\n", "{ a=1@1:4 b=1@1:4 }@1:1"},
      {"a: &x {b: [c]}\nd: *x\n", "{ a={ b=[ c@1:12 ]@1:11 }@1:4 d={ b=[ c@1:12 ]@1:11 }@1:4 }@1:1"},
      {"- &x {a: &y [1]}\n- *y\n- *x\n", "[ { a=[ 1@1:14 ]@1:10 }@1:3 [ 1@1:14 ]@1:10 { a=[ 1@1:14 ]@1:10 }@1:3 ]@1:1"},
      {"- &x 1\n- &x 2\n- *x\n", "[ 1@1:3 2@2:3 2@2:3 ]@1:1"},
  }));
  const YamlDocument document = read_yaml(yaml, Aliases::followed);
  CHECK(problems_of(document) == "");
  CHECK(shown(document.root) == value);
}

TEST_CASE("an alias of what it is part of is a problem") {
  const YamlDocument document = read_yaml("a: &x [1, *x]\n", Aliases::followed);
  CHECK(problems_of(document) ==
        "1:11: an alias (*name) stands for a value that ends before it, not for one that it is part of\n");
}

TEST_CASE("a document that breaks off is there as far as it goes") {
  const YamlDocument document = read_yaml("a: [1]\nb:\n  - c: 2\n  - d: [3,\n", Aliases::refused);
  CHECK(problems_of(document) == "broken at 5:1: this is not YAML: end of sequence flow not found\n");
  CHECK(shown(document.root) == "{ a=[ 1@1:5 ]@1:4 b=[ { c=2@3:8 }@3:5 { d=[ 3@4:9 ]@4:8 }@4:5 ]@3:3 }@1:1");
  CHECK_FALSE(document.root.whole);
  CHECK(document.root.at("a")->whole);
  const auto& items = document.root.at("b")->items;
  CHECK(items.at(0).whole);
  CHECK_FALSE(items.at(1).whole);
}

TEST_CASE("a document made to exhaust its reader is a problem at once") {
  std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
  for (char name = 'b'; name < 'n'; ++name) {
    bomb += fmt::format("{}: &{} [x", name, name);
    for (int i = 0; i < 9; ++i) bomb += fmt::format(", *{}", static_cast<char>(name - 1));
    bomb += "]\n";
  }
  CHECK(problems_of(read_yaml(bomb, Aliases::followed)) == "5:4: the aliases stand for more than 100000 values\n");
  const std::string deep = GENERATE(as<std::string>{}, std::string(100'000, '['), std::string(100'000, '{'));
  CHECK_THAT(problems_of(read_yaml(deep, Aliases::followed)), Catch::EndsWith("this is nested too deeply\n"));
}

TEST_CASE("messages show what stands there, cut between two characters when it is long") {
  const auto [yaml, text] = GENERATE(table<std::string, std::string>({
      {"", "nothing"},
      {"[1]", "a list"},
      {"{a: 1}", "a mapping"},
      {"soon", "\"soon\""},
      {std::string(60, 'x'), '"' + std::string(60, 'x') + '"'},
      {std::string(61, 'x'), '"' + std::string(60, 'x') + "…\""},
      {std::string(59, 'x') + "ä!", '"' + std::string(59, 'x') + "…\""},
  }));
  CHECK(describe(read_yaml(yaml, Aliases::refused).root) == text);
}

TEST_CASE("a problem is one line, whatever was met") {
  const YamlDocument document = read_yaml("\"a\\nb\\x07\": 1\n\"a\\nb\\x07\": 2\n", Aliases::refused);
  REQUIRE(document.problems.size() == 1);
  CHECK(format_problem("w.yaml", document.problems[0]) ==
        "w.yaml:2:1: 'a\\nb\\x07' stands here a second time, first in line 1");
}

}  // namespace
}  // namespace understudy
