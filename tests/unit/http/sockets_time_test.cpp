// Sockets under virtual time: it waits for what is under way, and what crosses them comes in the order of memory.

#include <string>
#include <utility>
#include <vector>

#include "core/http/local_transport.hpp"
#include "core/runtime/scope.hpp"
#include "core/runtime/waiting.hpp"
#include "tests/support/socket_bench.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;
using understudy::test::ObedientService;
using understudy::test::Virtual;
template <class Time>
using Bench = understudy::test::SocketBench<Time>;

namespace {

Task<> fetch_within(Executor& executor, Transport& transport, Duration limit, Request request, bool& gave_up) {
  Task<Result<Response>> exchange = transport.roundtrip(std::move(request));
  auto answer = co_await within(executor, limit, std::move(exchange));
  gave_up = !answer;
}
// Waits first, so that many of these leave and come back in an order that only the delays decide. What the service has
// been asked by then shows how the two sides interleave.
Task<> fetch_after(Executor& executor, Transport& transport, const ObedientService& service, Duration delay,
                   Request request, std::vector<std::string>& log) {
  co_await sleep_for(executor, delay);
  const std::string name = request.body;
  auto answer = co_await transport.roundtrip(std::move(request));
  const std::string outcome = answer ? std::to_string(answer->status) : std::string(to_string(answer.error().code));
  log.push_back(name + " " + outcome + " " + format_timestamp(executor.now()) + " after " +
                std::to_string(service.asked.size()));
}

// The same forty exchanges, some of them slow, some refused.
std::vector<std::string> forty_exchanges(Executor& executor, Transport& transport, const ObedientService& service,
                                         const std::string& origin) {
  const char* paths[] = {"/echo", "/after/3s", "/status/503", "/after/10ms", "/drop"};
  std::vector<std::string> log;
  Scope scope(executor);
  for (int i = 0; i < 40; ++i) {
    Request request("POST", origin + paths[i % 5]);
    request.body = std::to_string(i);
    scope.spawn(fetch_after(executor, transport, service, Duration(i % 4 * 5'000), std::move(request), log));
  }
  executor.run_until([&] { return log.size() == 40; });
  return log;
}

}  // namespace

TEST_CASE("virtual time stands still while exchanges cross sockets", "[threads]") {
  Bench<Virtual> bench;
  for (int i = 0; i < 20; ++i) REQUIRE(bench.get("/echo"));
  CHECK(bench.executor.now() == TimePoint{});
}

TEST_CASE("a server that takes five hours of virtual time costs no wall time", "[threads]") {
  Bench<Virtual> bench;
  auto answer = bench.get("/after/5h");
  REQUIRE(answer);
  CHECK(bench.executor.now() == TimePoint{} + 5h);
}

TEST_CASE("a client gives up in virtual time on a server that takes longer", "[threads]") {
  Bench<Virtual> bench;
  bool gave_up = false;
  Scope scope(bench.executor);
  Request request("GET", bench.server->origin() + "/after/5h");
  scope.spawn(fetch_within(bench.executor, *bench.transport, 10s, std::move(request), gave_up));
  bench.executor.run_until([&] { return scope.idle(); });
  CHECK(gave_up);
  CHECK(bench.executor.now() == TimePoint{} + 10s);
  CHECK(bench.get("/echo"));
  CHECK(bench.executor.now() == TimePoint{} + 10s);
}

TEST_CASE("the order of events over sockets is that of memory", "[threads]") {
  const std::string origin = "http://service.localhost";
  Virtual in_memory;
  Executor& executor = in_memory;
  ObedientService service(executor);
  LocalTransport local(executor);
  local.mount(origin, service);
  const auto expected = forty_exchanges(executor, local, service, origin);

  for (int run = 0; run < 5; ++run) {
    Bench<Virtual> bench;
    HttplibOptions options;
    options.connect_to["service.localhost:80"] = "127.0.0.1:" + std::to_string(bench.server->port());
    HttplibTransport sockets(bench.executor, options);
    REQUIRE(forty_exchanges(bench.executor, sockets, bench.service, origin) == expected);
  }
}
