// The server as bytes see it: what comes in is sent by hand, what goes out is read as it is.

#include "core/http/httplib_server.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "core/runtime/scope.hpp"
#include "core/runtime/system_executor.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "tests/support/exceptions_seen.hpp"
#include "tests/support/obedient_service.hpp"
#include "tests/support/raw_socket.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;
using understudy::test::ExceptionsSeen;
using understudy::test::ObedientService;
using understudy::test::RawConnection;

namespace {

// Requests are answered on the server's threads, so nobody needs to run the executor.
struct Bench {
  explicit Bench(ServerOptions options = {}) : server(*HttpServer::listen(executor, service, options)) {}
  int port() const { return server->port(); }
  // Everything up to the end of the connection, which `bytes` must ask for or bring about.
  std::string exchange(std::string_view bytes) const {
    RawConnection connection(port());
    connection.send(bytes);
    return connection.read_to_end();
  }
  // What the service was asked; waits for nothing, so only after an answer.
  std::vector<Request> asked() {
    std::vector<Request> seen;
    executor.exclusively([&] { seen = service.asked; });
    return seen;
  }

  SystemExecutor executor;
  ObedientService service{executor};
  std::unique_ptr<HttpServer> server;
};

struct Fixed final : Service {
  Task<Result<Response>> handle(Request) override { co_return response; }
  Response response;
};

std::string chunked(const std::string& body) {
  char size[32];
  std::snprintf(size, sizeof size, "%zx", body.size());
  return size + ("\r\n" + body + "\r\n0\r\n\r\n");
}

}  // namespace

TEST_CASE("one connection carries request after request", "[threads]") {
  Bench bench;
  RawConnection connection(bench.port());
  for (int i = 0; i < 3; ++i) {
    connection.send("GET /echo HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK_THAT(connection.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200 OK\r\n"));
  }
}

TEST_CASE("requests sent ahead of their answers are answered in order", "[threads]") {
  Bench bench;
  const std::string answers = bench.exchange(
      "GET /status/201 HTTP/1.1\r\nHost: h\r\n\r\n"
      "GET /status/404 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  const auto first = answers.find("HTTP/1.1 201");
  const auto second = answers.find("HTTP/1.1 404");
  CHECK(first == 0);
  CHECK(second != std::string::npos);
}

TEST_CASE("the service sees the request as it was sent, and an absolute URL", "[threads]") {
  Bench bench;
  bench.exchange(
      "POST /a%20b/c?x=1&y=%2B HTTP/1.1\r\nHost: twilio.test:81\r\nX-One: 1\r\nx-one: 2\r\nContent-Length: 3\r\n"
      "Connection: close\r\n\r\nabc");
  const auto asked = bench.asked();
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].method == "POST");
  CHECK(asked[0].url == "http://twilio.test:81/a%20b/c?x=1&y=%2B");
  CHECK(asked[0].headers.get("host") == "twilio.test:81");
  CHECK(asked[0].headers.get("X-One") == "1");
  CHECK_FALSE(asked[0].headers.find("REMOTE_ADDR"));
  CHECK_FALSE(asked[0].headers.find("Connection"));
  CHECK(asked[0].body == "abc");
}

TEST_CASE("without a Host the URL names where the server listens", "[threads]") {
  Bench bench;
  bench.exchange("GET /echo HTTP/1.0\r\n\r\n");
  REQUIRE(bench.asked().size() == 1);
  CHECK(bench.asked()[0].url == bench.server->origin() + "/echo");
}

TEST_CASE("what is not HTTP gets a 400 and the end of the connection", "[threads]") {
  Bench bench;
  const std::string bytes = GENERATE(as<std::string>{}, "garbage\r\n\r\n", "GET\r\n\r\n", "BREW /pot HTTP/1.1\r\n\r\n",
                                     "GET / HTTP/9.9\r\n\r\n", std::string("\0\0\0\r\n\r\n", 7),
                                     "GET / HTTP/1.1\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n");
  const std::string answer = bench.exchange(bytes);
  CHECK_THAT(answer, StartsWith("HTTP/1.1 400 Bad Request\r\n"));
  CHECK(answer.find("HTTP/1.1", 1) == std::string::npos);
  CHECK(bench.asked().empty());
}

