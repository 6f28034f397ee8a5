// The transport and the server together, under real and under virtual time.

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/http/form.hpp"
#include "core/http/httplib_server.hpp"
#include "core/http/httplib_transport.hpp"
#include "core/http/local_transport.hpp"
#include "core/runtime/pending.hpp"
#include "core/runtime/scope.hpp"
#include "core/runtime/system_executor.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "tests/support/exceptions_seen.hpp"
#include "tests/support/obedient_service.hpp"
#include "tests/support/raw_socket.hpp"
#include "tests/support/socket_bench.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;
using understudy::test::ObedientService;
using understudy::test::RawConnection;
using understudy::test::RawListener;
using understudy::test::Real;
using understudy::test::Virtual;
template <class Time>
using Bench = understudy::test::SocketBench<Time>;

namespace {

using Answers = std::vector<Result<Response>>;
Task<> fetch(Transport& transport, Request request, Answers& answers) {
  auto answer = co_await transport.roundtrip(std::move(request));
  answers.push_back(std::move(answer));
}
Task<> fetch_within(Executor& executor, Transport& transport, Duration limit, Request request, bool& gave_up) {
  Task<Result<Response>> exchange = transport.roundtrip(std::move(request));
  auto answer = co_await within(executor, limit, std::move(exchange));
  gave_up = !answer;
}

int refused_port() { return RawListener().port(); }

}  // namespace

TEMPLATE_TEST_CASE("a request and its answer cross a socket whole", "[threads]", Real, Virtual) {
  Bench<TestType> bench;
  Request request("PUT", bench.server->origin() + "/echo/a%20b?x=1&y=%2B#fragment");
  request.headers.add("X-Request", "1");
  request.body = std::string("bytes \0 of \xff any kind", 20);
  const std::string body = request.body;
  auto answer = bench.ask(std::move(request));
  REQUIRE(answer);
  CHECK(answer->status == 200);
  CHECK(answer->body == body);
  CHECK(answer->headers.get("X-Method") == "PUT");
  CHECK_FALSE(answer->headers.find("Keep-Alive"));
  REQUIRE(bench.service.asked.size() == 1);
  CHECK(bench.service.asked[0].url == bench.server->origin() + "/echo/a%20b?x=1&y=%2B");
  CHECK(bench.service.asked[0].headers.get("X-Request") == "1");
  CHECK(bench.service.asked[0].body == body);
}

TEMPLATE_TEST_CASE("an answer of any status is an answer", "[threads]", Real, Virtual) {
  Bench<TestType> bench;
  for (int status : {201, 204, 301, 400, 401, 404, 429, 500, 503}) {
    auto answer = bench.get("/status/" + std::to_string(status));
    REQUIRE(answer);
    CHECK(answer->status == status);
  }
}

TEMPLATE_TEST_CASE("HEAD has an answer without a body", "[threads]", Real, Virtual) {
  Bench<TestType> bench;
  auto answer = bench.ask(Request("HEAD", bench.server->origin() + "/status/200"));
  REQUIRE(answer);
  CHECK(answer->status == 200);
  CHECK(answer->body.empty());
  CHECK(bench.get("/echo"));  // the connection is still in step
}

