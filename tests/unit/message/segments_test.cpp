#include "core/message/segments.hpp"

#include <ostream>
#include <string>

#include "tests/support/fixtures.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace understudy {

static std::ostream& operator<<(std::ostream& out, const Segmentation& s) {
  return out << (s.encoding == Encoding::gsm7 ? "GSM-7" : "UCS-2") << ", " << s.segments << " segments, " << s.units
             << " units";
}

namespace {

std::string repeat(std::string_view text, int times) {
  std::string repeated;
  for (int i = 0; i < times; ++i) repeated += text;
  return repeated;
}

TEST_CASE("bodies are encoded and split as in the published vectors") {
  const auto fixture = nlohmann::json::parse(test::read_fixture("twilio/segment_vectors.json"));
  REQUIRE(fixture["vectors"].size() == 46);
  for (const auto& vector : fixture["vectors"]) {
    CAPTURE(vector["name"].get<std::string>());
    const auto segmentation = segment(vector["body"].get<std::string>());
    CHECK(segmentation.segments == vector["segments"]);
    CHECK((segmentation.encoding == Encoding::gsm7 ? "GSM-7" : "UCS-2") == vector["encoding"]);
  }
}

TEST_CASE("an empty body is one segment of nothing") { CHECK(segment("") == Segmentation{Encoding::gsm7, 1, 0}); }

TEST_CASE("units are septets in GSM-7, with two for an escaped character") {
  CHECK(segment("10 € {net}") == Segmentation{Encoding::gsm7, 1, 13});
}

TEST_CASE("units are UTF-16 code units in UCS-2, where brackets cost one and emoji two") {
  CHECK(segment("[ç] 😜") == Segmentation{Encoding::ucs2, 1, 6});
}

TEST_CASE("one curly quote turns 160 characters from one segment into three") {
  CHECK(segment(repeat("x", 160)) == Segmentation{Encoding::gsm7, 1, 160});
  CHECK(segment(repeat("x", 159) + "’") == Segmentation{Encoding::ucs2, 3, 160});
}

TEST_CASE("an escaped character moves to the next part whole") {
  CHECK(segment(repeat("x", 152) + "€" + repeat("x", 151)) == Segmentation{Encoding::gsm7, 2, 305});
  CHECK(segment(repeat("x", 152) + "€" + repeat("x", 152)) == Segmentation{Encoding::gsm7, 3, 306});
}

TEST_CASE("a surrogate pair moves to the next part whole") {
  CHECK(segment(repeat("ç", 66) + "😜" + repeat("ç", 65)) == Segmentation{Encoding::ucs2, 2, 133});
  CHECK(segment(repeat("ç", 66) + "😜" + repeat("ç", 66)) == Segmentation{Encoding::ucs2, 3, 134});
}

TEST_CASE("each byte that is not UTF-8 counts as one unit and makes the body UCS-2") {
  CHECK(segment("abc\xe2\x82") == Segmentation{Encoding::ucs2, 1, 5});
}

TEST_CASE("a text is measured in UTF-16 code units") {
  CHECK(utf16_units("") == 0);
  CHECK(utf16_units("aç€\uffff") == 4);
  CHECK(utf16_units("😜\U00010000") == 4);
  CHECK(utf16_units("\xff\xfe") == 2);
}

}  // namespace
}  // namespace understudy