TEST_CASE("a target longer than 8 kB gets a 414", "[threads]") {
  Bench bench;
  CHECK_THAT(bench.exchange("GET /" + std::string(9'000, 'x') + " HTTP/1.1\r\nHost: h\r\n\r\n"),
             StartsWith("HTTP/1.1 414"));
}

TEST_CASE("half a request is never acted on", "[threads]") {
  Bench bench;
  const std::string bytes =
      GENERATE(as<std::string>{}, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nabc",
               "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
               "POST /echo HTTP/1.1\r\nHost: h\r\nConte", "POST /ec");
  RawConnection connection(bench.port());
  connection.send(bytes);
  connection.end();
  CHECK_THAT(connection.read_to_end(), !Contains("200"));
  CHECK(bench.asked().empty());
}

TEST_CASE("a client that goes silent within its request is cut off, and holds up nobody", "[threads]") {
  ServerOptions options;
  options.read_timeout = 50ms;
  Bench bench(options);
  RawConnection slow(bench.port());
  const bool in_body = GENERATE(false, true);
  slow.send(in_body ? "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nab" : "POST /echo HTTP/1.1\r\nHos");
  CHECK_THAT(bench.exchange("GET /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"), StartsWith("HTTP/1.1 200"));
  CHECK_THAT(slow.read_to_end(), !Contains("200"));
  CHECK(bench.asked().size() == 1);
}

TEST_CASE("an idle connection is closed after the idle timeout", "[threads]") {
  ServerOptions options;
  options.idle_timeout = 20ms;
  Bench bench(options);
  RawConnection connection(bench.port());
  CHECK(connection.read_to_end().empty());
}

TEST_CASE("whoever expects it is told to continue before the body", "[threads]") {
  Bench bench;
  RawConnection connection(bench.port());
  connection.send("POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  CHECK(connection.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  connection.send("hello");
  CHECK_THAT(connection.read_until("hello"), StartsWith("HTTP/1.1 200 OK\r\n") && EndsWith("\r\n\r\nhello"));
  CHECK_FALSE(bench.asked()[0].headers.find("Expect"));
}

TEST_CASE("a request that announces no body has none, whatever its method", "[threads]") {
  Bench bench;
  const std::string method = GENERATE("POST", "PUT", "PATCH", "DELETE");
  RawConnection connection(bench.port());
  connection.send(method + " /echo HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK_THAT(connection.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_CASE("a body where none belongs is not taken for the next request", "[threads]") {
  Bench bench;
  const std::string answer =
      bench.exchange("GET /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 30\r\n\r\nGET /status/500 HTTP/1.1\r\n\r\n...");
  CHECK_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n") && Contains("Connection: close\r\n"));
  CHECK(bench.asked().size() == 1);
}

TEST_CASE("a chunked body is whole when the service sees it", "[threads]") {
  Bench bench;
  CHECK_THAT(
      bench.exchange("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n" +
                     chunked("hello")),
      EndsWith("\r\n\r\nhello"));
  CHECK_FALSE(bench.asked()[0].headers.find("Transfer-Encoding"));
}

TEST_CASE("a body over the limit gets a 413, announced or not", "[threads]") {
  ServerOptions options;
  options.body_max = 1'000;
  Bench bench(options);
  const std::string body(1'001, 'x');
  const bool announced = GENERATE(true, false);
  const std::string head = "POST /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\n";
  const std::string answer = bench.exchange(announced ? head + "Content-Length: 1001\r\n\r\n" + body
                                                      : head + "Transfer-Encoding: chunked\r\n\r\n" + chunked(body));
  CHECK_THAT(answer, StartsWith("HTTP/1.1 413") && EndsWith("the body is larger than the 1000 bytes allowed\n"));
  CHECK(bench.asked().empty());
}

TEST_CASE("bodies reach the service untouched, whatever their type and encoding", "[threads]") {
  Bench bench;
  const std::string header =
      GENERATE("Content-Type: multipart/form-data; boundary=b", "Content-Type: multipart/form-data",
               "Content-Encoding: gzip", "Content-Encoding: br", "Content-Type: application/x-www-form-urlencoded");
  const std::string body = "--b\r\nContent-Disposition: form-data; name=\"To\"\r\n\r\n+1\r\n--b--\r\n";
  const std::string answer = bench.exchange("POST /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + header +
                                            "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  CHECK_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  REQUIRE(bench.asked().size() == 1);
  CHECK(bench.asked()[0].body == body);
  CHECK(bench.asked()[0].headers.get(header.substr(0, header.find(':'))) == header.substr(header.find(' ') + 1));
}

TEST_CASE("answers go out whole: no Range cuts them, nothing compresses them", "[threads]") {
  Bench bench;
  const std::string body(5'000, 'x');
  const std::string answer = bench.exchange(
      "POST /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\nRange: bytes=0-9\r\nAccept-Encoding: gzip, br\r\n"
      "Content-Length: 5000\r\n\r\n" +
      body);
  CHECK_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n") && EndsWith("\r\n\r\n" + body));
}

TEST_CASE("the fields of an answer come in the order in which the service set them, then those of the connection",
          "[threads]") {
  SystemExecutor executor;
  Fixed service;
  service.response = Response(429, "text/plain", "slow down");
  service.response.headers.add("Retry-After", "1");
  service.response.headers.add("Accept-Ranges", "none");
  service.response.headers.add("X-Split", "a\r\nX-Smuggled: b");
  service.response.headers.add("Content-Length", "3");
  service.response.headers.add("Connection", "upgrade");
  auto server = *HttpServer::listen(executor, service);
  RawConnection connection(server->port());
  connection.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  CHECK(connection.read_to_end() ==
        "HTTP/1.1 429 Too Many Requests\r\nContent-Type: text/plain\r\nRetry-After: 1\r\nAccept-Ranges: none\r\n"
        "Content-Length: 9\r\nConnection: close\r\n\r\nslow down");
}

TEST_CASE("an answer that can have no body has none, and no length", "[threads]") {
  Bench bench;
  const std::string answer = bench.exchange("GET /status/204 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  CHECK(answer == "HTTP/1.1 204 No Content\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n");
}

TEST_CASE("a connection of HTTP/1.0 is kept only where that was asked for", "[threads]") {
  Bench bench;
  CHECK_THAT(bench.exchange("GET /echo HTTP/1.0\r\n\r\n"), Contains("Connection: close\r\n"));
  CHECK_THAT(bench.exchange("GET /echo HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\nGET /status/404 HTTP/1.0\r\n\r\n"),
             Contains("200 OK") && Contains("Connection: keep-alive\r\n") && Contains("404 Not Found"));
}

TEST_CASE("HEAD is answered with the length of a body that does not follow", "[threads]") {
  Bench bench;
  const std::string answer = bench.exchange("HEAD /status/200 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  CHECK_THAT(answer, Contains("Content-Length: 8\r\n") && EndsWith("\r\n\r\n"));
}

TEST_CASE("a service that does not answer ends the connection, one that throws answers 500", "[threads]") {
  ExceptionsSeen exceptions;
  Bench bench;
  CHECK(bench.exchange("GET /drop HTTP/1.1\r\nHost: h\r\n\r\n").empty());
  for (int i = 0; i < 100; ++i) {  // more than a scope keeps before it sweeps
    CHECK_THAT(bench.exchange("GET /throw HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
               StartsWith("HTTP/1.1 500 ") && !Contains("thrown as asked"));
  }
  CHECK_THAT(bench.exchange("GET /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"), StartsWith("HTTP/1.1 200"));
}

TEST_CASE("idle connections never keep a new one waiting", "[threads]") {
  Bench bench;
  std::vector<std::unique_ptr<RawConnection>> idle;
  for (int i = 0; i < 300; ++i) {
    idle.push_back(std::make_unique<RawConnection>(bench.port()));
    if (i % 2 == 0) continue;  // half of them silent from the start, half between requests
    idle.back()->send("GET /echo HTTP/1.1\r\nHost: h\r\n\r\n");
    REQUIRE_THAT(idle.back()->read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200"));
  }
  for (int i = 0; i < 20; ++i) {
    REQUIRE_THAT(bench.exchange("GET /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
                 StartsWith("HTTP/1.1 200"));
  }
  for (auto& connection : idle) {
    connection->send("GET /echo HTTP/1.1\r\nHost: h\r\n\r\n");
    REQUIRE_THAT(connection->read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200"));
  }
}

TEST_CASE("stopping the server ends every connection at once, idle, reading or being answered", "[threads]") {
  Bench bench;
  RawConnection idle(bench.port());
  RawConnection reading(bench.port());
  RawConnection waiting(bench.port());
  idle.send("GET /echo HTTP/1.1\r\nHost: h\r\n\r\n");
  idle.read_until("\r\n\r\n");
  reading.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nab");
  waiting.send("GET /never HTTP/1.1\r\nHost: h\r\n\r\n");
  while (bench.asked().size() < 2) std::this_thread::sleep_for(1ms);
  bench.server.reset();
  CHECK(idle.read_to_end().empty());
  CHECK_THAT(reading.read_to_end(), !Contains("200"));
  CHECK(waiting.read_to_end().empty());
}

TEST_CASE("a port in use, or one that cannot be, is an error that says so") {
  Bench bench;
  ServerOptions options;
  options.port = bench.port();
  auto second = HttpServer::listen(bench.executor, bench.service, options);
  REQUIRE_FALSE(second);
  CHECK(second.error().code == ErrorCode::configuration);
  CHECK(second.error().message == "cannot listen on 127.0.0.1:" + std::to_string(options.port) +
                                      ": the port is in use; choose another, or 0 for any that is free");

  options.port = GENERATE(-1, 65'536);
  auto impossible = HttpServer::listen(bench.executor, bench.service, options);
  REQUIRE_FALSE(impossible);
  CHECK_THAT(impossible.error().message, EndsWith("a port is a number from 0 to 65535"));
}

TEST_CASE("a host that is no address of this machine is an error that says so") {
  Bench bench;
  ServerOptions options;
  options.host = "not an address";
  auto server = HttpServer::listen(bench.executor, bench.service, options);
  REQUIRE_FALSE(server);
  CHECK(server.error().message == "cannot listen on not an address:0: not an address of this machine");
}

TEST_CASE("a port is free again as soon as its server is gone", "[threads]") {
  Bench bench;
  ServerOptions options;
  options.port = bench.port();
  bench.exchange("GET /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  bench.server.reset();
  CHECK(HttpServer::listen(bench.executor, bench.service, options));
}

TEST_CASE("virtual time waits for the end of a connection that a stopping server drops", "[threads]") {
  VirtualExecutor executor{TimePoint{}};
  ObedientService service(executor);
  auto server = *HttpServer::listen(executor, service);
  RawConnection connection(server->port());
  executor.request_left();  // what a transport would do
  connection.send("GET /never HTTP/1.1\r\nHost: h\r\n\r\n");
  while (service.asked.empty()) REQUIRE(executor.run_one());
  server.reset();

  TimePoint ended = TimePoint::max();
  std::thread client([&] {
    connection.read_to_end();
    std::this_thread::sleep_for(20ms);
    executor.inject([&] {
      executor.answer_came();
      ended = executor.now();
    });
  });
  Scope scope(executor);
  scope.spawn([](Executor& e) -> Task<> { co_await sleep_for(e, 1h); }(executor));
  executor.run_until([&] { return scope.idle(); });
  client.join();
  executor.run();
  CHECK(ended == TimePoint{});
}

TEST_CASE("under virtual time a stranger is answered, and time goes on", "[threads]") {
  VirtualExecutor executor{TimePoint{}};
  ObedientService service(executor);
  auto server = *HttpServer::listen(executor, service);
  bool done = false;
  std::string answer;
  std::thread stranger([&] {
    RawConnection connection(server->port());
    connection.send("GET /after/5h HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    answer = connection.read_to_end();
    executor.inject([&] { done = true; });
  });
  while (!done) {
    if (!executor.run_one()) std::this_thread::sleep_for(1ms);
  }
  stranger.join();
  CHECK_THAT(answer, StartsWith("HTTP/1.1 200"));
  CHECK(executor.now() == TimePoint{} + 5h);
}
