#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace understudy::test {

// One TCP connection to this machine, byte by byte: for what no HTTP library would send. Throws when it cannot connect.
class RawConnection {
 public:
  explicit RawConnection(int port);
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;
  ~RawConnection();

  void send(std::string_view bytes);
  void end();  // nothing more will be sent; what comes back can still be read
  // All that comes up to and including `mark`, or up to the end of the connection; throws after ten silent seconds.
  std::string read_until(std::string_view mark);
  std::string read_to_end() { return read_until({}); }
  // What has come since, as soon as there is any; empty at the end.
  std::string read_some();

 private:
  friend class RawListener;
  struct Accepted {
    int socket;
  };
  explicit RawConnection(Accepted accepted) : socket_(accepted.socket) {}

  std::string receive();

  int socket_;
  std::string ahead_;
};

// A port that accepts connections and leaves the rest to the test.
class RawListener {
 public:
  RawListener();
  RawListener(const RawListener&) = delete;
  RawListener& operator=(const RawListener&) = delete;
  ~RawListener();

  int port() const { return port_; }
  std::unique_ptr<RawConnection> accept();

 private:
  int socket_;
  int port_;
};

}  // namespace understudy::test
