#include "simulator/api/lookup.hpp"

#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumberutil.h>

namespace understudy::simulator {
namespace {

namespace numbers = i18n::phonenumbers;
using Util = numbers::PhoneNumberUtil;

Util& util() {
  static Util& instance = []() -> Util& {
    Util& made = *Util::GetInstance();
    made.SetLogger(new numbers::NullLogger);  // its own writes to standard output; it takes the logger over
    return made;
  }();
  return instance;
}

// In Lookup's words; empty when nothing is wrong.
std::string trouble(Util::ErrorType error) {
  switch (error) {
    case Util::NO_PARSING_ERROR: return {};
    case Util::INVALID_COUNTRY_CODE_ERROR: return "INVALID_COUNTRY_CODE";
    case Util::NOT_A_NUMBER: return "NOT_A_NUMBER";
    case Util::TOO_SHORT_AFTER_IDD:
    case Util::TOO_SHORT_NSN: return "TOO_SHORT";
    case Util::TOO_LONG_NSN: return "TOO_LONG";
  }
  return "NOT_A_NUMBER";
}

std::string trouble(const numbers::PhoneNumber& number) {
  switch (util().IsPossibleNumberWithReason(number)) {
    case Util::IS_POSSIBLE:
    case Util::IS_POSSIBLE_LOCAL_ONLY: break;
    case Util::INVALID_COUNTRY_CODE: return "INVALID_COUNTRY_CODE";
    case Util::TOO_SHORT: return "TOO_SHORT";
    case Util::TOO_LONG: return "TOO_LONG";
    case Util::INVALID_LENGTH: return "INVALID_LENGTH";
  }
  return util().IsValidNumber(number) ? "" : "INVALID_BUT_POSSIBLE";
}

}  // namespace

LookedUp look_up(std::string_view text, std::string_view country) {
  LookedUp found;
  found.number = text;
  numbers::PhoneNumber number;
  const std::string region = country.empty() ? "ZZ" : std::string(country);  // ZZ: none is assumed
  std::string error = trouble(util().Parse(std::string(text), region, &number));
  if (error.empty()) {
    util().Format(number, Util::E164, &found.number);
    error = trouble(number);
  }
  if (!error.empty()) {
    found.errors.push_back(std::move(error));
    return found;
  }
  found.calling_code = std::to_string(number.country_code());
  util().GetRegionCodeForNumber(number, &found.country);
  util().Format(number, Util::NATIONAL, &found.national_format);
  return found;
}

}  // namespace understudy::simulator
