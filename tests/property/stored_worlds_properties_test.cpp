// Worlds that are kept in a file against what comes back after the process was killed.

#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/http/local_transport.hpp"
#include "core/runtime/pending.hpp"
#include "core/runtime/scope.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "core/runtime/waiting.hpp"
#include "simulator/worlds.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;
using nlohmann::json;
using simulator::ClockMode;
using simulator::Worlds;
using simulator::WorldSetup;
using simulator::WorldStore;

namespace {

constexpr std::string_view control = "/_understudy/v1";

// Takes its time, answers with TwiML now and then, wants a cookie kept, and now and then fails.
class MoodyApp final : public Service {
 public:
  explicit MoodyApp(Executor& executor) : executor_(executor) {}
  Task<Result<Response>> handle(Request request) override {
    const std::size_t mood = request.body.size() + request.url.size();
    co_await sleep_for(executor_, takes);
    if (mood % 7 == 0) co_return failure(ErrorCode::connection_lost, "the app fell over");
    if (mood % 5 == 0) co_return Response(500, "text/plain", "oh \xff no");
    Response response(200, "text/xml", "<Response><Message>as you like</Message></Response>");
    response.headers.add("Set-Cookie", "mood=" + std::to_string(mood));
    co_return response;
  }
  Duration takes = 2s;

 private:
  Executor& executor_;
};

// A server of worlds that are kept in a file, and an app that they post to. What a copy of the files brings back is
// what would be there if the process were killed.
class Place {
 public:
  Place(std::string file, TimePoint now) : file_(std::move(file)), executor_(now) {
    network_.mount("http://app.localhost", app_);
    auto opened = WorldStore::open(executor_, file_, {});
    REQUIRE(opened);
    store_ = std::move(*opened);
    store_->on_failure([](const std::string& why) { FAIL(why); });
    worlds_ = std::make_unique<Worlds>(executor_, network_, manual());
    const auto kept = worlds_->keep_in(*store_);
    INFO((kept ? "" : kept.error().message));
    REQUIRE(kept);
    worlds_->served_at("http://127.0.0.1:8080");
  }
  ~Place() { worlds_.reset(); }

  std::unique_ptr<Place> killed_and_started_again() const {
    const std::string copy = file_ + "+";
    for (const std::string suffix : {"", "-wal"}) {
      std::filesystem::copy_file(file_ + suffix, copy + suffix, std::filesystem::copy_options::overwrite_existing);
    }
    return std::make_unique<Place>(copy, executor_.now());
  }

