#pragma once

#include <string>
#include <string_view>

namespace understudy {

// A number as messages for people and logs may show it: "+1555•••0099". Up to four digits in front and the last four
// stay; at least three between them do not. Short codes and names are nobody's own and stay as they are; a channel's
// prefix stays, too.
std::string masked_number(std::string_view address);

}  // namespace understudy
