// CONNECT, as an app and what it wants to reach see it.

#include <thread>
#include <vector>

#include "core/http/forward_proxy.hpp"
#include "core/http/httplib_server.hpp"
#include "core/runtime/system_executor.hpp"
#include "tests/support/obedient_service.hpp"
#include "tests/support/small_authority.hpp"
#include "tests/support/tls_client.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;
using understudy::test::ObedientService;
using understudy::test::RawConnection;
using understudy::test::RawListener;
using understudy::test::SmallAuthority;
using understudy::test::TlsClient;

namespace {

constexpr std::string_view established = "HTTP/1.1 200 Connection established\r\n\r\n";

struct Bench {
  explicit Bench(ServerOptions options = {}) {
    options.tls = local.identity.get();
    options.proxy = &rules;
    server = *HttpServer::listen(executor, service, options);
  }
  std::vector<Request> asked() {
    std::vector<Request> seen;
    executor.exclusively([&] { seen = service.asked; });
    return seen;
  }
  std::unique_ptr<RawConnection> connect(const std::string& target) const {
    auto connection = std::make_unique<RawConnection>(server->port());
    connection->send("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n");
    return connection;
  }
  std::string here() const { return "127.0.0.1:" + std::to_string(listener.port()); }

  SmallAuthority local;
  SystemExecutor executor;
  ObedientService service{executor};
  RawListener listener;
  std::vector<std::string> refused;
  ProxyRules rules{{"twilio.com"}, {"127.0.0.1"}, [this](const std::string& host) { refused.push_back(host); }};
  std::unique_ptr<HttpServer> server;
};

}  // namespace

TEST_CASE("a tunnel to Twilio ends here: the service answers under TLS, by the name asked for", "[threads]") {
  Bench bench;
  CHECK(bench.server->origin() == "http://127.0.0.1:" + std::to_string(bench.server->port()));
  const std::string host = GENERATE(as<std::string>{}, "api.twilio.com", "api.dublin.ie1.twilio.com");
  const auto below = bench.connect(host + ":443");
  CHECK(below->read_until("\r\n\r\n") == established);
  TlsClient client(*below, {.trusted = bench.local.authority.certificate_pem(), .server_name = host});
  REQUIRE(client.shake_hands());
  for (int i = 0; i < 2; ++i) {
    client.send("GET /echo HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    CHECK_THAT(client.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200 OK"));
  }
  REQUIRE(bench.asked().size() == 2);
  CHECK(bench.asked()[0].url == "https://" + host + "/echo");
}

TEST_CASE("a client need not wait for the tunnel before it speaks TLS", "[threads]") {
  Bench bench;
  RawConnection below(bench.server->port());
  TlsClient client(below, {.trusted = bench.local.authority.certificate_pem()});
  below.send("CONNECT api.twilio.com:443 HTTP/1.1\r\n\r\n" + client.hello());
  CHECK(below.read_until("\r\n\r\n") == established);
  REQUIRE(client.shake_hands());
  client.send("GET /echo HTTP/1.1\r\nHost: api.twilio.com\r\nConnection: close\r\n\r\n");
  CHECK_THAT(client.read_to_end(), StartsWith("HTTP/1.1 200 OK"));
}

TEST_CASE("a tunnel to a host that is not allowed is refused with what to do about it", "[threads]") {
  Bench bench;
  const auto below = bench.connect("example.com:443");
  const std::string answer = below->read_to_end();
  CHECK_THAT(answer, StartsWith("HTTP/1.1 403 Forbidden\r\n") && Contains("--allow-host example.com"));
  CHECK(bench.refused == std::vector<std::string>{"example.com"});
  CHECK(bench.asked().empty());
}

