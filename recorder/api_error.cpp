#include "recorder/api_error.hpp"

#include "core/api/json_writer.hpp"
#include "recorder/body.hpp"

namespace understudy::recorder {

Response api_error(int status, int code, std::string_view message) {
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.member("code", code).member("message", message);
  json.member("more_info", "https://www.twilio.com/docs/errors/" + std::to_string(code)).member("status", status);
  json.end_object();
  return Response(status, std::string(json_content_type), std::move(body));
}

}  // namespace understudy::recorder
