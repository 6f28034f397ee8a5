#pragma once

#include <optional>
#include <string_view>

#include "simulator/api/answer.hpp"

namespace understudy::simulator {

// A refusal in Twilio's words and with its HTTP status; nothing for a code that refuses no request.
// https://www.twilio.com/docs/api/errors
std::optional<Refusal> api_refusal(int code, std::string_view to, std::string_view from);
// 21612, which says whether it is about a text or about media.
Refusal unreachable(std::string_view to, std::string_view from, bool with_media);

}  // namespace understudy::simulator