TEMPLATE_TEST_CASE("big bodies go both ways", "[threads]", Real, Virtual) {
  Bench<TestType> bench;
  const std::size_t size = GENERATE(100'000, 5'000'000);
  Request request("POST", bench.server->origin() + "/echo");
  request.headers.add("Content-Type", std::string(form_content_type));
  request.body = encode_form(Form{{"Body", std::string(size, 'x')}});
  const std::string body = request.body;
  auto answer = bench.ask(std::move(request));
  REQUIRE(answer);
  CHECK(answer->body == body);
}

TEST_CASE("the transport keeps a connection for the next request", "[threads]") {
  RawListener listener;
  std::thread server([&] {  // a second connection would find nobody
    auto connection = listener.accept();
    while (!connection->read_until("\r\n\r\n").empty()) {
      connection->send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }
  });
  {
    SystemExecutor executor;
    HttplibOptions options;
    options.read_timeout = 2s;
    HttplibTransport transport(executor, options);
    for (int i = 0; i < 5; ++i) {
      Request request("GET", "http://127.0.0.1:" + std::to_string(listener.port()) + "/");
      auto answer = Pending<Result<Response>>(executor, transport.roundtrip(std::move(request))).get();
      CHECK(answer);
    }
  }
  server.join();
}

TEMPLATE_TEST_CASE("two hundred requests are in flight at once", "[threads]", Real, Virtual) {
  Bench<TestType> bench;
  Answers answers;
  Scope scope(bench.executor);
  for (int i = 0; i < 200; ++i) {
    scope.spawn(fetch(*bench.transport, Request("GET", bench.server->origin() + "/together/200"), answers));
  }
  bench.executor.run_until([&] { return answers.size() == 200; });
  for (const auto& answer : answers) REQUIRE(answer);
}

TEST_CASE("many threads may ask through one transport", "[threads]") {
  Bench<Real> bench;
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 20; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 10; ++i) {
        Request request("POST", bench.server->origin() + (i % 3 == 0 ? "/after/1ms" : "/echo"));
        request.body = std::to_string(thread * 10 + i);
        const std::string body = request.body;
        auto answer = bench.ask(std::move(request));
        if (answer && answer->body == body) ++good;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(good == 200);
}

TEMPLATE_TEST_CASE("more requests than the transport may have in flight wait their turn", "[threads]", Real, Virtual) {
  HttplibOptions options;
  options.concurrency_max = 2;
  Bench<TestType> bench(options);
  Answers answers;
  Scope scope(bench.executor);
  for (int i = 0; i < 20; ++i) {
    scope.spawn(fetch(*bench.transport, Request("GET", bench.server->origin() + "/echo"), answers));
  }
  bench.executor.run_until([&] { return answers.size() == 20; });
  for (const auto& answer : answers) REQUIRE(answer);
}

TEMPLATE_TEST_CASE("no more requests are in flight than the transport may have", "[threads]", Real, Virtual) {
  HttplibOptions options;
  options.concurrency_max = 2;
  Bench<TestType> bench(options);
  bool gave_up[3] = {};
  Scope scope(bench.executor);
  for (bool& one : gave_up) {
    Request request("GET", bench.server->origin() + "/together/3");
    scope.spawn(fetch_within(bench.executor, *bench.transport, 50ms, std::move(request), one));
  }
  bench.executor.run_until([&] { return scope.idle(); });
  CHECK((gave_up[0] && gave_up[1] && gave_up[2]));
  CHECK(bench.service.asked.size() == 2);
}

TEMPLATE_TEST_CASE("a connection that ends without an answer is connection_lost", "[threads]", Real, Virtual) {
  Bench<TestType> bench;
  auto answer = bench.get("/drop");
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == ErrorCode::connection_lost);
  CHECK(answer.error().message == "the connection to " + bench.server->origin() + " ended before the answer did");
  CHECK(bench.get("/echo"));
}

TEMPLATE_TEST_CASE("a service that throws has answered 500, and only its own side learns why", "[threads]", Real,
                   Virtual) {
  test::ExceptionsSeen exceptions;
  Bench<TestType> bench;
  auto answer = bench.get("/throw");
  REQUIRE(answer);
  CHECK(answer->status == 500);
  LocalTransport local(bench.executor);
  local.mount("http://service.test", bench.service);
  auto in_memory =
      Pending<Result<Response>>(bench.executor, local.roundtrip(Request("GET", "http://service.test/throw"))).get();
  REQUIRE(in_memory);
  CHECK(in_memory->status == 500);
  CHECK(in_memory->body == answer->body);
  CHECK(answer->body.find("thrown as asked") == std::string::npos);
  CHECK(exceptions.all() == std::vector<std::string>{"thrown as asked", "thrown as asked"});
}

TEMPLATE_TEST_CASE("a port where nobody listens is connection_failed", "[threads]", Real, Virtual) {
  Bench<TestType> bench;
  const std::string origin = "http://127.0.0.1:" + std::to_string(refused_port());
  auto answer = bench.ask(Request("GET", origin + "/"));
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == ErrorCode::connection_failed);
  CHECK(answer.error().message == "cannot connect to " + origin + ": refused");
}

TEST_CASE("a host that there is not is unknown_host", "[threads]") {
  SystemExecutor executor;
  HttplibTransport transport(executor);
  const std::string host = std::string(64, 'a') + ".test";  // a label too long for any name server to be asked
  auto answer = Pending<Result<Response>>(executor, transport.roundtrip(Request("GET", "http://" + host + "/"))).get();
  REQUIRE_FALSE(answer);
  CHECK(answer.error() == Error(ErrorCode::unknown_host, "cannot connect to http://" + host + ": no such host"));
}

TEMPLATE_TEST_CASE("what cannot be asked is an error, not an exchange", "[threads]", Real, Virtual) {
  Bench<TestType> bench;
  auto no_url = bench.ask(Request("GET", "/path/only"));
  REQUIRE_FALSE(no_url);
  CHECK(no_url.error().code == ErrorCode::connection_failed);

  Request smuggled("GET", bench.server->origin() + "/echo");
  smuggled.headers.add("X-One", "1\r\nX-Two: 2");
  auto two_lines = bench.ask(std::move(smuggled));
  REQUIRE_FALSE(two_lines);
  CHECK(two_lines.error().code == ErrorCode::invalid_input);
  CHECK(bench.service.asked.empty());
}

