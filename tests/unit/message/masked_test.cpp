#include "core/message/masked.hpp"

#include <algorithm>
#include <string>

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

namespace understudy {
namespace {

TEST_CASE("of a number the ends are shown, of a short code or a name all") {
  const auto [address, shown] = GENERATE(table<std::string, std::string>({
      {"+15551230099", "+1555•••0099"},
      {"+442071838750", "+4420••••8750"},
      {"+290512345", "+29•••2345"},
      {"+29051234", "+2•••1234"},
      {"+2905123", "+•••5123"},
      {"+123", "+123"},
      {"(415) 555-2671", "(415) •••-2671"},
      {"whatsapp:+15551230099", "whatsapp:+1555•••0099"},
      {"12345", "12345"},
      {"My Shop", "My Shop"},
      {"MG0123456789abcdef0123456789abcdef", "MG0123456789abcdef0123456789abcdef"},
      {"", ""},
  }));
  CHECK(masked_number(address) == shown);
}

TEST_CASE("a text shows the numbers in it masked, and is otherwise as it was") {
  const auto [text, shown] = GENERATE(table<std::string, std::string>({
      {"", ""},
      {"no number", "no number"},
      {"The 'To' number +15550100099 is not valid.", "The 'To' number +1555•••0099 is not valid."},
      {"+15550100099,+442079460958", "+1555•••0099,+4420••••0958"},
      {"/v2/PhoneNumbers/%2B14159929960", "/v2/PhoneNumbers/+1415•••9960"},
      {"?To=%2b15550100099&PageSize=50", "?To=+1555•••0099&PageSize=50"},
      {"1 + 1 = 2, +1234567 and +1234567890123456", "1 + 1 = 2, +1234567 and +1234567890123456"},
      {"SM00112233445566778899aabbccddeeff at 2026-01-01", "SM00112233445566778899aabbccddeeff at 2026-01-01"},
      {"ends with +", "ends with +"},
  }));
  CHECK(with_masked_numbers(text) == shown);
}

TEST_CASE("no number can be read from its mask") {
  rc::prop("three digits at least are hidden of any E.164 number", [] {
    std::string number = "+" + std::to_string(*rc::gen::inRange<std::int64_t>(10'000'000, 1'000'000'000'000'000));
    const std::string masked = masked_number(number);
    RC_ASSERT(std::ranges::count_if(masked, [](char c) { return c >= '0' && c <= '9'; }) + 3 <=
              static_cast<std::ptrdiff_t>(number.size()) - 1);
    RC_ASSERT(masked.ends_with(number.substr(number.size() - 4)));
  });
}

}  // namespace
}  // namespace understudy
