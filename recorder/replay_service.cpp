#include "core/http/url.hpp"
#include "recorder/api_error.hpp"
#include "recorder/body.hpp"
#include "recorder/replay.hpp"

#include <nlohmann/json.hpp>

namespace understudy::recorder {
namespace {

constexpr std::string_view control_root = "/_understudy/";

Response json_response(int status, std::string body) {
  return Response(status, std::string(json_content_type), std::move(body));
}

Response inbound(Replay& replay, const std::string& body) {
  const auto text = nlohmann::json::parse(body, nullptr, false);
  for (const char* name : {"from", "to", "body"}) {
    const bool there = text.is_object() && text.contains(name) && text[name].is_string();
    if (!there) {
      return api_error(400, 20001,
                       std::string("wants a JSON object with the texts from, to and body; there is no ") + name);
    }
  }
  const auto played = replay.text_in(text["from"], text["to"], text["body"]);
  if (played) return json_response(201, "{}");
  return api_error(played.error().code == ErrorCode::unmatched ? 404 : 400, 20404, played.error().message);
}

Response control(Replay& replay, const Request& request) {
  const std::string_view path = path_of(request.url);
  if (request.method == "GET" && path == "/_understudy/v1/health") return json_response(200, R"({"status":"ok"})");
  if (request.method == "POST" && path == "/_understudy/v1/inbound") return inbound(replay, request.body);
  return api_error(404, 20404,
                   "a replay answers GET /_understudy/v1/health and POST /_understudy/v1/inbound, not " +
                       request.method + " " + std::string(path));
}

}  // namespace

Task<Result<Response>> ReplayService::handle(Request request) {
  if (path_of(request.url).starts_with(control_root)) co_return control(replay_, request);
  auto answer = co_await replay_.answer(std::move(request));
  if (answer || answer.error().code != ErrorCode::unmatched) co_return answer;
  co_return api_error(404, 20404, answer.error().message);
}

}  // namespace understudy::recorder
