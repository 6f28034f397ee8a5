// Worlds in one place against worlds alone.

#include <string>
#include <vector>

#include "core/http/local_transport.hpp"
#include "core/runtime/pending.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "simulator/worlds.hpp"
#include "tests/support/listening_app.hpp"
#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using nlohmann::json;
using simulator::ClockMode;
using simulator::Worlds;
using simulator::WorldSetup;

namespace {

constexpr std::size_t worlds_count = 200;

// A server of worlds, and an app that they post to.
class Place {
 public:
  Place() { network_.mount("http://app.localhost", app_); }

  void make(std::size_t which) {
    ask("POST", "/_understudy/v1/worlds",
        json{{"account_sid", account(which)},
             {"test_account_sid", account(which + 1'000'000)},
             {"api_key_sid", "SK" + account(which).substr(2)},
             {"seed", which}}
            .dump());
  }
  // A message, a text or a while, as the step says.
  void take(std::size_t which, unsigned step) {
    const std::string world = "/_understudy/v1/worlds/" + account(which);
    const std::string number = "+1555010009" + std::to_string(step % 10);
    if (step % 3 == 0) {
      ask("POST", world + "/clock/advance", R"({"by": ")" + std::to_string(step % 5000) + R"(ms"})");
    } else if (step % 3 == 1) {
      ask("POST", world + "/inbound", json{{"from", number}, {"to", "+15550100001"}, {"body", "hi"}}.dump());
    } else {
      ask("POST", "/2010-04-01/Accounts/" + account(which) + "/Messages.json",
          encode_form({{"To", number},
                       {"From", "+15550100001"},
                       {"Body", "hi"},
                       {"StatusCallback", "http://app.localhost/status"}}),
          basic(account(which), auth_token));
    }
  }
  std::string journal(std::size_t which) {
    return ask("GET", "/_understudy/v1/worlds/" + account(which) + "/journal", "");
  }

 private:
  static std::string account(std::size_t which) {
    const std::string digits = std::to_string(which);
    return "AC" + std::string(32 - digits.size(), '0') + digits;
  }
  std::string ask(const std::string& method, const std::string& path, std::string body,
                  const std::string& authorization = "") {
    Request request(method, std::string(twilio_origin) + path);
    if (!authorization.empty()) request.headers.add("Authorization", authorization);
    request.headers.add("Content-Type", form_content_type);
    request.body = std::move(body);
    auto response = Pending<Result<Response>>(executor_, worlds_.handle(std::move(request))).get();
    REQUIRE(response.has_value());
    REQUIRE(response->status < 300);
    return response->body;
  }

  static WorldSetup manual() {
    WorldSetup setup;
    setup.clock.mode = ClockMode::manual;
    return setup;
  }

  VirtualExecutor executor_{new_year};
  LocalTransport network_{executor_};
  ListeningApp app_;
  Worlds worlds_{executor_, network_, manual()};
};

}  // namespace

TEST_CASE("each of two hundred worlds in one place does what it does alone, whatever happens in between elsewhere") {
  Rng rng(GENERATE(range(1, 4)));
  std::vector<std::pair<std::size_t, unsigned>> steps;
  for (int i = 0; i < 1000; ++i) steps.emplace_back(rng.below(worlds_count), rng.below(100'000));
  Place together;
  for (std::size_t i = 0; i < worlds_count; ++i) together.make(i);
  for (const auto& [which, step] : steps) together.take(which, step);
  for (std::size_t i = 0; i < worlds_count; ++i) {
    Place alone;
    alone.make(i);
    for (const auto& [which, step] : steps) {
      if (which == i) alone.take(i, step);
    }
    REQUIRE(together.journal(i) == alone.journal(i));
  }
}
