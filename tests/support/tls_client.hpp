#pragma once

#include <string>
#include <string_view>

#include "core/tls/handles.hpp"
#include "tests/support/raw_socket.hpp"

namespace understudy::test {

struct TlsClientOptions {
  std::string trusted;                         // certificates in PEM
  std::string server_name = "api.twilio.com";  // asked for, and expected; empty: asks for none, and expects 127.0.0.1
  std::string protocols{};                     // offered by ALPN, such as "h2", separated by spaces
  int version_max = 0;                         // of TLS, as OpenSSL numbers them
};

// The client's end of TLS on a connection, byte by byte.
class TlsClient {
 public:
  TlsClient(RawConnection& below, const TlsClientOptions& options);
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;
  ~TlsClient();

  // The first flight of the handshake, for the test to send.
  std::string hello();
  // The rest of it. Whether the server was trusted and agreed; else `complaint` says why not.
  bool shake_hands();
  const std::string& complaint() const { return complaint_; }
  std::string protocol() const;  // the one that ALPN chose

  void send(std::string_view bytes);
  // All up to and including the mark, or up to the end.
  std::string read_until(std::string_view mark);
  std::string read_to_end() { return read_until({}); }
  // After the end: the server said farewell, so that it was no accident (RFC 8446 §6.1).
  bool was_ended_properly() const;

 private:
  std::string to_send();
  bool take_in();
  void note_complaint();

  RawConnection& below_;
  TlsContextHandle context_;
  TlsSessionHandle session_;
  std::string ahead_;
  std::string complaint_;
};

}  // namespace understudy::test
