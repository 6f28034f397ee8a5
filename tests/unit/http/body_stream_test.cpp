// Answers whose bodies come in time: as bytes see them, and in memory.
#include "core/http/body_stream.hpp"

#include <deque>
#include <memory>
#include <vector>

#include "core/http/httplib_server.hpp"
#include "core/http/httplib_transport.hpp"
#include "core/http/local_transport.hpp"
#include "core/runtime/scope.hpp"
#include "core/runtime/system_executor.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "core/runtime/waiting.hpp"
#include "tests/support/exchange.hpp"
#include "tests/support/raw_socket.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using understudy::test::exchange;
using understudy::test::RawConnection;

namespace {

// Pieces that a test hands in; it outlives its readers.
struct Source {
  explicit Source(Executor& executor) : news(executor) {}
  void add(std::string piece) {
    pieces.push_back(std::move(piece));
    news.ring();
  }
  void end() {
    over = true;
    news.ring();
  }
  std::deque<std::string> pieces;
  std::size_t endless = 0;  // so long are pieces of which there is always one more
  std::size_t made = 0;     // bytes
  bool over = false;
  int readers = 0;
  Bell news;
};

class Pieces final : public BodyStream {
 public:
  explicit Pieces(Source& source) : source_(source) { ++source_.readers; }
  Pieces(const Pieces&) = delete;
  Pieces& operator=(const Pieces&) = delete;
  ~Pieces() override { --source_.readers; }

  std::string take() override {
    std::string piece(source_.endless, 'x');
    if (!source_.pieces.empty()) {
      piece = std::move(source_.pieces.front());
      source_.pieces.pop_front();
    }
    source_.made += piece.size();
    return piece;
  }
  Task<bool> more() override {
    while (source_.pieces.empty() && !source_.over) co_await source_.news.wait();
    co_return !source_.pieces.empty();
  }

