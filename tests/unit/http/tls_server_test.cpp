// The server under TLS, as a client sees it.

#include <atomic>
#include <thread>

#include "core/http/httplib_server.hpp"
#include "core/http/httplib_transport.hpp"
#include "core/runtime/pending.hpp"
#include "core/runtime/system_executor.hpp"
#include "core/tls/certificate.hpp"
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
using understudy::test::SmallAuthority;
using understudy::test::TlsClient;
using understudy::test::TlsClientOptions;

namespace {

constexpr int tls_1_1 = 0x0302;
constexpr int tls_1_2 = 0x0303;
constexpr int tls_1_3 = 0x0304;

struct Bench {
  explicit Bench(ServerOptions options = {}) {
    options.tls = local.identity.get();
    server = *HttpServer::listen(executor, service, options);
  }
  TlsClientOptions trusting() const { return {.trusted = local.authority.certificate_pem()}; }
  std::vector<Request> asked() {
    std::vector<Request> seen;
    executor.exclusively([&] { seen = service.asked; });
    return seen;
  }

  SmallAuthority local;
  SystemExecutor executor;
  ObedientService service{executor};
  std::unique_ptr<HttpServer> server;
};

// A client, and the connection that it is on.
struct Client {
  explicit Client(const Bench& bench, const TlsClientOptions& options)
      : below(bench.server->port()), tls(below, options) {}
  explicit Client(const Bench& bench) : Client(bench, bench.trusting()) {}
  RawConnection below;
  TlsClient tls;
};

constexpr auto get_echo = "GET /echo HTTP/1.1\r\nHost: api.twilio.com\r\n\r\n";

}  // namespace

