#pragma once

#include <optional>
#include <string_view>

#include "simulator/api/answer.hpp"

namespace understudy::simulator {

// A refusal in Twilio's words and with its HTTP status; nothing for a code that refuses no request.
// https://www.twilio.com/docs/api/errors
std::optional<Refusal> api_refusal(int code, std::string_view to, std::string_view from);

}  // namespace understudy::simulator
