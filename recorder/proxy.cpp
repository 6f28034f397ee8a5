#include "recorder/proxy.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "core/http/url.hpp"
#include "core/webhook/signature.hpp"
#include "recorder/api_error.hpp"

namespace understudy::recorder {
namespace {

bool is_below(std::string_view path, std::string_view root) {
  return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
}

bool is_control_path(std::string_view path) { return is_below(path, "/_understudy"); }

bool is_api_path(std::string_view path) {
  constexpr std::array<std::string_view, 3> roots{"/2010-04-01", "/v1", "/v2"};
  return std::any_of(roots.begin(), roots.end(), [&](std::string_view root) { return is_below(path, root); });
}

// The names in a Connection header, which says what else belongs to this connection only (RFC 9110 §7.6.1).
std::vector<std::string> listed(std::string_view connection) {
  std::vector<std::string> names;
  while (!connection.empty()) {
    const std::size_t end = std::min(connection.find(','), connection.size());
    std::string_view name = connection.substr(0, end);
    connection.remove_prefix(std::min(end + 1, connection.size()));
    const std::size_t from = name.find_first_not_of(" \t");
    if (from == std::string_view::npos) continue;
    names.emplace_back(name.substr(from, name.find_last_not_of(" \t") - from + 1));
  }
  return names;
}

Headers end_to_end(const Headers& headers) {
  Headers kept;
  const auto named = listed(headers.get("Connection"));
  for (const auto& [name, value] : headers) {
    const bool is_named = std::any_of(named.begin(), named.end(),
                                      [&name = name](const auto& other) { return equal_ignoring_case(other, name); });
    if (!is_named && !is_connection_field(name)) kept.add(name, value);
  }
  return kept;
}

Request addressed_to(const std::string& origin, Request request) {
  request.url = origin + std::string(target_of(request.url));
  request.headers = end_to_end(request.headers);
  // A compressed answer could neither be read on the cassette nor searched for secrets.
  request.headers.remove("Accept-Encoding");
  return request;
}

// The answer as it goes back. Where nobody could be reached there is one from here; a connection that was lost on the
// way is lost for whoever asked, too, because what was asked may have been done.
Result<Response> passed_back(Result<Response> answer) {
  if (answer) {
    answer->headers = end_to_end(answer->headers);
    return answer;
  }
  if (!never_connected(answer.error().code)) return answer;
  return api_error(502, 20500, "understudy record: " + answer.error().message);
}

Task<Result<Response>> nowhere(Request request) {
  co_return api_error(404, 20404,
                      "understudy record: " + std::string(path_of(request.url)) +
                          " is no path of the API (/2010-04-01, /v1, /v2), and without X-Twilio-Signature no webhook");
}

}  // namespace

RecordingProxy::Forwarder::Forwarder(Transport& network, std::optional<std::string> origin)
    : network_(network), origin_(std::move(origin)) {}

Task<Result<Response>> RecordingProxy::Forwarder::handle(Request request) {
  Request forwarded = addressed_to(*origin_, std::move(request));
  co_return co_await network_.roundtrip(std::move(forwarded));
}

RecordingProxy::RecordingProxy(Transport& network, Recording& recording, ProxyOptions options)
    : network_(network),
      upstream_(std::move(options.upstream)),
      recorded_network_(network, recording),
      app_(network, std::move(options.webhooks)),
      recorded_app_(app_, recording) {}

Task<Result<Response>> RecordingProxy::handle(Request request) {
  const std::string_view path = path_of(request.url);
  if (request.headers.find(signature_header)) return to_app(std::move(request));
  if (is_api_path(path) || is_control_path(path)) return to_upstream(std::move(request));
  return nowhere(std::move(request));
}

Task<Result<Response>> RecordingProxy::to_upstream(Request request) {
  const bool recorded = !is_control_path(path_of(request.url));
  Request forwarded = addressed_to(upstream_, std::move(request));
  forwarded.headers.remove("Host");
  Transport& network = recorded ? static_cast<Transport&>(recorded_network_) : network_;
  auto answer = co_await network.roundtrip(std::move(forwarded));
  co_return passed_back(std::move(answer));
}

Task<Result<Response>> RecordingProxy::to_app(Request request) {
  if (!app_.leads_somewhere()) {
    co_return api_error(404, 20404,
                        "understudy record: this is a webhook for " + std::string(path_of(request.url)) +
                            ", and nothing says where the app is; start with --webhooks http://HOST:PORT");
  }
  auto answer = co_await recorded_app_.handle(std::move(request));
  co_return passed_back(std::move(answer));
}

}  // namespace understudy::recorder