TEST_CASE("what is no host and port is no tunnel, and within TLS there is none at all", "[threads]") {
  Bench bench;
  const std::string target =
      GENERATE(as<std::string>{}, "api.twilio.com", "api.twilio.com:x", "user@api.twilio.com:443",
               "api.twilio.com:443/path", "https://api.twilio.com:443");
  CHECK_THAT(bench.connect(target)->read_to_end(), StartsWith("HTTP/1.1 400 Bad Request\r\n"));

  const auto below = bench.connect("api.twilio.com:443");
  below->read_until("\r\n\r\n");
  TlsClient client(*below, {.trusted = bench.local.authority.certificate_pem()});
  REQUIRE(client.shake_hands());
  client.send("CONNECT " + bench.here() + " HTTP/1.1\r\n\r\n");
  CHECK_THAT(client.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 400"));
}

TEST_CASE("a tunnel to an allowed host carries bytes both ways, and each side's end on its own", "[threads]") {
  Bench bench;
  const auto app = bench.connect(bench.here());
  const auto far = bench.listener.accept();
  CHECK(app->read_until("\r\n\r\n") == established);
  app->send("ping");
  CHECK(far->read_until("ping") == "ping");
  far->send("pong");
  CHECK(app->read_until("pong") == "pong");

  SECTION("the app has said its last, and is answered") {
    app->send("last");
    app->end();
    CHECK(far->read_to_end() == "last");
    far->send("answer");
    far->end();
    CHECK(app->read_to_end() == "answer");
  }
  SECTION("the far end has said its last, and is answered") {
    far->end();
    CHECK(app->read_to_end().empty());
    app->send("answer");
    app->end();
    CHECK(far->read_to_end() == "answer");
  }
  CHECK(bench.asked().empty());
}

TEST_CASE("a tunnel carries more than it can hold, to a side that reads late", "[threads]") {
  Bench bench;
  const auto app = bench.connect(bench.here());
  const auto far = bench.listener.accept();
  app->read_until("\r\n\r\n");
  std::string much;
  for (int i = 0; much.size() < 20'000'000; ++i) much += std::to_string(i) + ' ';
  std::thread sender([&] {
    far->send(much);
    far->end();
  });
  app->send("meanwhile");
  CHECK(far->read_until("meanwhile") == "meanwhile");
  CHECK(app->read_to_end() == much);
  sender.join();
}

TEST_CASE("what an app sends along with its CONNECT goes through the tunnel", "[threads]") {
  Bench bench;
  RawConnection app(bench.server->port());
  app.send("CONNECT " + bench.here() + " HTTP/1.1\r\n\r\nearly");
  const auto far = bench.listener.accept();
  CHECK(far->read_until("early") == "early");
}

TEST_CASE("a tunnel through which nothing moves is closed", "[threads]") {
  ServerOptions options;
  options.tunnel_idle_timeout = 50ms;
  Bench bench(options);
  const auto app = bench.connect(bench.here());
  const auto far = bench.listener.accept();
  CHECK(app->read_to_end() == established);
  CHECK(far->read_to_end().empty());
}

TEST_CASE("there are only so many tunnels, and an end makes place for another", "[threads]") {
  ServerOptions options;
  options.tunnels_max = 1;
  Bench bench(options);
  const auto first = bench.connect(bench.here());
  const auto far = bench.listener.accept();
  first->read_until("\r\n\r\n");
  CHECK_THAT(bench.connect(bench.here())->read_to_end(), StartsWith("HTTP/1.1 503 Service Unavailable\r\n"));
  first->end();
  far->end();
  first->read_to_end();
  // The place is free a moment after both sides have seen the end.
  std::string answer;
  for (int tries = 0; tries < 1000 && answer != established; ++tries) {
    answer = bench.connect(bench.here())->read_until("\r\n\r\n");
  }
  CHECK(answer == established);
}

TEST_CASE("an allowed host that cannot be reached is a 502", "[threads]") {
  Bench bench;
  std::string nobody;
  {
    const RawListener gone;
    nobody = "127.0.0.1:" + std::to_string(gone.port());
  }
  const std::string answer = bench.connect(nobody)->read_to_end();
  CHECK_THAT(answer, StartsWith("HTTP/1.1 502 Bad Gateway\r\n") && EndsWith("cannot connect to " + nobody + "\n"));
}

TEST_CASE("stopping a proxy ends its tunnels at once", "[threads]") {
  Bench bench;
  const auto app = bench.connect(bench.here());
  const auto far = bench.listener.accept();
  app->read_until("\r\n\r\n");
  bench.server.reset();
  CHECK(app->read_to_end().empty());
  CHECK(far->read_to_end().empty());
}

TEST_CASE("a server that is no proxy takes no CONNECT, and a proxy without an identity is an error", "[threads]") {
  Bench bench;
  const auto plain = *HttpServer::listen(bench.executor, bench.service);
  RawConnection connection(plain->port());
  connection.send("CONNECT " + bench.here() + " HTTP/1.1\r\nConnection: close\r\n\r\n");
  CHECK_THAT(connection.read_to_end(), StartsWith("HTTP/1.1 400"));

  ServerOptions options;
  options.proxy = &bench.rules;
  CHECK_FALSE(HttpServer::listen(bench.executor, bench.service, options));
}
