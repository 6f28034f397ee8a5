#include "core/message/gsm7.hpp"

#include <cstdint>
#include <map>
#include <string>

#include "tests/support/fixtures.hpp"

#include <catch2/catch.hpp>

namespace understudy {
namespace {

TEST_CASE("the GSM 7-bit alphabet has exactly the characters of the published table") {
  std::map<char32_t, int> published;
  for (const auto& row : test::read_csv_fixture("twilio/gsm7.csv")) {
    const auto code_point = static_cast<char32_t>(std::stoul(row.at("codepoint").substr(2), nullptr, 16));
    published[code_point] = std::stoi(row.at("septets"));
  }
  REQUIRE(published.size() == 137);
  for (char32_t code_point = 0; code_point <= 0x10FFFF; ++code_point) {
    const auto row = published.find(code_point);
    const int expected = row == published.end() ? 0 : row->second;
    if (gsm7_septets(code_point) != expected) FAIL_CHECK("wrong septets for code point " << std::uint32_t(code_point));
  }
}

TEST_CASE("Ç is in the GSM 7-bit alphabet and ç is not; neither are the backtick and the tab") {
  CHECK(gsm7_septets(U'Ç') == 1);
  CHECK(gsm7_septets(U'ç') == 0);
  CHECK(gsm7_septets(U'`') == 0);
  CHECK(gsm7_septets(U'\t') == 0);
}

}  // namespace
}  // namespace understudy