TEST_CASE("a server that stays silent is a timeout", "[threads]") {
  RawListener silent;
  SystemExecutor executor;
  HttplibOptions options;
  options.read_timeout = 30ms;
  HttplibTransport transport(executor, options);
  const std::string origin = "http://127.0.0.1:" + std::to_string(silent.port());
  auto answer = Pending<Result<Response>>(executor, transport.roundtrip(Request("GET", origin + "/"))).get();
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == ErrorCode::timeout);
  CHECK(answer.error().message == origin + " did not answer in time");
}

TEST_CASE("an answer that is cut off is connection_lost", "[threads]") {
  const std::string bytes = GENERATE(as<std::string>{}, "", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\nContent-Le",
                                     "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc", "not HTTP\r\n\r\n");
  RawListener listener;
  std::thread server([&] {
    auto connection = listener.accept();
    connection->read_until("\r\n\r\n");
    connection->send(bytes);
  });
  SystemExecutor executor;
  HttplibTransport transport(executor);
  Request request("GET", "http://127.0.0.1:" + std::to_string(listener.port()) + "/");
  auto answer = Pending<Result<Response>>(executor, transport.roundtrip(std::move(request))).get();
  server.join();
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == ErrorCode::connection_lost);
}

TEST_CASE("a peer that hangs up while it is written to is connection_lost", "[threads]") {
  RawListener listener;
  std::thread server([&] {
    auto connection = listener.accept();
    connection->read_until("\r\n\r\n");
  });
  SystemExecutor executor;
  HttplibTransport transport(executor);
  Request request("POST", "http://127.0.0.1:" + std::to_string(listener.port()) + "/");
  request.body.assign(20'000'000, 'x');
  auto answer = Pending<Result<Response>>(executor, transport.roundtrip(std::move(request))).get();
  server.join();
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == ErrorCode::connection_lost);
}

TEMPLATE_TEST_CASE("a name can lead elsewhere, and the service never notices", "[threads]", Real, Virtual) {
  Bench<TestType> bench;
  HttplibOptions options;
  options.connect_to["twilio.localhost:80"] = "127.0.0.1:" + std::to_string(bench.server->port());
  HttplibTransport transport(bench.executor, options);
  Request request("GET", "HTTP://twilio.localhost/echo");
  auto answer = Pending<Result<Response>>(bench.executor, transport.roundtrip(std::move(request))).get();
  REQUIRE(answer);
  REQUIRE(bench.service.asked.size() == 1);
  CHECK(bench.service.asked[0].url == "http://twilio.localhost/echo");
  CHECK(bench.service.asked[0].headers.get("Host") == "twilio.localhost");
}

TEMPLATE_TEST_CASE("a server that stops drops what is in flight, and a new one is found", "[threads]", Real, Virtual) {
  Bench<TestType> bench;
  const std::string origin = bench.server->origin();
  REQUIRE(bench.get("/echo"));  // leaves a connection behind that the stop closes
  Answers answers;
  Scope scope(bench.executor);
  for (int i = 0; i < 5; ++i) scope.spawn(fetch(*bench.transport, Request("GET", origin + "/never"), answers));
  bench.executor.run_until([&] { return bench.service.asked.size() == 6; });

  ServerOptions options;
  options.port = bench.server->port();
  bench.server.reset();
  bench.executor.run_until([&] { return answers.size() == 5; });
  for (const auto& answer : answers) {
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == ErrorCode::connection_lost);
  }

  bench.server = *HttpServer::listen(bench.executor, bench.service, options);
  CHECK(bench.get("/echo"));
}

TEMPLATE_TEST_CASE("a transport can go while exchanges that were given up are in flight", "[threads]", Real, Virtual) {
  HttplibOptions options;
  options.concurrency_max = 2;  // the others have not even left
  Bench<TestType> bench(options);
  Answers answers;
  {
    Scope scope(bench.executor);
    for (int i = 0; i < 5; ++i) {
      scope.spawn(fetch(*bench.transport, Request("GET", bench.server->origin() + "/never"), answers));
    }
    bench.executor.run_until([&] { return bench.service.asked.size() == 2; });
  }
  bench.transport.reset();
  bench.transport = std::make_unique<HttplibTransport>(bench.executor);
  CHECK(bench.get("/echo"));
  CHECK(answers.empty());
}

TEST_CASE("a transport goes at once, whatever its exchanges are about to do", "[threads]") {
  RawListener silent;
  for (int round = 0; round < 100; ++round) {
    VirtualExecutor executor{TimePoint{}};
    HttplibOptions options;
    options.read_timeout = 1h;  // one that waits for the answer after all outlasts any test run
    HttplibTransport transport(executor, options);
    Answers answers;
    Scope scope(executor);
    Request request("GET", "http://127.0.0.1:" + std::to_string(silent.port()) + "/");
    scope.spawn(fetch(transport, std::move(request), answers));
    executor.run_one();
    executor.run_one();  // its leg has begun; how far it comes is another matter in each round
    const auto moment = std::chrono::steady_clock::now() + round * 4us;
    while (std::chrono::steady_clock::now() < moment) std::this_thread::yield();
    scope.clear();
  }
}
