#include "core/message/number_plan.hpp"

#include <catch2/catch.hpp>

using namespace understudy;

namespace {

PhoneNumber number(const std::string& text) { return *PhoneNumber::parse(text); }

}  // namespace

TEST_CASE("a number as people write it becomes E.164") {
  const auto [text, region, e164] = GENERATE(table<std::string, std::string, std::string>({
      {"+14155552671", "", "+14155552671"},
      {"+1 (415) 555-2671", "", "+14155552671"},
      {"(415) 555-2671", "US", "+14155552671"},
      {"415.555.2671", "US", "+14155552671"},
      {"1-415-555-2671", "CA", "+14155552671"},
      {"1-800-FLOWERS", "US", "+18003569377"},
      {"020 7183 8750", "GB", "+442071838750"},
      {"+44 (0)20 7183 8750", "", "+442071838750"},
      {"00 44 20 7183 8750", "DE", "+442071838750"},
      {"030 901820", "DE", "+4930901820"},
      {"06 12 34 56 78", "FR", "+33612345678"},
      {"06 6982", "IT", "+39066982"},  // the zero belongs to the number there
      {"098765 43210", "IN", "+919876543210"},
      {"090-1234-5678", "JP", "+819012345678"},
      {"(11) 96123-4567", "BR", "+5511961234567"},
      {"0412 345 678", "AU", "+61412345678"},
      {"+1 415 555 2671", "GB", "+14155552671"},  // the plus says more than the region
      {"+290 51234", "", "+29051234"},
      {"+800 1234 5678", "", "+80012345678"},
  }));
  CAPTURE(text, region);
  const auto parsed = parse_number(text, region);
  REQUIRE(parsed);
  CHECK(parsed->text() == e164);
}

TEST_CASE("what is no number is told what is wrong with it") {
  const auto [text, region, message] = GENERATE(table<std::string, std::string, std::string>({
      {"+1415555", "", "\"+1415555\" is too short for a phone number"},
      {"415", "US", "\"415\" is too short for a phone number"},
      {"555-2671", "US", "\"555-2671\" is too short: it lacks its area code"},
      {"+141555526711", "", "\"+141555526711\" is too long for a phone number"},
      {"+44 20 7183 8750 1234567", "", "\"+44 20 7183 8750 1234567\" is too long for a phone number"},
      {"(415) 555-2671", "", "\"(415) 555-2671\" has no country code: write it like +14155552671"},
      {"+9991234567", "", "\"+9991234567\" begins with no country's code"},
      {"", "US", "\"\" is not a phone number"},
      {"hello", "US", "\"hello\" is not a phone number"},
      {"+", "", "\"+\" is not a phone number"},
      {"415 555 2671 ext. 5", "US", "\"415 555 2671 ext. 5\" has an extension, and a text reaches a whole line only"},
      {"(415) 555-2671", "UK", "\"UK\" is no region; one has two capital letters, such as US or GB"},
      {"(415) 555-2671", "us", "\"us\" is no region; one has two capital letters, such as US or GB"},
  }));
  CAPTURE(text, region);
  const auto parsed = parse_number(text, region);
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().code == ErrorCode::invalid_input);
  CHECK(parsed.error().message == message);
}

TEST_CASE("the plans know where a number is and what line it is") {
  const auto [e164, region, kind, national] = GENERATE(table<std::string, std::string, LineKind, std::string>({
      {"+14155552671", "US", LineKind::mobile_or_landline, "(415) 555-2671"},
      {"+16135550100", "CA", LineKind::mobile_or_landline, "(613) 555-0100"},
      {"+18003569377", "US", LineKind::toll_free, "(800) 356-9377"},
      {"+447400123456", "GB", LineKind::mobile, "07400 123456"},
      {"+442071838750", "GB", LineKind::landline, "020 7183 8750"},
      {"+4930901820", "DE", LineKind::landline, "030 901820"},
      {"+33612345678", "FR", LineKind::mobile, "06 12 34 56 78"},
      {"+919876543210", "IN", LineKind::mobile, "098765 43210"},
      {"+61412345678", "AU", LineKind::mobile, "0412 345 678"},
      {"+448431234567", "GB", LineKind::other, "0843 123 4567"},
  }));
  CAPTURE(e164);
  CHECK(is_valid(number(e164)));
  CHECK(is_possible(number(e164)));
  CHECK(region_of(number(e164)) == region);
  CHECK(line_kind(number(e164)) == kind);
  CHECK(national_format(number(e164)) == national);
}

TEST_CASE("numbers kept for fiction are possible, and valid where their area code is") {
  CHECK(is_possible(number("+14155550123")));
  CHECK(is_valid(number("+14155550123")));

  const PhoneNumber nowhere = number("+15550100099");  // there is no area code 555
  CHECK(is_possible(nowhere));
  CHECK_FALSE(is_valid(nowhere));
  CHECK(region_of(nowhere) == "US");
  CHECK(line_kind(nowhere) == LineKind::unknown);
  CHECK(parse_number("+1 555 010 0099") == nowhere);
}

TEST_CASE("a number of no country has no region") {
  CHECK(is_valid(number("+80012345678")));
  CHECK_FALSE(region_of(number("+80012345678")));
  CHECK_FALSE(region_of(number("+99912345678")));
}

TEST_CASE("a number of the wrong length is not possible") {
  CHECK_FALSE(is_possible(number("+14155552")));
  CHECK_FALSE(is_possible(number("+141555526711")));
  CHECK_FALSE(is_possible(number("+99912345678")));
}

TEST_CASE("all that the plans say of a number is said in Lookup's words") {
  const auto [text, region, e164, trouble] = GENERATE(table<std::string, std::string, std::string, NumberTrouble>({
      {"+1415992", "", "+1415992", NumberTrouble::too_short},
      {"+141599299601234", "", "+141599299601234", NumberTrouble::too_long},
      {"+1 555 010 0099", "", "+15550100099", NumberTrouble::invalid_but_possible},
      {"+9991234567", "", "+9991234567", NumberTrouble::invalid_country_code},
      {"4159929960", "", "4159929960", NumberTrouble::invalid_country_code},
      {"hello", "US", "hello", NumberTrouble::not_a_number},
  }));
  CAPTURE(text);
  const NumberFacts facts = look_up_number(text, region);
  CHECK(facts.number == e164);
  CHECK(facts.trouble == trouble);
  CHECK(facts.calling_code.empty());
  CHECK(facts.region.empty());
  CHECK(facts.national_format.empty());
}

TEST_CASE("a valid number is looked up with its country") {
  const NumberFacts facts = look_up_number("(415) 992-9960", "US");
  CHECK(facts.number == "+14159929960");
  CHECK_FALSE(facts.trouble);
  CHECK(facts.calling_code == "1");
  CHECK(facts.region == "US");
  CHECK(facts.national_format == "(415) 992-9960");
  CHECK(look_up_number("020 7183 8750", "GB").national_format == "020 7183 8750");
}
