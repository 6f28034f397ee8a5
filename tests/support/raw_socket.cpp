#include "tests/support/raw_socket.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

#include <arpa/inet.h>

namespace understudy::test {
namespace {

constexpr int patience_in_milliseconds = 10'000;

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

void wait_readable(int socket) {
  pollfd waiting{socket, POLLIN, 0};
  if (poll(&waiting, 1, patience_in_milliseconds) == 1) return;
  errno = ETIMEDOUT;
  fail("nothing came");
}

}  // namespace

RawConnection::RawConnection(int port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
  const sockaddr_in address = loopback(port);
  if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) fail("connect");
}

RawConnection::~RawConnection() { close(socket_); }

void RawConnection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) return;  // the peer has hung up, which is for the test to see
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void RawConnection::end() { shutdown(socket_, SHUT_WR); }

std::string RawConnection::read_until(std::string_view mark) {
  for (;;) {
    if (const auto at = ahead_.find(mark); !mark.empty() && at != std::string::npos) {
      std::string found = ahead_.substr(0, at + mark.size());
      ahead_.erase(0, at + mark.size());
      return found;
    }
    std::string more = receive();
    if (more.empty()) return std::exchange(ahead_, {});
    ahead_ += more;
  }
}

std::string RawConnection::read_some() { return ahead_.empty() ? receive() : std::exchange(ahead_, {}); }

std::string RawConnection::receive() {
  wait_readable(socket_);
  char bytes[4096];
  const ssize_t count = recv(socket_, bytes, sizeof bytes, 0);
  return count > 0 ? std::string(bytes, static_cast<std::size_t>(count)) : std::string();
}

RawListener::RawListener() : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (bind(socket_, reinterpret_cast<const sockaddr*>(&address), size) < 0) fail("bind");
  if (listen(socket_, SOMAXCONN) < 0) fail("listen");
  getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
}

RawListener::~RawListener() { close(socket_); }

std::unique_ptr<RawConnection> RawListener::accept() {
  wait_readable(socket_);
  const int accepted = ::accept(socket_, nullptr, nullptr);
  if (accepted < 0) fail("accept");
  return std::unique_ptr<RawConnection>(new RawConnection(RawConnection::Accepted{accepted}));
}

}  // namespace understudy::test
