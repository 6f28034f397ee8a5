#include "core/message/phone_number.hpp"

#include <catch2/catch.hpp>

namespace understudy {
namespace {

TEST_CASE("an E.164 number is a plus and 8 to 15 digits") {
  const auto text = GENERATE(as<std::string>{}, "+14155552671", "+29022222", "+123456789012345", "+442071838750");
  const auto number = PhoneNumber::parse(text);
  REQUIRE(number);
  CHECK(number->text() == text);
}

TEST_CASE("anything else is no E.164 number") {
  const auto text = GENERATE(as<std::string>{}, "", "+", "14155552671", "+04155552671", "+1234567", "+1234567890123456",
                             "+1 415 555 2671", "+1(415)5552671", "+1415555267a", " +14155552671", "+14155552671 ",
                             "++4155552671", "whatsapp:+14155552671", "+1415555267\xd9\xa1");
  CAPTURE(text);
  CHECK_FALSE(PhoneNumber::parse(text));
}

TEST_CASE("numbers compare by their digits") {
  CHECK(PhoneNumber::parse("+15005550001") == PhoneNumber::parse("+15005550001"));
  CHECK(PhoneNumber::parse("+15005550001") < PhoneNumber::parse("+15005550002"));
}

TEST_CASE("a short code is 3 to 8 digits without a plus") {
  CHECK(is_short_code("123"));
  CHECK(is_short_code("62442"));
  CHECK(is_short_code("12345678"));
  const auto text = GENERATE(as<std::string>{}, "", "12", "123456789", "+12345", "1234a", "12 45");
  CAPTURE(text);
  CHECK_FALSE(is_short_code(text));
}

TEST_CASE("an alphanumeric sender is up to 11 characters with a letter among them") {
  const auto good = GENERATE(as<std::string>{}, "A", "ACME", "MY-CO +_&1", "Understudy1", "24h Taxi");
  CAPTURE(good);
  CHECK(is_alphanumeric_sender(good));
}

TEST_CASE("digits alone, other signs or a twelfth character make no alphanumeric sender") {
  const auto bad =
      GENERATE(as<std::string>{}, "", "12345", "+14155552671", "Understudy12", "ACME!", "ACME.", "Café", "   ");
  CAPTURE(bad);
  CHECK_FALSE(is_alphanumeric_sender(bad));
}

}  // namespace
}  // namespace understudy
