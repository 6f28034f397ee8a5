#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/http/message.hpp"
#include "core/runtime/time.hpp"

namespace understudy::simulator {

inline constexpr std::string_view json_content_type = "application/json";

// Why a request was refused, in Twilio's terms. https://www.twilio.com/docs/usage/twilios-response
struct Refusal {
  int status = 400;
  int code = 0;
  std::string message;
  std::string detail = {};  // some have one
};

// What the world says to a request, before it becomes an HTTP response.
struct Answer {
  int status = 200;
  int code = 0;  // Twilio's, of a refusal
  std::string body;
  std::string content_type = std::string(json_content_type);
  std::string request_id;  // RQ and 32 hexadecimal digits
  std::optional<Duration> retry_after;
  std::string location = {};  // where a redirect leads
  int concurrent_requests = 1;
};

// {"code": …, "message": …, "more_info": …, "status": …}
Answer refuse(const Refusal& refusal);
// 404/20404, with the path as Twilio has it: without host and query.
Refusal not_found(std::string_view path);

// With the headers of a real answer. `took` is what Twilio-Request-Duration says.
Response to_response(Answer answer, Duration took);

}  // namespace understudy::simulator
