// Answers that come slowly, or break off: the same in memory and over sockets, and as bytes see them.

#include <cerrno>
#include <memory>
#include <string>

#include "core/http/httplib_server.hpp"
#include "core/http/httplib_transport.hpp"
#include "core/http/local_transport.hpp"
#include "core/runtime/system_executor.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "tests/support/exchange.hpp"
#include "tests/support/raw_socket.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;
using Catch::Matchers::EndsWith;
using understudy::test::exchange;
using understudy::test::RawConnection;

namespace {

const std::string request_bytes = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

struct Fixed final : Service {
  Task<Result<Response>> handle(Request) override {
    asked = true;
    co_return response;
  }
  Response response{200, "text/plain", "0123456789abcdefghijklmnopqrst"};
  bool asked = false;
};

// Asks a service on a bad line, in memory or over sockets, under virtual time.
struct Memory {
  explicit Memory(Fixed& service) { network.mount("http://h.test", service); }
  Result<Response> ask() { return exchange(executor, network, Request("GET", "http://h.test/")); }
  VirtualExecutor executor{TimePoint{}};
  LocalTransport network{executor};
};
struct Sockets {
  explicit Sockets(Fixed& service) : server(*HttpServer::listen(executor, service)) {}
  Result<Response> ask() { return exchange(executor, network, Request("GET", server->origin() + "/")); }
  VirtualExecutor executor{TimePoint{}};
  std::unique_ptr<HttpServer> server;
  HttplibTransport network{executor};
};

}  // namespace

TEST_CASE("a line that breaks passes so much of a body, and never the whole of it") {
  BadLine line;
  REQUIRE(line.passes(30) == 30);
  line.reset_after = 12;
  REQUIRE(line.passes(30) == 12);
  REQUIRE(line.passes(12) == 11);
  REQUIRE(line.passes(0) == 0);
  REQUIRE(line.time_for(12) == 0s);
  line.bytes_per_second = 8;
  REQUIRE(line.time_for(12) == 1500ms);
}

TEMPLATE_TEST_CASE("a slow line brings the whole answer once the time is over", "[threads]", Memory, Sockets) {
  Fixed service;
  service.response.bad_line.emplace().bytes_per_second = GENERATE(4, 12, 1000);
  TestType way(service);
  for (int i = 0; i < 2; ++i) {
    const TimePoint begun = way.executor.now();
    const auto answer = way.ask();
    REQUIRE(answer);
    REQUIRE(answer->body == service.response.body);
    REQUIRE_FALSE(answer->bad_line);
    REQUIRE(way.executor.now() == begun + 30 * Duration(1s) / *service.response.bad_line->bytes_per_second);
  }
}

TEMPLATE_TEST_CASE("a line that breaks loses the answer, when so much is through", "[threads]", Memory, Sockets) {
  Fixed service;
  service.response.bad_line.emplace().reset_after = GENERATE(0, 12, 30, 1000);
  service.response.bad_line->bytes_per_second = GENERATE(as<std::optional<std::int64_t>>{}, std::nullopt, 6);
  service.response.status = GENERATE(200, 503);
  const bool slow = service.response.bad_line->bytes_per_second.has_value();
  TestType way(service);
  const auto answer = way.ask();
  REQUIRE_FALSE(answer);
  REQUIRE(answer.error().code == ErrorCode::connection_lost);
  const auto passed = static_cast<std::int64_t>(std::min<std::size_t>(*service.response.bad_line->reset_after, 29));
  REQUIRE(way.executor.now() == TimePoint{} + (slow ? passed * Duration(1s) / 6 : Duration{0}));
}

TEMPLATE_TEST_CASE("an answer without a body does not get through a line that breaks", "[threads]", Memory, Sockets) {
  Fixed service;
  service.response = Response(204);
  service.response.bad_line.emplace().reset_after = 5;
  TestType way(service);
  const auto answer = way.ask();
  REQUIRE_FALSE(answer);
  REQUIRE(answer.error().code == ErrorCode::connection_lost);
}

TEST_CASE("a connection that is reset brings exactly so much of the body, and then RST", "[threads]") {
  SystemExecutor executor;
  Fixed service;
  service.response.bad_line.emplace().reset_after = 12;
  const auto server = *HttpServer::listen(executor, service);
  RawConnection connection(server->port());
  connection.send(request_bytes);
  errno = 0;
  REQUIRE_THAT(connection.read_to_end(), EndsWith("\r\n\r\n0123456789ab"));
  REQUIRE(errno == ECONNRESET);
}

TEST_CASE("a slow answer goes out bit by bit", "[threads]") {
  VirtualExecutor executor{TimePoint{}};
  Fixed service;
  service.response.bad_line.emplace().bytes_per_second = 100;
  const auto server = *HttpServer::listen(executor, service);
  RawConnection connection(server->port());
  connection.send(request_bytes);
  while (!service.asked) executor.run_one();
  connection.read_until("\r\n\r\n");
  while (executor.now() < TimePoint{} + 100ms) executor.run_one();
  // Were it held back until the end, nothing would come now.
  REQUIRE(connection.read_until("9") == "0123456789");
  while (executor.now() < TimePoint{} + 200ms) executor.run_one();
  REQUIRE(connection.read_until("j") == "abcdefghij");
  executor.run();
  REQUIRE(connection.read_until("t") == "klmnopqrst");
}

TEST_CASE("a server that stops ends a slow answer where it is", "[threads]") {
  VirtualExecutor executor{TimePoint{}};
  Fixed service;
  service.response.bad_line.emplace().bytes_per_second = 100;
  auto server = *HttpServer::listen(executor, service);
  RawConnection connection(server->port());
  connection.send(request_bytes);
  while (!service.asked) executor.run_one();
  while (executor.now() < TimePoint{} + 100ms) executor.run_one();
  connection.read_until("9");
  server.reset();
  REQUIRE(connection.read_to_end().empty());
}
