#pragma once

#include <memory>
#include <string>
#include <utility>

#include "core/http/httplib_server.hpp"
#include "core/http/httplib_transport.hpp"
#include "core/runtime/pending.hpp"
#include "core/runtime/system_executor.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "tests/support/obedient_service.hpp"

namespace understudy::test {

// A server and a transport to it, under one of two kinds of time.
struct Real {
  operator Executor&() { return executor; }  // NOLINT: stands for it
  SystemExecutor executor;
};
struct Virtual {
  operator Executor&() { return executor; }  // NOLINT: stands for it
  VirtualExecutor executor{TimePoint{}};
};

template <class Time>
struct SocketBench {
  explicit SocketBench(HttplibOptions transport_options = {}, ServerOptions server_options = {})
      : server(*HttpServer::listen(executor, service, server_options)),
        transport(std::make_unique<HttplibTransport>(executor, transport_options)) {}

  Result<Response> ask(Request request) {
    return Pending<Result<Response>>(executor, transport->roundtrip(std::move(request))).get();
  }
  Result<Response> get(const std::string& path) { return ask(Request("GET", server->origin() + path)); }

  Time time;
  Executor& executor = time;
  ObedientService service{executor};
  std::unique_ptr<HttpServer> server;
  std::unique_ptr<HttplibTransport> transport;
};

}  // namespace understudy::test
