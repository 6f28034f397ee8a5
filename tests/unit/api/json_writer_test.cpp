#include "core/api/json_writer.hpp"

#include <limits>
#include <string>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <rapidcheck/catch.h>

using namespace understudy;

namespace {

using Json = nlohmann::ordered_json;

std::string written(std::string_view text) {
  std::string out;
  JsonWriter(out).string(text);
  return out;
}

// What nlohmann makes of it, with U+FFFD for what is no UTF-8.
std::string replaced(const std::string& text) {
  const std::string dumped = Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
  return Json::parse(dumped).get<std::string>();
}

}  // namespace

TEST_CASE("members come in the order of the calls, with commas between and none elsewhere") {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.member("text", "a").member("count", 3).member("yes", true).member("no", false);
  json.key("none").null();
  json.key("list").begin_array();
  json.integer(1).string("two").begin_object().end_object().begin_array().end_array();
  json.end_array();
  json.key("empty").begin_object().end_object();
  json.member_or_null("there", std::string("x")).member_or_null("not there", std::nullopt);
  json.key("raw").raw(R"({"a":[1]})");
  json.member("last", 0);
  json.end_object();
  CHECK(out == R"({"text":"a","count":3,"yes":true,"no":false,"none":null,"list":[1,"two",{},[]],"empty":{},)"
               R"("there":"x","not there":null,"raw":{"a":[1]},"last":0})");
}

TEST_CASE("integers are written whole") {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  json.integer(std::numeric_limits<std::int64_t>::min()).integer(0).integer(std::numeric_limits<std::int64_t>::max());
  json.end_array();
  CHECK(out == "[-9223372036854775808,0,9223372036854775807]");
}

TEST_CASE("a text that is a C string, a std::string or a view is a text, never a truth value") {
  std::string out;
  JsonWriter json(out);
  const std::string text = "b";
  json.begin_object().member("a", "a").member("b", text).member("c", std::string_view("c")).end_object();
  CHECK(out == R"({"a":"a","b":"b","c":"c"})");
}

TEST_CASE("what JSON cannot hold as it is, is escaped") {
  CHECK(written("a\"b\\c/d") == R"("a\"b\\c/d")");
  CHECK(written("\n\r\t\b\f") == R"("\n\r\t\b\f")");
  CHECK(written(std::string_view("\0\x1f\x7f", 3)) == "\"\\u0000\\u001f\x7f\"");
  CHECK(written("caf\xc3\xa9 \xf0\x9f\x91\x8d") == "\"caf\xc3\xa9 \xf0\x9f\x91\x8d\"");
}

TEST_CASE("each byte that is no UTF-8 becomes a replacement character") {
  const std::string mark = "\xEF\xBF\xBD";
  struct Row {
    std::string text;
    int marks;
  };
  const Row row = GENERATE_COPY(values<Row>({
      {"\x80", 1},              // a continuation without a lead
      {"\xc3", 1},              // a lead without a continuation
      {"\xc0\xaf", 2},          // overlong, two bytes
      {"\xe0\x80\xaf", 3},      // overlong, three
      {"\xf0\x80\x80\xaf", 4},  // overlong, four
      {"\xed\xa0\x80", 3},      // a surrogate
      {"\xf4\x90\x80\x80", 4},  // beyond U+10FFFF
      {"\xff", 1},
  }));
  std::string expected = "\"a";
  for (int i = 0; i < row.marks; ++i) expected += mark;
  CHECK(written("a" + row.text + "z") == expected + "z\"");
}

TEST_CASE("what needs escaping is found, wherever in a text it stands") {
  for (std::size_t size = 1; size <= 20; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      for (char byte : {'\0', '\n', '\x1f', ' ', '!', '"', '#', '[', '\\', ']', '\x7f', '\x80', '\xc3', '\xff'}) {
        std::string text(size, 'x');
        text[at] = byte;
        const std::string json = written(text);
        if (!Json::accept(json) || Json::parse(json).get<std::string>() != replaced(text)) {
          FAIL("byte " << int(byte) << " at " << at << " of " << size << ": " << json);
        }
        std::string members;
        JsonWriter(members).begin_object().member("as value", text).member(text, "as name").end_object();
        const std::string expected = R"({"as value":)" + json + "," + json + R"(:"as name"})";
        if (members != expected) FAIL("not " << expected << " but " << members);
      }
    }
  }
}

TEST_CASE("whatever is written can be read") {
  rc::prop("any bytes come out as text", [](const std::string& bytes) { RC_ASSERT(Json::accept(written(bytes))); });
  rc::prop("text comes out as it went in", [] {
    const auto text = *rc::gen::container<std::string>(
        rc::gen::oneOf(rc::gen::inRange<char>(1, 127), rc::gen::elementOf(std::string("\"\\\n\r\t\b\f/ "))));
    RC_ASSERT(Json::parse(written(text)).get<std::string>() == text);
  });
  rc::prop("UTF-8 comes out as it went in", [] {
    const auto points = *rc::gen::container<std::vector<char32_t>>(
        rc::gen::oneOf(rc::gen::inRange<char32_t>(1, 0xd800), rc::gen::inRange<char32_t>(0xe000, 0x110000),
                       rc::gen::inRange<char32_t>(1, 128)));
    std::string escaped = "\"";
    for (char32_t point : points) {
      char buffer[16];
      const auto high = static_cast<unsigned>(0xd800 + ((point - 0x10000) >> 10));
      const auto low = static_cast<unsigned>(0xdc00 + (point & 0x3ff));
      if (point < 0x10000)
        std::snprintf(buffer, sizeof buffer, "\\u%04x", static_cast<unsigned>(point));
      else
        std::snprintf(buffer, sizeof buffer, "\\u%04x\\u%04x", high, low);
      escaped += buffer;
    }
    const auto text = Json::parse(escaped + "\"").get<std::string>();
    RC_ASSERT(Json::parse(written(text)).get<std::string>() == text);
    RC_ASSERT(replaced(text) == text);
  });
  rc::prop("objects of any keys and values are read back in order",
           [](const std::vector<std::pair<std::string, int>>& members) {
             std::string out;
             JsonWriter json(out);
             json.begin_array();
             for (const auto& [key, value] : members) json.begin_object().member(key, value).end_object();
             json.end_array();
             const Json parsed = Json::parse(out);
             RC_ASSERT(parsed.size() == members.size());
             for (std::size_t i = 0; i < members.size(); ++i) RC_ASSERT(parsed[i].begin().value() == members[i].second);
           });
}