  std::vector<std::string> accounts() {
    std::vector<std::string> found;
    const json worlds = ask("GET", "/worlds");
    for (const json& world : worlds.at("worlds")) found.push_back(world.at("id"));
    return found;
  }
  // All that can be seen of all worlds, a piece each.
  std::vector<std::string> seen() {
    std::vector<std::string> pieces;
    for (const std::string& account : accounts()) {
      for (const char* path : {"/clock", "/snapshots", "/faults", "/alerts", "/webhooks", "/messages", "/numbers",
                               "/services", "/opt-outs", "/journal"}) {
        pieces.push_back(account + path + "\n" + ask_for_text("GET", "/worlds/" + account + path, ""));
      }
    }
    return pieces;
  }
  // What is in flight is answered, and then time goes on: when that is depends on when it was posted, or posted again.
  void settle() {
    Pending<void>(executor_, wait(executor_)).get();
    for (const std::string& account : accounts()) ask("POST", "/worlds/" + account + "/clock/advance", {{"by", "0s"}});
  }
  // Requests to the control API, each begun while those before it may still be waiting; the status of each answer.
  std::vector<int> at_once(const std::vector<Request>& wanted) {
    std::vector<int> statuses;
    Scope requests(executor_);
    for (Request request : wanted) {
      request.url = std::string(twilio_origin) + std::string(control) + request.url;
      requests.spawn(ask_and_keep(*worlds_, std::move(request), statuses));
    }
    Pending<void>(executor_, wait(executor_)).get();
    return statuses;
  }
  std::string make() { return ask("POST", "/worlds", {{"seed", 7}}).at("id"); }
  void text(const std::string& account) {
    ask("POST", "/worlds/" + account + "/inbound", {{"from", "+15550100099"}, {"to", "+15550100001"}, {"body", "hi"}});
  }
  // Something, as the draws say. New worlds have names that depend on those that were there before, removed ones too.
  void step(Rng& draws, bool new_worlds) {
    const auto all = accounts();
    const std::string& account = all[draws.below(all.size())];
    const std::string world = "/worlds/" + account;
    const std::string number = "+1555010009" + std::to_string(draws.below(10));
    const std::string snapshot = "s" + std::to_string(draws.below(3));
    switch (draws.below(25)) {
      case 0:
        if (new_worlds)
          ask("POST", "/worlds", {{"seed", all.size()}, {"clock", draws.below(2) == 0 ? "auto" : "manual"}});
        break;
      case 1:
        if (new_worlds && all.size() < 5) ask("POST", world + "/fork");
        break;
      case 2:
        if (all.size() > 3) ask("DELETE", world);
        break;
      case 3: ask("POST", world + "/snapshots", {{"name", snapshot}}); break;
      case 4:
      case 5: ask("POST", world + "/snapshots/" + snapshot + "/restore"); break;
      case 6: ask("DELETE", world + "/snapshots/" + snapshot); break;
      case 7:
        if (draws.below(3) == 0) ask("POST", world + "/reset");
        break;
      case 8: ask("POST", world + "/faults", {{"on", "messages.create"}, {"ratio", 0.3}, {"status", 503}}); break;
      case 9: ask("POST", world + "/faults", {{"on", "callback"}, {"every", 3}, {"drop", true}}); break;
      case 10: ask("DELETE", world + "/faults"); break;
      case 11: send(account, "wrong", number); break;
      case 12: ask("POST", world + "/inbound", {{"from", number}, {"to", "+15550100001"}, {"body", "hi\n"}}); break;
      case 13:
      case 14: {
        json body{{"by", std::to_string(draws.below(5000)) + "ms"}};
        if (draws.below(2) == 0) body["patience"] = "1s";
        ask("POST", world + "/clock/advance", body);
        break;
      }
      case 15: ask("POST", world + "/numbers", {{"number", "+1555010005" + std::to_string(draws.below(10))}}); break;
      case 16: ask("POST", world + "/services", {{"friendly_name", number}, {"pool", {"+15550100001"}}}); break;
      case 17: ask("POST", world + "/opt-outs", {{"phone", number}, {"sender", "+15550100001"}}); break;
      case 19: several_at_once(draws, world, new_worlds); break;
      case 18: ask("POST", world + "/webhooks/" + std::to_string(1 + draws.below(20)) + "/redeliver"); break;
      default: send(account, auth_token, number);
    }
  }

 private:
  static Task<> wait(Executor& executor) { co_await sleep_for(executor, 60s); }
  json ask(const std::string& method, const std::string& path, const json& body = json::object()) {
    const std::string text = ask_for_text(
        method, path,
        method == "POST" && path.find("reset") == path.npos && path.find("restore") == path.npos ? body.dump() : "");
    return text.empty() ? json() : json::parse(text);
  }
  // An app that takes its time holds up an advance, and what comes meanwhile waits for the same moment.
  void several_at_once(Rng& draws, const std::string& world, bool new_worlds) {
    std::vector<Request> requests;
    for (const char* path : {"/clock/advance", "/snapshots", "/clock/advance", "/reset", "/fork"}) {
      if (draws.below(3) == 0) continue;
      if (path == std::string_view("/fork") && !(new_worlds && accounts().size() < 5)) continue;
      requests.emplace_back("POST", world + path);
      if (path == std::string_view("/clock/advance")) requests.back().body = R"({"by": "3s"})";
    }
    for (const int status : at_once(requests)) CHECK(status < 500);
  }
  static Task<> ask_and_keep(Service& service, Request request, std::vector<int>& statuses) {
    auto answer = co_await service.handle(std::move(request));
    statuses.push_back(answer.value().status);
  }
  std::string ask_for_text(const std::string& method, const std::string& path, const std::string& body) {
    Request request(method, std::string(twilio_origin) + std::string(control) + path);
    request.body = body;
    return answer(std::move(request)).body;
  }
  void send(const std::string& account, std::string_view token, const std::string& to) {
    Request request("POST", std::string(twilio_origin) + "/2010-04-01/Accounts/" + account + "/Messages.json");
    request.headers.add("Authorization", basic(account, token));
    request.headers.add("Content-Type", form_content_type);
    request.body = encode_form({{"To", to},
                                {"From", "+15550100001"},
                                {"Body", "h\u00e9llo"},
                                {"StatusCallback", "http://app.localhost/status"}});
    answer(std::move(request));
  }
  Response answer(Request request) {
    auto response = Pending<Result<Response>>(executor_, worlds_->handle(std::move(request))).get();
    return response.value_or(Response(599));
  }
  static WorldSetup manual() {
    WorldSetup setup;
    setup.clock.mode = ClockMode::manual;
    setup.config.numbers = {{.number = "+15550100001", .sms_url = "http://app.localhost/sms"}};
    return setup;
  }

