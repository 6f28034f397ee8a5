#include "simulator/api/answer.hpp"

#include <array>

#include "core/api/json_writer.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

using std::chrono::ceil;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> common_headers{{
    {"X-API-Domain", "api.twilio.com"},
    {"X-Home-Region", "us1"},
    {"X-Powered-By", "AT-5000"},
    {"X-Shenanigans", "none"},
    {"Access-Control-Allow-Origin", "*"},
    {"Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS"},
    {"Access-Control-Allow-Headers",
     "Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since, "
     "Idempotency-Key"},
    {"Access-Control-Expose-Headers", "ETag"},
    {"Access-Control-Allow-Credentials", "true"},
    {"Strict-Transport-Security", "max-age=31536000"},
}};

// Seconds with three decimals.
std::string format_request_duration(Duration took) {
  if (took == Duration{0}) return "0.000";
  const auto whole = std::chrono::floor<milliseconds>(took).count();
  return fmt::format("{}.{:03}", whole / 1000, whole % 1000);
}

}  // namespace

Answer refuse(const Refusal& refusal) {
  Answer answer;
  answer.status = refusal.status;
  answer.code = refusal.code;
  JsonWriter json(answer.body);
  json.begin_object();
  json.member("code", refusal.code);
  if (!refusal.detail.empty()) json.member("detail", std::string_view(refusal.detail));
  json.member("message", std::string_view(refusal.message));
  json.member("more_info", std::string_view(fmt::format("https://www.twilio.com/docs/errors/{}", refusal.code)));
  json.member("status", refusal.status);
  json.end_object();
  return answer;
}

Refusal not_found(std::string_view path) {
  return {404, 20404, fmt::format("The requested resource {} was not found", path)};
}

Response to_response(Answer answer, Duration took) {
  Response response(answer.status);
  Headers& headers = response.headers;
  headers.reserve(common_headers.size() + 6, 1024);
  if (answer.status != 204) headers.add("Content-Type", answer.content_type);
  headers.add("Twilio-Request-Id", answer.request_id);
  headers.add("Twilio-Request-Duration", format_request_duration(took));
  headers.add("Twilio-Concurrent-Requests", std::to_string(answer.concurrent_requests));
  for (const auto& [name, value] : common_headers) headers.add(name, value);
  if (!answer.location.empty()) headers.add("Location", answer.location);
  if (answer.status == 401) headers.add("WWW-Authenticate", "Basic realm=\"Twilio API\"");
  if (answer.retry_after) {
    headers.add("Retry-After", std::to_string(ceil<seconds>(*answer.retry_after).count()));
  }
  response.body = std::move(answer.body);
  return response;
}

}  // namespace understudy::simulator
