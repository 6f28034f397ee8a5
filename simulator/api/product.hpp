#pragma once

#include <string_view>

namespace understudy::simulator {

// Whether a path belongs to the host that the URL names: Twilio's products have hosts of their own, such as
// messaging.twilio.com or, by edge and region, messaging.dublin.ie1.twilio.com, and some have the same paths. On any
// other host, such as localhost, all of them are served.
// https://www.twilio.com/docs/global-infrastructure/understanding-twilio-regions
bool host_serves(std::string_view url, std::string_view path);

}  // namespace understudy::simulator
