#include "core/message/utf8.hpp"

#include <string>

#include <catch2/catch.hpp>

namespace understudy {
namespace {

std::u32string decode(std::string_view text) {
  std::u32string code_points;
  while (!text.empty()) code_points.push_back(take_code_point(text));
  return code_points;
}

TEST_CASE("UTF-8 of every length is read") {
  CHECK(decode("a\xc2\x80\xc3\xa7\xdf\xbf") == U"a\u0080ç\u07ff");
  CHECK(decode("\xe0\xa0\x80€\xef\xbf\xbf") == U"\u0800€\uffff");
  CHECK(decode("\xf0\x90\x80\x80😜\xf4\x8f\xbf\xbf") == U"\U00010000😜\U0010ffff");
  CHECK(decode(std::string_view("\0", 1)) == std::u32string(1, U'\0'));
}

TEST_CASE("each byte of what is not UTF-8 is read as U+FFFD") {
  const auto [text, code_points] = GENERATE(table<std::string, std::u32string>({
      {"\x80", U"\ufffd"},  // a continuation alone
      {"\xff"
       "a",
       U"\ufffda"},                                                 // never in UTF-8
      {"\xe2\x82", U"\ufffd\ufffd"},                                // cut off
      {"\xe2\x82x", U"\ufffd\ufffdx"},                              // cut short
      {"\xc0\x80", U"\ufffd\ufffd"},                                // overlong
      {"\xe0\x9f\xbf", U"\ufffd\ufffd\ufffd"},                      // overlong
      {"\xf0\x8f\xbf\xbf", U"\ufffd\ufffd\ufffd\ufffd"},            // overlong
      {"\xed\xa0\x80", U"\ufffd\ufffd\ufffd"},                      // a surrogate
      {"\xed\xbf\xbf", U"\ufffd\ufffd\ufffd"},                      // a surrogate
      {"\xf4\x90\x80\x80", U"\ufffd\ufffd\ufffd\ufffd"},            // beyond U+10FFFF
      {"\xf8\x88\x80\x80\x80", U"\ufffd\ufffd\ufffd\ufffd\ufffd"},  // five bytes
  }));
  CHECK(decode(text) == code_points);
}

}  // namespace
}  // namespace understudy