TEST_CASE("under TLS one connection carries request after request, whose URLs are of https", "[threads]") {
  Bench bench;
  CHECK(bench.server->origin() == "https://127.0.0.1:" + std::to_string(bench.server->port()));
  TlsClientOptions options = bench.trusting();
  options.version_max = GENERATE(tls_1_2, tls_1_3);
  Client client(bench, options);
  REQUIRE(client.tls.shake_hands());
  for (int i = 0; i < 3; ++i) {
    client.tls.send(get_echo);
    CHECK_THAT(client.tls.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200 OK\r\n"));
  }
  REQUIRE(bench.asked().size() == 3);
  CHECK(bench.asked()[2].url == "https://api.twilio.com/echo");
}

TEST_CASE("the certificate is good for each of Twilio's hosts that is asked for, and for this machine", "[threads]") {
  Bench bench;
  TlsClientOptions options = bench.trusting();
  options.server_name = GENERATE(as<std::string>{}, "api.twilio.com", "lookups.twilio.com", "verify.twilio.com",
                                 "api.dublin.ie1.twilio.com", "API.Sydney.AU1.twilio.com", "localhost", "");
  Client client(bench, options);
  CHECK(client.tls.shake_hands());
  CHECK(client.tls.complaint().empty());
}

TEST_CASE("the certificate is not good for a host of another's", "[threads]") {
  Bench bench;
  TlsClientOptions options = bench.trusting();
  options.server_name = GENERATE(as<std::string>{}, "example.com", "twilio.com.example.com", "a,b.c.twilio.com");
  Client client(bench, options);
  CHECK_FALSE(client.tls.shake_hands());
  CHECK_THAT(client.tls.complaint(), StartsWith("hostname mismatch"));
}

TEST_CASE("TLS before 1.2 is refused, and so is what does not speak HTTP/1.1", "[threads]") {
  Bench bench;
  TlsClientOptions options = bench.trusting();
  SECTION("an old version") {
    options.version_max = tls_1_1;
    Client client(bench, options);
    CHECK_FALSE(client.tls.shake_hands());
  }
  SECTION("HTTP/2 alone") {
    options.protocols = "h2";
    Client client(bench, options);
    CHECK_FALSE(client.tls.shake_hands());
    CHECK_THAT(client.tls.complaint(), Contains("no application protocol"));
  }
  SECTION("HTTP/2 if possible") {
    options.protocols = "h2 http/1.1";
    Client client(bench, options);
    CHECK(client.tls.shake_hands());
    CHECK(client.tls.protocol() == "http/1.1");
  }
}

TEST_CASE("bodies larger than a record of TLS come and go whole", "[threads]") {
  Bench bench;
  Client client(bench);
  REQUIRE(client.tls.shake_hands());
  std::string body;
  for (int i = 0; body.size() < 3'000'000; ++i) body += std::to_string(i) + ' ';
  client.tls.send("POST /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: " +
                  std::to_string(body.size()) + "\r\n\r\n" + body);
  CHECK_THAT(client.tls.read_to_end(), EndsWith("\r\n\r\n" + body));
  CHECK(client.tls.was_ended_properly());
}

TEST_CASE("requests that come in one record are all answered, without more to wake the server", "[threads]") {
  Bench bench;
  Client client(bench);
  REQUIRE(client.tls.shake_hands());
  // The first is just what the server takes up at once.
  const std::string head = "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 8000\r\nX-Filling: ";
  const std::string filling(8192 - 8000 - 4 - head.size(), 'x');
  client.tls.send(head + filling + "\r\n\r\n" + std::string(8000, 'b') + get_echo);
  CHECK_THAT(client.tls.read_until(std::string(8000, 'b')), StartsWith("HTTP/1.1 200"));
  CHECK_THAT(client.tls.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200"));
}

TEST_CASE("a service that does not answer ends a connection under TLS as if it had broken", "[threads]") {
  Bench bench;
  Client client(bench);
  REQUIRE(client.tls.shake_hands());
  client.tls.send("GET /drop HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(client.tls.read_to_end().empty());
  CHECK_FALSE(client.tls.was_ended_properly());
}

TEST_CASE("plain HTTP on a port for HTTPS is told so", "[threads]") {
  Bench bench;
  RawConnection plain(bench.server->port());
  plain.send(GENERATE(as<std::string>{}, "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
                      "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello",
                      "CONNECT api.twilio.com:443 HTTP/1.1\r\n\r\n"));
  const std::string answer = plain.read_to_end();
  CHECK_THAT(answer, StartsWith("HTTP/1.1 400 Bad Request\r\n"));
  CHECK_THAT(answer, Contains("This port speaks HTTPS"));
}

TEST_CASE("what is neither TLS nor HTTP ends the connection and nothing else", "[threads]") {
  Bench bench;
  RawConnection stranger(bench.server->port());
  stranger.send(GENERATE(as<std::string>{}, "garbage\r\n\r\n", std::string("\x16\x03\x01\xff\xff\0\0\0", 8),
                         "SSH-2.0-OpenSSH_9.2\r\n"));
  stranger.end();
  CHECK_THAT(stranger.read_to_end(), !Contains("HTTP"));
  Client client(bench);
  CHECK(client.tls.shake_hands());
}

TEST_CASE("handshakes that come in pieces, or never end, keep nobody waiting", "[threads]") {
  Bench bench;
  std::vector<std::unique_ptr<Client>> stuck;
  for (int i = 0; i < 100; ++i) {
    stuck.push_back(std::make_unique<Client>(bench));
    stuck.back()->below.send(stuck.back()->tls.hello().substr(0, 100));
  }
  Client client(bench);
  const std::string hello = client.tls.hello();
  for (char byte : hello) client.below.send({&byte, 1});
  REQUIRE(client.tls.shake_hands());
  client.tls.send(get_echo);
  CHECK_THAT(client.tls.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200"));
  bench.server.reset();
  for (const auto& each : stuck) CHECK(each->below.read_to_end().empty());
}

TEST_CASE("a connection that is silent under TLS, or in its handshake, is closed after the idle timeout", "[threads]") {
  ServerOptions options;
  options.idle_timeout = 1s;
  Bench bench(options);
  Client shaking(bench);
  shaking.below.send(shaking.tls.hello().substr(0, 100));
  Client idle(bench);
  REQUIRE(idle.tls.shake_hands());
  CHECK(shaking.below.read_to_end().empty());
  CHECK(idle.tls.read_to_end().empty());
  CHECK(idle.tls.was_ended_properly());
}

TEST_CASE("a handshake that trickles in is as silent as one that does not", "[threads]") {
  ServerOptions options;
  options.idle_timeout = 1s;
  Bench bench(options);
  Client client(bench);
  const std::string hello = client.tls.hello();
  std::atomic<bool> ended = false;
  std::thread reader([&] {
    client.below.read_to_end();
    ended = true;
  });
  std::size_t sent = 0;
  for (; !ended && sent + 1 < hello.size(); ++sent) {
    client.below.send(hello.substr(sent, 1));
    std::this_thread::sleep_for(20ms);
  }
  CHECK(sent + 1 < hello.size());  // else it would have been let go on
  client.below.end();
  reader.join();
}

TEST_CASE("our own transport, which webhooks go out by, does not trust an authority it does not know", "[threads]") {
  Bench bench;
  HttplibTransport transport(bench.executor);
  const std::string url = "https://localhost:" + std::to_string(bench.server->port()) + "/echo";
  const auto answer = Pending<Result<Response>>(bench.executor, transport.roundtrip(Request("GET", url))).get();
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == ErrorCode::tls_failed);
  CHECK_THAT(answer.error().message, Contains("TLS"));
  CHECK(bench.asked().empty());
}

TEST_CASE("a host's certificate is made once, and another's is another") {
  const SmallAuthority local;
  const auto text_of = [&](const std::string& name) {
    const CertificateHandle certificate = local.identity->certificate_for(name);
    REQUIRE(certificate);
    return to_pem(*certificate);
  };
  const std::string dublin = text_of("api.dublin.ie1.twilio.com");
  CHECK(text_of("API.dublin.ie1.twilio.com") == dublin);
  const std::string usual = text_of("api.twilio.com");
  CHECK(usual != dublin);
  CHECK(text_of("lookups.twilio.com") == usual);
  CHECK(text_of("") == usual);
  for (int i = 0; i < 64; ++i) text_of("api.edge.r" + std::to_string(i) + ".twilio.com");
  CHECK(text_of("api.dublin.ie1.twilio.com") != dublin);  // so many are kept and no more
}
