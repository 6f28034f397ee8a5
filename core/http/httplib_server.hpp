#pragma once

#include <memory>
#include <string>

#include "core/http/transport.hpp"

namespace understudy {

class TlsIdentity;
struct ProxyRules;

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 0;  // 0: any that is free
  // How long a connection may stay silent between requests, and within one.
  Duration idle_timeout = std::chrono::seconds(75);
  Duration read_timeout = std::chrono::seconds(15);
  std::size_t body_max = 64 * 1024 * 1024;
  int connections_max = 4096;  // further ones wait in the backlog

  // Speaks HTTPS, and only that; or for a proxy, in the tunnels to hosts for which the service answers.
  const TlsIdentity* tls = nullptr;
  // Takes CONNECT (RFC 9110 §9.3.6) by these rules, as a forward proxy that clients speak plain HTTP to. Needs `tls`.
  const ProxyRules* proxy = nullptr;
  // How long a tunnel to an allowed host may take to open, and carry nothing; and how many there may be.
  Duration tunnel_open_timeout = std::chrono::seconds(10);
  Duration tunnel_idle_timeout = std::chrono::minutes(5);
  int tunnels_max = 256;  // further ones are refused with 503
};

// A service on a port: HTTP/1.1 through cpp-httplib, on as many threads as there are cores, and one more for each
// request that has to wait. Silent connections cost no thread and never keep another one waiting.
class HttpServer {
 public:
  // Listens at once; an error says why it cannot (such as a port in use). The service must outlive the server, and so
  // must what the options point to.
  static Result<std::unique_ptr<HttpServer>> listen(Executor& executor, Service& service, ServerOptions options = {});
  // Ends all connections; requests still being handled are dropped. Not from within a task, which the server's own
  // threads may be waiting for.
  ~HttpServer();

  int port() const;
  std::string origin() const;  // http://127.0.0.1:8080, or https:// under TLS

 private:
  struct State;
  explicit HttpServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace understudy
