#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/message/phone_number.hpp"
#include "core/runtime/result.hpp"

namespace understudy {

// What the world's numbering plans say of numbers, as far as libphonenumber knows them. They are read when they are
// first asked for, which takes some megabytes. A region is a country by its two capital letters, "US".
//
// Numbers kept for fiction are possible, and mostly valid, too: +1 415 555 0123 is, as no plan sets 555-01xx apart;
// +1 555 010 0099 is not, as there is no area code 555.

// A number as people write it: "+44 20 7183 8750" anywhere, "(415) 555-2671" where a region is assumed; letters count
// as on a keypad. `invalid_input` says what is wrong: too short or too long for its country, without a country, no
// number at all, or one with an extension, which no text reaches. What it answers is possible; see is_valid().
Result<PhoneNumber> parse_number(std::string_view text, std::string_view default_region = {});

// Whether it has as many digits as its country's numbers, and whether its country has such numbers. Neither says that
// anyone answers there.
bool is_possible(const PhoneNumber& number);
bool is_valid(const PhoneNumber& number);

// Where it is. Of a number that is not valid it is the country that its calling code is mostly used by, the United
// States for +1. Nothing for one that is in no country, such as +800 and +870.
std::optional<std::string> region_of(const PhoneNumber& number);
// "(415) 555-2671": as it is written in its own country.
std::string national_format(const PhoneNumber& number);

enum class LineKind {
  mobile,
  landline,
  mobile_or_landline,  // the plan does not tell, as in the United States
  toll_free,
  other,  // premium rate, shared cost, internet telephony, pagers …
  unknown,
};
LineKind line_kind(const PhoneNumber& number);
std::string_view to_string(LineKind kind);

// What is wrong with a number, and the word that Lookup has for it in `validation_errors`.
// https://www.twilio.com/docs/lookup/v2-api
enum class NumberTrouble {
  too_short,
  too_long,
  invalid_length,
  invalid_but_possible,
  invalid_country_code,
  not_a_number,
};
std::string_view to_string(NumberTrouble trouble);  // "TOO_SHORT"

// All that the plans say of one number, whatever it is.
struct NumberFacts {
  std::string number;                         // E.164 where it can be had, else as asked
  std::optional<NumberTrouble> trouble = {};  // nothing for a valid number
  std::string calling_code = {};              // "1"; this and the next two are empty for a number that is not valid
  std::string region = {};                    // "US"
  std::string national_format = {};           // "(415) 992-9960"
};
NumberFacts look_up_number(std::string_view text, std::string_view default_region = {});

}  // namespace understudy
