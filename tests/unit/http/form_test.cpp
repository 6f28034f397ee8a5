#include "core/http/form.hpp"

#include <string>

#include <catch2/catch.hpp>

using namespace understudy;

TEST_CASE("a form is encoded as a browser would") {
  CHECK(encode_form(Form{{"To", "+15550100099"}, {"Body", "1 + 1 = 2 & \xc3\xa9~*-._"}}) ==
        "To=%2B15550100099&Body=1+%2B+1+%3D+2+%26+%C3%A9%7E*-._");
  CHECK(encode_form(Form{}).empty());
}

TEST_CASE("a form is read however it was written") {
  struct Row {
    const char* text;
    Form form;
  };
  const Row row = GENERATE(values<Row>({
      {"", {}},
      {"a=1&b=2", {{"a", "1"}, {"b", "2"}}},
      {"a=1&a=2", {{"a", "1"}, {"a", "2"}}},
      {"a", {{"a", ""}}},
      {"a=", {{"a", ""}}},
      {"=1", {{"", "1"}}},
      {"a=b=c", {{"a", "b=c"}}},
      {"&&a=1&", {{"a", "1"}}},
      {"a+b=c%20d", {{"a b", "c d"}}},
      {"a=%2b%2B", {{"a", "++"}}},
      {"a=%", {{"a", "%"}}},
      {"a=%4", {{"a", "%4"}}},
      {"a=%zz%41", {{"a", "%zzA"}}},
      {"a=100%25", {{"a", "100%"}}},
  }));
  CAPTURE(row.text);
  CHECK(decode_form(row.text) == row.form);
}

TEST_CASE("a form's first value of a name, and all of them") {
  const Form form{{"MediaUrl", "a"}, {"To", "x"}, {"MediaUrl", "b"}};
  CHECK(form.find("MediaUrl") == "a");
  CHECK(form.all("MediaUrl") == std::vector<std::string>{"a", "b"});
  CHECK(form.get("to").empty());  // names have case
  CHECK_FALSE(form.find("to"));
  CHECK(form.size() == 3);
}

TEST_CASE("a part of a path is encoded without plus signs") {
  CHECK(percent_encode("a b+c/d~") == "a%20b%2Bc%2Fd~");
  CHECK(percent_decode("a%20b+c%2Fd~") == "a b+c/d~");
}
