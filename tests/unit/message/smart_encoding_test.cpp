#include "core/message/smart_encoding.hpp"

#include "tests/support/fixtures.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;

namespace {

// "U+0020 U+00E9" as UTF-8.
std::string text_of(const std::string& code_points) {
  std::string text;
  for (std::size_t at = code_points.find("U+"); at != std::string::npos; at = code_points.find("U+", at + 2)) {
    const auto c = static_cast<unsigned>(std::stoul(code_points.substr(at + 2), nullptr, 16));
    if (c < 0x80) {
      text += static_cast<char>(c);
    } else if (c < 0x800) {
      text += {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 63))};
    } else if (c < 0x10000) {
      text += {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 63)),
               static_cast<char>(0x80 | (c & 63))};
    } else {
      text += {static_cast<char>(0xF0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 63)),
               static_cast<char>(0x80 | (c >> 6 & 63)), static_cast<char>(0x80 | (c & 63))};
    }
  }
  return text;
}

}  // namespace

TEST_CASE("smart encoding replaces each character as Twilio does") {
  const auto rows = read_csv_fixture("twilio/smart_encoding.csv");
  REQUIRE(rows.size() == 270);
  for (const auto& row : rows) {
    INFO(row.at("from_name"));
    CHECK(smart_encoded("a" + text_of(row.at("from_codepoints")) + "z") ==
          "a" + text_of(row.at("to_codepoints")) + "z");
  }
}

TEST_CASE("smart encoding leaves all else alone") {
  const std::string text = "caf\xC3\xA9 \xF0\x9F\x91\x8D \xFF 100%";
  CHECK(smart_encoded(text) == text);
}
