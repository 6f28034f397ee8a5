#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/http/httplib_tls.hpp"

namespace understudy {

// The bytes of an accepted connection, as they are or through TLS. Waits for nothing. For the httplib adapters alone.
class Line {
 public:
  explicit Line(int socket) : socket_(socket) {}
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
  ~Line();  // ends the connection, under TLS with a farewell

  // From here on TLS is spoken; `came` has come in already.
  void secure(const TlsIdentity& identity, std::string_view came);
  bool is_secure() const { return session_ != nullptr; }
  // Before the first byte under TLS.
  bool is_shaking_hands() const;
  // Bytes that no poll of the socket announces any more.
  bool has_pending() const;

  enum class Needs { nothing, readable, writable, end };  // what to wait for; `end`: there will be nothing more
  struct Moved {
    Needs needs = Needs::nothing;
    std::size_t bytes = 0;  // none unless it needs nothing
  };
  Moved receive(char* into, std::size_t size);
  Moved send(const char* from, std::size_t size);

  // The connection will end as if it had broken.
  void cut() { cut_ = true; }
  // It will end with RST in place of FIN, as one that something on its way cut (socket(7), SO_LINGER).
  void reset();
  int socket() const { return socket_; }

 private:
  struct Below;
  Moved judge(int outcome);
  void say_that_tls_is_spoken();

  const int socket_;
  TlsSessionHandle session_;
  std::string came_;
  bool cut_ = false;
  bool reset_ = false;
};

}  // namespace understudy
