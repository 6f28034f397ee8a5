#include "simulator/input.hpp"

#include "core/http/local_transport.hpp"
#include "core/runtime/pending.hpp"
#include "core/runtime/scope.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "core/runtime/waiting.hpp"
#include "simulator/journal_stream.hpp"
#include "simulator/simulated_twilio.hpp"
#include "tests/support/listening_app.hpp"
#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;
using simulator::Input;
using simulator::SimulatedTwilio;

namespace {

template <class Kind>
Kind written_and_read(const Kind& input) {
  const Input::What what(input);
  const auto written = simulator::write_input(what);
  auto read = simulator::read_input(written.kind, written.details, std::string(written.body));
  REQUIRE(read);
  REQUIRE(std::holds_alternative<Kind>(*read));
  return std::get<Kind>(*read);
}

// Is safe only when told to be.
class SlowLog final : public simulator::InputLog {
 public:
  explicit SlowLog(Executor& executor) : released_(executor) {}
  void keep(const Input& input) override { kept_.push_back(std::string(simulator::write_input(input.what).kind)); }
  Task<bool> kept() override {
    while (!safe_) co_await released_.wait();
    co_return *safe_;
  }
  void end() override {}

  const std::vector<std::string>& inputs() const { return kept_; }
  void release(bool safe) {
    safe_ = safe;
    released_.ring();
  }

 private:
  std::vector<std::string> kept_;
  std::optional<bool> safe_;
  Bell released_;
};

struct Kept {
  Kept() {
    network.mount("http://app.localhost", app);
    twilio.keep_made_in(log);
    requests.spawn(ask(*this));
    let_pass();
  }
  static Task<> ask(Kept& kept) {
    Request request = create_request({{"To", "+15550100099"},
                                      {"From", "+15550100001"},
                                      {"Body", "hi"},
                                      {"StatusCallback", "http://app.localhost/status"}});
    auto answer = co_await kept.twilio.handle(std::move(request));
    kept.answer = std::move(answer);
  }
  void let_pass() { Pending<void>(executor, pass(executor)).get(); }
  static Task<> pass(Executor& executor) { co_await sleep_for(executor, 10s); }

  VirtualExecutor executor{new_year};
  LocalTransport network{executor};
  ListeningApp app;
  SimulatedTwilio twilio{executor, network, {}};
  std::shared_ptr<SlowLog> log = std::make_shared<SlowLog>(executor);
  std::optional<Result<Response>> answer;
  Scope requests{executor};
};

Task<> follow(std::shared_ptr<simulator::JournalFeed> feed, std::string& told) {
  simulator::JournalStream stream(std::move(feed), {});
  for (bool more = true; more;) {
    told += stream.take();
    more = co_await stream.more();
  }
}

}  // namespace

TEST_CASE("a request is written down with all that a world looks at, and read again") {
  Request request("POST", "http://127.0.0.1/2010-04-01/Accounts.json?a=%20&b");
  request.headers.add("Content-Type", "text/plain; charset=\"utf-8\"");
  request.body = std::string("a\0b\xff&=", 6);
  const auto read = written_and_read(Input::Asked{request, "right AC1"});
  CHECK(read.request == request);
  CHECK(read.credentials == "right AC1");
}

TEST_CASE("no header of a request is written down but the one that a world looks at") {
  Request request("GET", "http://127.0.0.1/");
  request.headers.add("Authorization", "Basic c2VjcmV0");
  request.headers.add("Cookie", "session=secret");
  CHECK(written_and_read(Input::Asked{request, ""}).request.headers.empty());
}

TEST_CASE("what an app answered is written down whole, or why there was no answer") {
  Response response(299, "text/xml", std::string("\0\n\xfe", 3));
  response.headers.add("Set-Cookie", "a=b; path=/");
  response.headers.add("set-cookie", "\xff=&%");
  const auto read = written_and_read(Input::Answered{simulator::first_fetch_id + 7, response, 123us});
  CHECK(read.delivery == simulator::first_fetch_id + 7);
  CHECK(read.took == 123us);
  CHECK(read.outcome == Result<Response>(response));
  for (const ErrorCode code : {ErrorCode::configuration, ErrorCode::timeout, ErrorCode::unmatched}) {
    const Result<Response> none = failure(code, "it & that");
    CHECK(written_and_read(Input::Answered{1, none, 0us}).outcome == none);
  }
}

TEST_CASE("what is done to a world is written down and read again") {
  CHECK(written_and_read(Input::Begun{new_year}).outside == new_year);
  const auto forked = written_and_read(Input::Forked{{"AC1", "AC2", "SK3"}, new_year});
  CHECK(forked.names.account_sid + forked.names.test_account_sid + forked.names.api_key_sid == "AC1AC2SK3");
  CHECK(forked.outside == new_year);
  CHECK(written_and_read(Input::Moved{-5us}).by == -5us);
  CHECK(written_and_read(Input::ClockSet{new_year}).outside == new_year);
  CHECK(written_and_read(Input::Served{"http://h"}).origin == "http://h");
  CHECK(written_and_read(Input::SnapshotTaken{"a&b=c"}).name == "a&b=c");
  CHECK(written_and_read(Input::Restored{"\xff", new_year}).name == "\xff");
  CHECK(written_and_read(Input::SnapshotDropped{""}).name.empty());
  CHECK_FALSE(simulator::read_input("invented", "", ""));
}

TEST_CASE("nothing is answered or posted before what came is safe") {
  Kept kept;
  CHECK(kept.log->inputs() == std::vector<std::string>{"begun", "asked", "caught_up", "caught_up", "caught_up"});
  CHECK_FALSE(kept.answer);
  CHECK(kept.app.requests().empty());
  kept.log->release(true);
  kept.let_pass();
  REQUIRE(kept.answer);
  CHECK((*kept.answer)->status == 201);
  CHECK(kept.app.requests().size() == 2);
}

TEST_CASE("who follows the journal is told of nothing before what led to it is safe") {
  VirtualExecutor executor{new_year};
  LocalTransport network{executor};
  SimulatedTwilio twilio(executor, network, {});
  const auto log = std::make_shared<SlowLog>(executor);
  twilio.keep_made_in(log);
  std::string told;
  Scope tasks(executor);
  tasks.spawn(follow(twilio.feed(), told));
  Pending<void>(executor, Kept::pass(executor)).get();
  REQUIRE(twilio.text_in({"+15550100099", "+15550100001", "hi", {}}));
  Pending<void>(executor, Kept::pass(executor)).get();
  CHECK(told.empty());
  log->release(true);
  Pending<void>(executor, Kept::pass(executor)).get();
  CHECK_THAT(told, Catch::Contains("event: inbound"));
}

TEST_CASE("what cannot be kept is not answered, and nothing comes of it") {
  Kept kept;
  kept.log->release(false);
  kept.let_pass();
  REQUIRE(kept.answer);
  CHECK(kept.answer->error().code == ErrorCode::connection_lost);
  CHECK(kept.app.requests().empty());
}
