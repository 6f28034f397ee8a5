#include "core/http/httplib_tunnel.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include <fcntl.h>
#include <netdb.h>

namespace understudy {
namespace {

struct AddressesDeleter {
  void operator()(addrinfo* addresses) const { freeaddrinfo(addresses); }
};
using Addresses = std::unique_ptr<addrinfo, AddressesDeleter>;

Addresses look_up(const std::string& host, int port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const std::string name = host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
  if (getaddrinfo(name.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) return nullptr;
  return Addresses(found);
}

int connect_to(const addrinfo& address, Crew& crew, Duration limit) {
  const int made = socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (made < 0) return -1;
  int failed = connect(made, address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno;
  if (failed == EINPROGRESS && crew.wait_writable(made, limit)) {
    socklen_t size = sizeof failed;
    getsockopt(made, SOL_SOCKET, SO_ERROR, &failed, &size);
  }
  if (failed != 0) {
    close(made);
    return -1;
  }
  int yes = 1;
  setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return made;
}

// One of the two directions: at most a buffer full is on its way.
struct Flow {
  int from;
  int to;
  std::string held{};
  bool ended = false;  // `from` has said its last
  bool told = false;   // and `to` knows

  bool reads() const { return !ended && held.empty(); }
  // False when a side has broken. Moves what can be moved at once, and says whether anything was.
  bool move(bool& moved) {
    char bytes[16 * 1024];
    if (reads()) {
      const ssize_t n = recv(from, bytes, sizeof bytes, MSG_DONTWAIT);
      if (n < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
      ended = n == 0;
      held.assign(bytes, static_cast<std::size_t>(n));
      moved = true;
    }
    if (!held.empty()) {
      const ssize_t n = send(to, held.data(), held.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (n < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
      held.erase(0, static_cast<std::size_t>(n));
      moved = true;
    }
    if (ended && held.empty() && !told) told = shutdown(to, SHUT_WR) == 0 || errno == ENOTCONN;
    return true;
  }
};

// -1, which poll passes over, where nothing is awaited: a side that has hung up would be announced again and again.
pollfd awaited(int descriptor, bool readable, bool writable) {
  const int events = (readable ? POLLIN : 0) | (writable ? POLLOUT : 0);
  return {events != 0 ? descriptor : -1, static_cast<short>(events), 0};
}

}  // namespace

Tunnel::Tunnel(const std::string& host, int port, Crew& crew, Duration limit) : crew_(crew) {
  Addresses addresses;
  crew.away([&] { addresses = look_up(host, port); });
  for (const addrinfo* next = addresses.get(); next && socket_ < 0; next = next->ai_next) {
    socket_ = connect_to(*next, crew, limit);
  }
}

Tunnel::~Tunnel() {
  if (socket_ >= 0) close(socket_);
}

void Tunnel::carry(Connection& connection, Duration idle) {
  Flow out{connection.socket(), socket_, std::string(connection.take_rest())};
  Flow back{socket_, connection.socket()};
  for (;;) {
    bool moved = false;
    if (!out.move(moved) || !back.move(moved)) return;
    if (out.told && back.told) return;
    if (moved) continue;
    pollfd sides[] = {awaited(out.from, out.reads(), !back.held.empty()),
                      awaited(back.from, back.reads(), !out.held.empty())};
    if (!crew_.wait_any(sides, idle)) return;
  }
}

}  // namespace understudy
