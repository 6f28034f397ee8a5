#include "core/http/forward_proxy.hpp"

#include <algorithm>

#include "core/http/url.hpp"

namespace understudy {
namespace {

constexpr std::string_view our_via = "1.1 understudy";

std::string_view without_brackets(std::string_view host) {
  return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

bool is_within(std::string_view domain, std::string_view host) {
  if (equal_ignoring_case(domain, host)) return true;
  if (host.size() <= domain.size() + 1) return false;
  const std::string_view end = host.substr(host.size() - domain.size());
  return host[host.size() - domain.size() - 1] == '.' && equal_ignoring_case(domain, end);
}

// What was meant for the proxy alone (RFC 9110 §11.7), and the name that some clients have for Connection.
void strip_proxy_fields(Headers& headers) {
  for (auto name : {"Proxy-Authorization", "Proxy-Connection"}) headers.remove(name);
}

}  // namespace

ProxyRules::Way ProxyRules::way_to(std::string_view host) const {
  host = without_brackets(host);
  const auto is_host = [&](const std::string& name) { return equal_ignoring_case(without_brackets(name), host); };
  if (std::ranges::any_of(allowed, is_host)) return Way::pass_on;
  const auto has_host = [&](const std::string& domain) { return is_within(domain, host); };
  return std::ranges::any_of(answered, has_host) ? Way::answer : Way::refuse;
}

Response ProxyRules::refuse(std::string_view host) const {
  const std::string name(without_brackets(host));
  if (on_refusal) on_refusal(name);
  return {403, "text/plain; charset=utf-8",
          "Understudy's proxy lets no request leave for " + name + ". Start it with --allow-host " + name +
              " to let these through, or name the host in NO_PROXY to keep them from coming here.\n"};
}

Task<Result<Response>> ForwardProxy::handle(Request request) {
  const auto url = Url::parse(request.url);
  if (!url) co_return Response(400, "text/plain; charset=utf-8", "A proxy wants an absolute http or https URL.\n");
  strip_proxy_fields(request.headers);
  Result<Response> answer = Response(500);
  switch (rules_.way_to(url->host)) {
    case ProxyRules::Way::answer: answer = co_await service_.handle(std::move(request)); break;
    case ProxyRules::Way::refuse: answer = rules_.refuse(url->host); break;
    case ProxyRules::Way::pass_on:
      // It has been here before: its host is this proxy (RFC 9110 §7.6.3).
      if (request.headers.get("Via").find(our_via) != std::string_view::npos) co_return Response(508);
      request.headers.add("Via", std::string(our_via));
      answer = co_await network_.roundtrip(std::move(request));
      if (!answer) answer = Response(502, "text/plain; charset=utf-8", answer.error().message + "\n");
      break;
  }
  co_return answer;
}

}  // namespace understudy
