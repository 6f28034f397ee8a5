#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/runtime/result.hpp"

namespace understudy {

// Who carries a line and what it is, as far as Lookup knows.
struct LineType {
  std::optional<std::string> type;  // "mobile", "landline", "fixedVoip", "nonFixedVoip", "tollFree" …
  std::optional<std::string> carrier_name;
  std::optional<std::string> mobile_country_code;
  std::optional<std::string> mobile_network_code;
  std::optional<int> error_code;  // why nothing is known; one of 606xx
  bool operator==(const LineType&) const = default;
};

// A number as Lookup v2 shows it. https://www.twilio.com/docs/lookup/v2-api
struct PhoneLookup {
  std::string phone_number;  // E.164 where it can be had, else as asked
  bool valid = false;
  std::vector<std::string> validation_errors;       // "TOO_SHORT", as in NumberTrouble; empty for a valid number
  std::optional<std::string> calling_country_code;  // "1"; nothing in this and the next two for one that is not valid
  std::optional<std::string> country_code;          // "US"
  std::optional<std::string> national_format;       // "(415) 992-9960"
  std::optional<LineType> line_type;                // where `Fields` asked for line_type_intelligence
  std::string url;
  bool operator==(const PhoneLookup&) const = default;
};

// Reads the answer to GET /v2/PhoneNumbers/{number}; `bad_response` says which field is missing or of another type. A
// number that is none is an answer, too.
Result<PhoneLookup> parse_lookup(std::string_view json);

}  // namespace understudy
