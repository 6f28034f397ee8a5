#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/http/transport.hpp"

namespace understudy {

// What a forward proxy does with a request for a host. Hosts are names or addresses, compared without case; an IPv6
// address may have its brackets.
struct ProxyRules {
  enum class Way { answer, pass_on, refuse };
  // Hosts that are allowed are passed on, even below a domain that is answered.
  Way way_to(std::string_view host) const;
  // What is refused, why, and what to do about it: for whoever asked, once `on_refusal` has been told.
  Response refuse(std::string_view host) const;

  std::vector<std::string> answered;  // domains for which the service answers, with all names below them
  std::vector<std::string> allowed;   // hosts to which requests may leave
  // Told of each host that was refused, on whatever thread that happens.
  std::function<void(const std::string& host)> on_refusal{};
};

// Requests of plain HTTP to a forward proxy (RFC 9112 §3.2.2), and those within its own TLS: the service answers those
// for its domains, the network those for allowed hosts, and the rest is refused with 403.
class ForwardProxy final : public Service {
 public:
  // All three must outlive the proxy.
  ForwardProxy(Service& service, Transport& network, const ProxyRules& rules)
      : service_(service), network_(network), rules_(rules) {}

  Task<Result<Response>> handle(Request request) override;

 private:
  Service& service_;
  Transport& network_;
  const ProxyRules& rules_;
};

}  // namespace understudy
