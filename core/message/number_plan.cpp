#include "core/message/number_plan.hpp"

#include <fmt/format.h>
#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumberutil.h>

namespace understudy {
namespace {

namespace plans = i18n::phonenumbers;
using Util = plans::PhoneNumberUtil;

constexpr const char* no_region = "ZZ";    // as libphonenumber has it
constexpr const char* no_country = "001";  // likewise, for +800 and its like

Util& util() {
  static Util& instance = []() -> Util& {
    Util& made = *Util::GetInstance();
    made.SetLogger(new plans::NullLogger);  // its own writes to standard output; it takes the logger over
    return made;
  }();
  return instance;
}

std::optional<NumberTrouble> trouble_of(Util::ErrorType error) {
  switch (error) {
    case Util::NO_PARSING_ERROR: return std::nullopt;
    case Util::INVALID_COUNTRY_CODE_ERROR: return NumberTrouble::invalid_country_code;
    case Util::NOT_A_NUMBER: return NumberTrouble::not_a_number;
    case Util::TOO_SHORT_AFTER_IDD:
    case Util::TOO_SHORT_NSN: return NumberTrouble::too_short;
    case Util::TOO_LONG_NSN: return NumberTrouble::too_long;
  }
  return NumberTrouble::not_a_number;
}

// Of its length only. A number that can be dialled without its area code from nearby is as long as it should be.
std::optional<NumberTrouble> trouble_of(Util::ValidationResult result) {
  switch (result) {
    case Util::IS_POSSIBLE:
    case Util::IS_POSSIBLE_LOCAL_ONLY: return std::nullopt;
    case Util::INVALID_COUNTRY_CODE: return NumberTrouble::invalid_country_code;
    case Util::TOO_SHORT: return NumberTrouble::too_short;
    case Util::TOO_LONG: return NumberTrouble::too_long;
    case Util::INVALID_LENGTH: return NumberTrouble::invalid_length;
  }
  return NumberTrouble::invalid_length;
}

struct Parsed {
  plans::PhoneNumber number;
  std::optional<NumberTrouble> trouble;
};

Parsed parse(std::string_view text, std::string_view region) {
  Parsed parsed;
  const std::string assumed = region.empty() ? no_region : std::string(region);
  parsed.trouble = trouble_of(util().Parse(std::string(text), assumed, &parsed.number));
  return parsed;
}

plans::PhoneNumber parse(const PhoneNumber& number) { return parse(number.text(), {}).number; }

std::string format(const plans::PhoneNumber& number, Util::PhoneNumberFormat as) {
  std::string text;
  util().Format(number, as, &text);
  return text;
}

bool is_region(std::string_view text) { return util().GetCountryCodeForRegion(std::string(text)) != 0; }

std::string explain(NumberTrouble trouble, bool has_country) {
  switch (trouble) {
    case NumberTrouble::too_short: return "is too short for a phone number";
    case NumberTrouble::too_long: return "is too long for a phone number";
    case NumberTrouble::invalid_length: return "has a length that no phone number of its country has";
    case NumberTrouble::invalid_but_possible: return "is no phone number of its country";
    case NumberTrouble::invalid_country_code:
      return has_country ? "begins with no country's code" : "has no country code: write it like +14155552671";
    case NumberTrouble::not_a_number: return "is not a phone number";
  }
  return {};
}

}  // namespace

Result<PhoneNumber> parse_number(std::string_view text, std::string_view default_region) {
  const auto refuse = [&](std::string_view why) {
    return failure(ErrorCode::invalid_input, fmt::format("\"{}\" {}", text.substr(0, 40), why));
  };
  if (!default_region.empty() && !is_region(default_region)) {
    return failure(ErrorCode::invalid_input,
                   fmt::format("\"{}\" is no region; one has two capital letters, such as US or GB", default_region));
  }
  const auto [number, trouble] = parse(text, default_region);
  if (trouble) return refuse(explain(*trouble, text.find('+') != std::string_view::npos));
  if (number.has_extension()) return refuse("has an extension, and a text reaches a whole line only");
  const auto length = util().IsPossibleNumberWithReason(number);
  if (length == Util::IS_POSSIBLE_LOCAL_ONLY) return refuse("is too short: it lacks its area code");
  if (const auto wrong = trouble_of(length)) return refuse(explain(*wrong, true));
  const auto parsed = PhoneNumber::parse(format(number, Util::E164));
  if (!parsed) return refuse(explain(NumberTrouble::too_short, true));
  return *parsed;
}

bool is_possible(const PhoneNumber& number) {
  return util().IsPossibleNumberWithReason(parse(number)) == Util::IS_POSSIBLE;
}

bool is_valid(const PhoneNumber& number) { return util().IsValidNumber(parse(number)); }

std::optional<std::string> region_of(const PhoneNumber& number) {
  const plans::PhoneNumber parsed = parse(number);
  std::string region;
  util().GetRegionCodeForNumber(parsed, &region);
  if (region == no_region) util().GetRegionCodeForCountryCode(parsed.country_code(), &region);
  if (region == no_region || region == no_country) return std::nullopt;
  return region;
}

std::string national_format(const PhoneNumber& number) { return format(parse(number), Util::NATIONAL); }

LineKind line_kind(const PhoneNumber& number) {
  switch (util().GetNumberType(parse(number))) {
    case Util::MOBILE: return LineKind::mobile;
    case Util::FIXED_LINE: return LineKind::landline;
    case Util::FIXED_LINE_OR_MOBILE: return LineKind::mobile_or_landline;
    case Util::TOLL_FREE: return LineKind::toll_free;
    case Util::PREMIUM_RATE:
    case Util::SHARED_COST:
    case Util::VOIP:
    case Util::PERSONAL_NUMBER:
    case Util::PAGER:
    case Util::UAN:
    case Util::VOICEMAIL: return LineKind::other;
    case Util::UNKNOWN: return LineKind::unknown;
  }
  return LineKind::unknown;
}

std::string_view to_string(LineKind kind) {
  switch (kind) {
    case LineKind::mobile: return "mobile";
    case LineKind::landline: return "landline";
    case LineKind::mobile_or_landline: return "mobile_or_landline";
    case LineKind::toll_free: return "toll_free";
    case LineKind::other: return "other";
    case LineKind::unknown: return "unknown";
  }
  return "unknown";
}

std::string_view to_string(NumberTrouble trouble) {
  switch (trouble) {
    case NumberTrouble::too_short: return "TOO_SHORT";
    case NumberTrouble::too_long: return "TOO_LONG";
    case NumberTrouble::invalid_length: return "INVALID_LENGTH";
    case NumberTrouble::invalid_but_possible: return "INVALID_BUT_POSSIBLE";
    case NumberTrouble::invalid_country_code: return "INVALID_COUNTRY_CODE";
    case NumberTrouble::not_a_number: return "NOT_A_NUMBER";
  }
  return "NOT_A_NUMBER";
}

NumberFacts look_up_number(std::string_view text, std::string_view default_region) {
  auto [number, trouble] = parse(text, default_region);
  NumberFacts facts{.number = std::string(text), .trouble = trouble};
  if (facts.trouble) return facts;
  facts.number = format(number, Util::E164);
  facts.trouble = trouble_of(util().IsPossibleNumberWithReason(number));
  if (!facts.trouble && !util().IsValidNumber(number)) facts.trouble = NumberTrouble::invalid_but_possible;
  if (facts.trouble) return facts;
  facts.calling_code = std::to_string(number.country_code());
  util().GetRegionCodeForNumber(number, &facts.region);
  facts.national_format = format(number, Util::NATIONAL);
  return facts;
}

}  // namespace understudy
