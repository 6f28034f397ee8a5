#pragma once

#include <string>
#include <string_view>

namespace understudy {

// The body with typographic characters replaced by such that GSM-7 has, as Twilio's smart encoding does. It saves
// segments only if nothing outside GSM-7 is left. https://www.twilio.com/docs/messaging/services#smart-encoding
std::string smart_encoded(std::string_view utf8);

}  // namespace understudy
