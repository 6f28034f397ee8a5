#include "core/http/httplib_line.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace understudy {
namespace {

ssize_t receive_now(int socket, char* into, std::size_t size) {
  ssize_t n = 0;
  do {
    n = recv(socket, into, size, MSG_DONTWAIT);
  } while (n < 0 && errno == EINTR);
  return n;
}

ssize_t send_now(int socket, const char* from, std::size_t size) {
  ssize_t n = 0;
  do {
    n = send(socket, from, size, MSG_NOSIGNAL | MSG_DONTWAIT);
  } while (n < 0 && errno == EINTR);
  return n;
}

bool would_wait() { return errno == EAGAIN || errno == EWOULDBLOCK; }

Line::Moved moved(ssize_t bytes, Line::Needs otherwise) {
  if (bytes > 0) return {Line::Needs::nothing, static_cast<std::size_t>(bytes)};
  return {bytes < 0 && would_wait() ? otherwise : Line::Needs::end};
}

}  // namespace

// What OpenSSL reads from and writes to: the socket, without ever waiting or raising SIGPIPE.
struct Line::Below {
  static BIO* make(Line& line) {
    static BIO_METHOD* const method = [] {
      BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "line");
      BIO_meth_set_read(made, read);
      BIO_meth_set_write(made, write);
      BIO_meth_set_ctrl(made, control);
      return made;
    }();
    BIO* made = BIO_new(method);
    BIO_set_data(made, &line);
    BIO_set_init(made, 1);
    return made;
  }
  static int read(BIO* bio, char* into, int size) {
    Line& line = *static_cast<Line*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    if (!line.came_.empty()) {
      const std::size_t n = std::min(line.came_.size(), static_cast<std::size_t>(size));
      std::memcpy(into, line.came_.data(), n);
      line.came_.erase(0, n);
      return static_cast<int>(n);
    }
    const ssize_t n = receive_now(line.socket_, into, static_cast<std::size_t>(size));
    if (n < 0 && would_wait()) BIO_set_retry_read(bio);
    return static_cast<int>(n);
  }
  static int write(BIO* bio, const char* from, int size) {
    Line& line = *static_cast<Line*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    const ssize_t n = send_now(line.socket_, from, static_cast<std::size_t>(size));
    if (n < 0 && would_wait()) BIO_set_retry_write(bio);
    return static_cast<int>(n);
  }
  static long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }
};

Line::~Line() {
  if (session_ && !cut_ && SSL_is_init_finished(session_.get())) {
    SSL_shutdown(session_.get());
    ERR_clear_error();
  }
  if (!reset_) shutdown(socket_, SHUT_RDWR);
  close(socket_);
}

void Line::reset() {
  const linger at_once{1, 0};
  reset_ = setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once) == 0;
  cut_ = true;
}

void Line::secure(const TlsIdentity& identity, std::string_view came) {
  session_ = identity.begin();
  if (!session_) {
    cut_ = true;
    return;
  }
  came_ = came;
  BIO* below = Below::make(*this);
  SSL_set_bio(session_.get(), below, below);
}

bool Line::is_shaking_hands() const { return session_ && !SSL_is_init_finished(session_.get()); }
bool Line::has_pending() const { return session_ && (!came_.empty() || SSL_pending(session_.get()) > 0); }

Line::Moved Line::receive(char* into, std::size_t size) {
  if (cut_) return {Needs::end};
  if (!session_) return moved(receive_now(socket_, into, size), Needs::readable);
  ERR_clear_error();
  return judge(SSL_read(session_.get(), into, static_cast<int>(size)));
}

Line::Moved Line::send(const char* from, std::size_t size) {
  if (cut_) return {Needs::end};
  if (!session_) return moved(send_now(socket_, from, size), Needs::writable);
  ERR_clear_error();
  return judge(SSL_write(session_.get(), from, static_cast<int>(std::min<std::size_t>(size, 1 << 30))));
}

Line::Moved Line::judge(int outcome) {
  if (outcome > 0) return {Needs::nothing, static_cast<std::size_t>(outcome)};
  const int error = SSL_get_error(session_.get(), outcome);
  if (error == SSL_ERROR_WANT_READ) return {Needs::readable};
  if (error == SSL_ERROR_WANT_WRITE) return {Needs::writable};
  const int reason = ERR_GET_REASON(ERR_peek_error());
  if (error == SSL_ERROR_SSL && (reason == SSL_R_HTTP_REQUEST || reason == SSL_R_HTTPS_PROXY_REQUEST)) {
    say_that_tls_is_spoken();
  }
  ERR_clear_error();
  cut_ = cut_ || error != SSL_ERROR_ZERO_RETURN;  // no farewell after an error
  return {Needs::end};
}

// Whoever speaks plain HTTP can read this; OpenSSL has taken no more than the first bytes.
void Line::say_that_tls_is_spoken() {
  constexpr std::string_view body = "This port speaks HTTPS: ask for https:// instead of http://\n";
  const std::string answer =
      "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: " + std::to_string(body.size()) +
      "\r\nConnection: close\r\n\r\n" + std::string(body);
  send_now(socket_, answer.data(), answer.size());
  shutdown(socket_, SHUT_WR);
  char rest[4096];
  // Closing with bytes unread would reset the connection, and the answer with it.
  for (int i = 0; i < 16 && receive_now(socket_, rest, sizeof rest) > 0; ++i) continue;
}

}  // namespace understudy
