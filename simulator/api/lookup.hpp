#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace understudy::simulator {

// What the numbering plans know of a number. https://www.twilio.com/docs/lookup/v2-api
struct LookedUp {
  std::string number;               // E.164 where it can be had, else as asked
  std::string calling_code;         // "1"; this and the next two are empty for a number that is not valid
  std::string country;              // "US"
  std::string national_format;      // "(415) 992-9960"
  std::vector<std::string> errors;  // such as TOO_SHORT; none for a valid number
};

// A number in E.164 form, or in national form with the country it is in.
LookedUp look_up(std::string_view number, std::string_view country);

}  // namespace understudy::simulator
