// Whatever the network does, no message is sent twice, and none is lost without its sender being told.

#include <cstdlib>
#include <map>
#include <set>

#include "core/client/client.hpp"
#include "core/http/form.hpp"
#include "core/message/smart_encoding.hpp"
#include "core/runtime/scope.hpp"
#include "core/webhook/receiver.hpp"
#include "simulator/sandbox.hpp"
#include "tests/support/chaotic_transport.hpp"
#include "tests/support/twilio_requests.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;

namespace {

struct Sent {
  OutgoingMessage message;
  std::optional<Result<Receipt>> result;
};

struct Tally {
  int sent = 0;
  int reconciled = 0;
  int failed = 0;
  int in_doubt = 0;
};

simulator::WorldConfig small_world() {
  simulator::WorldConfig world;
  world.services = {{.sid = "MGc0ffee00c0ffee00c0ffee00c0ffee00", .pool = {"+15550100001", "+15550100002"}}};
  return world;
}

// One client, a few messages (some of them equal), a service, and a bad network between them.
class Storm {
 public:
  explicit Storm(std::uint64_t seed)
      : rng_(seed),
        sandbox_(small_world()),
        network_(sandbox_.executor(), sandbox_.transport(), rng_.fork("network"), Ratio{1 + rng_.below(9), 12}, 9s),
        client_(sandbox_.executor(), network_, config(seed)),
        app_(sandbox_.executor(), {.auth_token = sandbox_.auth_token()},
             [this](const WebhookEvent& event) {
               client_.hear(event);
               return WebhookReceiver::no_reply();
             }),
        stop_(sandbox_.executor()) {
    sandbox_.mount("http://app.localhost", app_);
  }

  void rage() {
    const int count = 1 + static_cast<int>(rng_.below(6));
    for (int i = 0; i < count; ++i) sends_.push_back({some_message(), std::nullopt});
    {
      Scope scope(sandbox_.executor());
      for (Sent& sent : sends_) scope.spawn(send(sent, some(3s)));
      if (rng_.below(8) == 0) scope.spawn(request_stop(some(40s)));
      // Safety while it is bad, liveness once it is good again: then all of them come to an end.
      wait(some(60s));
      network_.heal();
      for (int minutes = 0; !scope.idle() && minutes < 60; ++minutes) wait(1min);
      ended_ = scope.idle();
    }
    wait(1min);  // whatever is still on its way arrives
  }

  void check(Tally& tally) {
    REQUIRE(ended_);
    std::map<std::string, int> there = count_messages();
    std::map<std::string, int> told;
    std::map<std::string, int> doubts;
    std::set<MessageSid> sids;
    for (const Sent& sent : sends_) {
      const std::string key = key_of(sent.message.to, sent.message.body);
      const Result<Receipt>& result = *sent.result;
      if (result) {
        CAPTURE(result->message.sid.text());
        CHECK(sids.insert(result->message.sid).second);
        CHECK(key_of(result->message.to, result->message.body) == key_of(sent.message.to, sent.message.body));
        ++told[key];
        ++tally.sent;
        tally.reconciled += result->reconciled;
      } else if (result.error().in_doubt) {
        ++doubts[key];
        ++tally.in_doubt;
      } else {
        ++tally.failed;
      }
    }
    for (const Sent& sent : sends_) {
      const std::string key = key_of(sent.message.to, sent.message.body);
      CAPTURE(key, there[key], told[key], doubts[key]);
      CHECK(there[key] >= told[key]);
      CHECK(there[key] <= told[key] + doubts[key]);
    }
  }

 private:
  static Config config(std::uint64_t seed) {
    const simulator::WorldConfig world;
    Config config;
    config.credentials = {world.account_sid, world.account_sid, world.auth_token};
    config.base_url = simulator::Sandbox::base_url();
    config.timeout = 5s;
    config.seed = seed;
    return config;
  }
  static std::string key_of(std::string_view to, std::string_view body) {
    return std::string(to) + " " + smart_encoded(body);
  }

  Duration some(Duration most) { return Duration(rng_.between(0, most.count())); }

  OutgoingMessage some_message() {
    OutgoingMessage message;
    message.to = rng_.below(2) == 0 ? "+15550100099" : "+15550100098";
    message.body = rng_.below(2) == 0 ? "hello" : "“goodbye”";
    // By body, so that equal bodies are equal messages.
    if (message.body == "hello") {
      message.from = "+15550100001";
    } else {
      message.messaging_service_sid = "MGc0ffee00c0ffee00c0ffee00c0ffee00";
    }
    if (rng_.below(2) == 0) message.status_callback = "http://app.localhost/status?shop=7#rc=2";
    return message;
  }

  Task<> send(Sent& sent, Duration after) {
    co_await sleep_for(sandbox_.executor(), after);
    SendOptions options;
    options.stop = &stop_;
    if (rng_.below(6) == 0) options.deadline = some(30s);
    OutgoingMessage message = sent.message;
    auto result = co_await client_.send(std::move(message), options);
    sent.result = std::move(result);
  }
  Task<> request_stop(Duration after) {
    co_await sleep_for(sandbox_.executor(), after);
    stop_.request();
  }

  void wait(Duration time) { sandbox_.advance(time); }

  std::map<std::string, int> count_messages() {
    Request list = test::twilio_request("GET", test::messages_path() + "?PageSize=1000");
    Pending<Result<Response>> asked(sandbox_.executor(), sandbox_.transport().roundtrip(std::move(list)));
    const auto answer = std::move(asked).get();
    REQUIRE(answer);
    const auto page = parse_message_page(answer->body);
    REQUIRE(page);
    std::map<std::string, int> counts;
    for (const Message& message : page->messages) ++counts[key_of(message.to, message.body)];
    return counts;
  }

  Rng rng_;
  simulator::Sandbox sandbox_;
  test::ChaoticTransport network_;
  Client client_;
  WebhookReceiver app_;
  Stop stop_;
  std::vector<Sent> sends_;
  bool ended_ = false;
};

// 100,000 seeds in CI: 20 batches of 5,000, each a test of its own so that they run beside each other. Where everything
// is slow (sanitizers, no optimization) the first few of each batch.
#ifdef __OPTIMIZE__
constexpr std::uint64_t seeds_of_batch = 5'000;
#else
constexpr std::uint64_t seeds_of_batch = 100;
#endif

void ride_out(std::uint64_t batch) {
  Tally tally;
  for (std::uint64_t i = 0; i < seeds_of_batch; ++i) {
    const std::uint64_t seed = batch * 1'000'000 + i;
    CAPTURE(seed);
    Storm storm(seed);
    storm.rage();
    storm.check(tally);
  }
  CAPTURE(tally.sent, tally.reconciled, tally.failed, tally.in_doubt);
  // It is not by doing nothing, nor by doubting everything.
  CHECK(tally.sent > static_cast<int>(seeds_of_batch));
  CHECK(tally.reconciled * 20 > tally.sent);
  CHECK(tally.in_doubt * 4 < tally.sent);
  CHECK(tally.failed > 0);
}

}  // namespace

TEMPLATE_TEST_CASE_SIG("whatever the network does, nothing is sent twice and nothing is lost unreported",
                       "[simulation]", ((std::uint64_t batch), batch), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
                       15, 16, 17, 18, 19) {
  ride_out(batch);
}
