#pragma once

#include <string_view>

#include "core/http/message.hpp"

namespace understudy::recorder {

// A refusal in the shape that Twilio's have: {"code": …, "message": …, "more_info": …, "status": …}.
Response api_error(int status, int code, std::string_view message);

}  // namespace understudy::recorder