  std::string file_;
  VirtualExecutor executor_;
  LocalTransport network_{executor_};
  MoodyApp app_{executor_};
  std::unique_ptr<WorldStore> store_;
  std::unique_ptr<Worlds> worlds_;
};

void require_equal(const std::vector<std::string>& expected, const std::vector<std::string>& actual) {
  for (std::size_t i = 0; i < std::min(expected.size(), actual.size()); ++i) REQUIRE(actual[i] == expected[i]);
  REQUIRE(actual.size() == expected.size());
}

}  // namespace

TEST_CASE("whenever the process is killed, the worlds that are kept in a file come back as they were and go on so") {
  const auto seed = GENERATE(range(1, 41));
  const TemporaryFolder folder;
  Rng draws(seed);
  Place place(folder.path("worlds.db"), new_year);
  const std::uint64_t steps = 20 + draws.below(150);
  for (std::uint64_t i = 0; i < steps; ++i) place.step(draws, true);
  const auto again = place.killed_and_started_again();
  Rng same_draws = draws;
  place.settle();
  again->settle();
  require_equal(place.seen(), again->seen());
  for (int i = 0; i < 30; ++i) {
    place.step(draws, false);
    again->step(same_draws, false);
  }
  place.settle();
  again->settle();
  require_equal(place.seen(), again->seen());
}

TEST_CASE("a fork of a world that is removed while it waits is none, and no other world is touched by it") {
  const TemporaryFolder folder;
  Place place(folder.path("worlds.db"), new_year);
  const std::string world = place.make();
  const std::string other = place.make();
  place.text(world);  // whose app takes its time
  const std::vector<Request> requests{Request("POST", "/worlds/" + world + "/fork"),
                                      Request("DELETE", "/worlds/" + world)};
  REQUIRE(place.at_once(requests) == std::vector<int>{204, 404});
  place.text(other);
  place.settle();
  const auto again = place.killed_and_started_again();
  REQUIRE(again->accounts() == std::vector<std::string>{std::string(account_sid), other});
  require_equal(place.seen(), again->seen());
}

TEST_CASE("what waits for the same moment as a snapshot or a fork comes before or after it as a whole") {
  const std::string behind = GENERATE("/clock/advance", "/reset");
  const TemporaryFolder folder;
  Place place(folder.path("worlds.db"), new_year);
  const std::string world = "/worlds/" + place.make();
  place.text(world.substr(8));
  std::vector<Request> requests;
  for (const std::string& path :
       {std::string("/clock/advance"), std::string("/snapshots"), std::string("/fork"), behind}) {
    requests.emplace_back("POST", world + path);
    if (path == "/clock/advance") requests.back().body = R"({"by": "1h"})";
  }
  REQUIRE(place.at_once(requests).size() == requests.size());
  place.settle();
  const auto again = place.killed_and_started_again();
  require_equal(place.seen(), again->seen());
}
