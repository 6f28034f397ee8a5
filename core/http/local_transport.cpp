#include "core/http/local_transport.hpp"

#include "core/http/bad_line.hpp"
#include "core/http/body_stream.hpp"
#include "core/http/url.hpp"
#include "core/runtime/waiting.hpp"

namespace understudy {
namespace {

void gather(Response& answer) {
  const auto stream = std::exchange(answer.stream, nullptr);
  for (std::string piece = stream->take(); !piece.empty(); piece = stream->take()) answer.body += piece;
}

}  // namespace

Service* LocalTransport::find(std::string_view url) const {
  for (const auto& [origin, service] : services_) {
    if (!url.starts_with(origin)) continue;
    if (url.size() == origin.size() || url[origin.size()] == '/' || url[origin.size()] == '?') return service;
  }
  return nullptr;
}

Task<Result<Response>> LocalTransport::roundtrip(Request request) {
  co_await hop(executor_);
  Service* service = find(request.url);
  if (!service) {
    co_return failure(ErrorCode::connection_failed, "connection refused: nothing listens at " + request.url);
  }
  auto answer = co_await ask(*service, std::move(request));
  if (answer && answer->stream) gather(*answer);
  if (answer && answer->bad_line) {
    auto arrived = co_await over_bad_line(executor_, std::move(*answer));
    answer = std::move(arrived);
  }
  co_await hop(executor_);
  co_return answer;
}

}  // namespace understudy
