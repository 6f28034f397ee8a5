#pragma once

#include <memory>

#include "core/http/httplib_connection.hpp"
#include "core/http/httplib_server.hpp"

namespace understudy {

// What a forward proxy does with CONNECT: ends TLS here for the hosts that its service answers for, opens a tunnel to
// those that are allowed, and refuses the rest. For the httplib adapters alone.
class Gate {
 public:
  // Both must outlive it.
  Gate(const ServerOptions& options, Crew& crew);
  ~Gate();

  // Does what the connection was asked to, on a thread of the crew; true when requests follow, under TLS.
  bool connect(Connection& connection);

 private:
  struct Tunnels;
  bool open_tunnel(Connection& connection, const std::string& host, int port);
  const ServerOptions& options_;
  Crew& crew_;
  std::unique_ptr<Tunnels> tunnels_;
};

}  // namespace understudy