 private:
  Source& source_;
};

struct Streaming final : Service {
  explicit Streaming(Executor& executor) : source(executor) {}
  Task<Result<Response>> handle(Request request) override {
    if (!request.url.ends_with("/stream")) co_return Response(200, "text/plain", "whole");
    Response response(200, "text/plain", "begun");
    response.stream = std::make_shared<Pieces>(source);
    co_return response;
  }
  Source source;
};

// A piece a second, three times.
Task<> tick(Executor& executor, Source& source) {
  for (int i = 1; i <= 3; ++i) {
    co_await sleep_for(executor, 1s);
    source.add("tick" + std::to_string(i));
  }
  source.end();
}

struct Bench {
  void change(const std::function<void(Source&)>& job) {
    executor.inject([&] { job(service.source); });
  }
  template <class Get>
  auto look(Get get) {
    decltype(get(service.source)) found{};
    executor.exclusively([&] { found = get(service.source); });
    return found;
  }
  std::string ask_whole() {
    RawConnection connection(server->port());
    connection.send("GET /whole HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    return connection.read_to_end();
  }

  SystemExecutor executor;
  Streaming service{executor};
  std::unique_ptr<HttpServer> server = *HttpServer::listen(executor, service);
};

const std::string get_stream = "GET /stream HTTP/1.1\r\nHost: h\r\n\r\n";

}  // namespace

TEST_CASE("a body that comes in time goes out piece by piece, and the connection goes on after it", "[threads]") {
  Bench bench;
  RawConnection connection(bench.server->port());
  connection.send(get_stream);
  const std::string head = connection.read_until("5\r\nbegun\r\n");
  CHECK_THAT(head, Contains("Transfer-Encoding: chunked\r\n") && !Contains("Content-Length"));
  bench.change([](Source& source) { source.add("one"); });
  CHECK(connection.read_until("one\r\n") == "3\r\none\r\n");
  bench.change([](Source& source) {
    source.add("two");
    source.add(std::string(26, 'x'));
  });
  CHECK(connection.read_until("x\r\n") == "3\r\ntwo\r\n1a\r\n" + std::string(26, 'x') + "\r\n");
  bench.change([](Source& source) { source.end(); });
  CHECK(connection.read_until("0\r\n\r\n") == "0\r\n\r\n");
  connection.send("GET /whole HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  CHECK_THAT(connection.read_to_end(), EndsWith("\r\n\r\nwhole"));
}

TEST_CASE("HTTP/1.0 is told by the connection's end that a body is over", "[threads]") {
  Bench bench;
  RawConnection connection(bench.server->port());
  connection.send("GET /stream HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
  CHECK_THAT(connection.read_until("begun"), !Contains("Transfer-Encoding") && !Contains("Content-Length"));
  bench.change([](Source& source) {
    source.add("one");
    source.end();
  });
  CHECK(connection.read_to_end() == "one");
}

TEST_CASE("no more of a body is made than is read, and nobody else waits for it", "[threads]") {
  Bench bench;
  constexpr std::size_t piece = 1 << 20;
  bench.change([](Source& source) { source.endless = piece; });
  std::vector<std::unique_ptr<RawConnection>> deaf;
  for (int i = 0; i < 3; ++i) deaf.push_back(std::make_unique<RawConnection>(bench.server->port()));
  for (auto& connection : deaf) connection->send(get_stream);
  for (int i = 0; i < 200; ++i) REQUIRE_THAT(bench.ask_whole(), EndsWith("whole"));
  // What the system takes of its own accord.
  CHECK(bench.look([](const Source& source) { return source.made; }) < 3 * 64 * piece);
}

TEST_CASE("many who follow a body do not keep others waiting", "[threads]") {
  Bench bench;
  std::vector<std::unique_ptr<RawConnection>> following;
  for (int i = 0; i < 100; ++i) {
    following.push_back(std::make_unique<RawConnection>(bench.server->port()));
    following.back()->send(get_stream);
    following.back()->read_until("begun");
  }
  CHECK_THAT(bench.ask_whole(), EndsWith("whole"));
  bench.change([](Source& source) { source.end(); });
  for (auto& connection : following) CHECK_THAT(connection->read_until("0\r\n\r\n"), EndsWith("0\r\n\r\n"));
  CHECK(bench.look([](const Source& source) { return source.readers; }) == 0);
}

TEST_CASE("a reader that is gone is noticed at a later piece", "[threads]") {
  Bench bench;
  {
    RawConnection connection(bench.server->port());
    connection.send(get_stream);
    connection.read_until("begun");
  }
  while (bench.look([](const Source& source) { return source.readers; }) > 0) {
    bench.change([](Source& source) { source.add("anybody?"); });
  }
}

TEST_CASE("a server that stops ends a body where it is, and unlike one that is whole", "[threads]") {
  Bench bench;
  RawConnection connection(bench.server->port());
  connection.send(get_stream);
  connection.read_until("begun\r\n");
  bench.server.reset();
  CHECK(connection.read_to_end().empty());
  CHECK(bench.service.source.readers == 0);
}

TEST_CASE("under virtual time a body takes as long as its pieces do", "[threads]") {
  VirtualExecutor executor{TimePoint{}};
  Streaming service(executor);
  const auto server = *HttpServer::listen(executor, service);
  HttplibTransport network(executor);
  Scope tasks(executor);
  tasks.spawn(tick(executor, service.source));
  const auto answer = exchange(executor, network, Request("GET", server->origin() + "/stream"));
  REQUIRE(answer);
  CHECK(answer->body == "beguntick1tick2tick3");
  CHECK(executor.now() == TimePoint{} + 3s);
}

TEST_CASE("in memory a body that comes in time is what there is of it") {
  VirtualExecutor executor{TimePoint{}};
  Streaming service(executor);
  LocalTransport network(executor);
  network.mount("http://h.test", service);
  service.source.add("one");
  service.source.add("two");
  const auto answer = exchange(executor, network, Request("GET", "http://h.test/stream"));
  REQUIRE(answer);
  CHECK(answer->body == "begunonetwo");
  CHECK_FALSE(answer->stream);
  CHECK(service.source.readers == 0);
}
