#pragma once

#include <map>
#include <memory>
#include <string>

#include "core/http/transport.hpp"

namespace understudy {

struct HttplibOptions {
  Duration connect_timeout = std::chrono::seconds(5);
  // Longest silence while an answer is awaited; a backstop behind the caller's own limit.
  Duration read_timeout = std::chrono::seconds(60);
  // Exchanges in flight at once; each has a thread, made when first needed. Further ones wait for a place.
  int concurrency_max = 256;
  // Like curl's --connect-to: where "host:port" of a URL really listens. The URL and the Host header stay as they are.
  std::map<std::string, std::string> connect_to{};
};

// HTTP/1.1 over sockets through cpp-httplib, with TLS for https. Connections are kept and shared by origin. Redirects
// are not followed.
class HttplibTransport final : public Transport {
 public:
  explicit HttplibTransport(Executor& executor, HttplibOptions options = {});
  // Ends what is still in flight. Not from within a task, which the transport's own threads may be waiting for.
  ~HttplibTransport() override;

  Task<Result<Response>> roundtrip(Request request) override;

 private:
  class Pool;
  class Exchange;
  Executor& executor_;
  std::unique_ptr<Pool> pool_;
};

}  // namespace understudy
