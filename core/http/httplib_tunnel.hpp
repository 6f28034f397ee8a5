#pragma once

#include <string>

#include "core/http/httplib_connection.hpp"

namespace understudy {

// The far end of a tunnel through a forward proxy. For the httplib adapters alone.
class Tunnel {
 public:
  // Connects within the limit, on a thread of the crew; looking the name up takes as long as the system lets it.
  Tunnel(const std::string& host, int port, Crew& crew, Duration limit);
  Tunnel(const Tunnel&) = delete;
  Tunnel& operator=(const Tunnel&) = delete;
  ~Tunnel();
  bool is_open() const { return socket_ >= 0; }

  // Carries bytes both ways, unread, until both sides have said their last, one has broken, or nothing has moved for
  // as long as `idle`. One side's end is the end of what the other reads, not of what it writes. On a thread of the
  // crew, which lends its place meanwhile.
  void carry(Connection& connection, Duration idle);

 private:
  int socket_ = -1;
  Crew& crew_;
};

}  // namespace understudy
