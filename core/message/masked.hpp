#pragma once

#include <string>
#include <string_view>

namespace understudy {

// A number as messages for people and logs may show it: "+1555•••0099". Up to four digits in front and the last four
// stay; at least three between them do not. Short codes and names are nobody's own and stay as they are; a channel's
// prefix stays, too.
std::string masked_number(std::string_view address);

// A text with each number in it shown like that: all that begins with "+", or "%2B" as in URLs, and goes on with 8 to
// 15 digits.
std::string with_masked_numbers(std::string_view text);

}  // namespace understudy
