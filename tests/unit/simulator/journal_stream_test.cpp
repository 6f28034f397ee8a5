// The journal as server-sent events: what stands in them, and what becomes of whoever falls behind.
#include "simulator/journal_stream.hpp"

#include <optional>

#include "core/api/json_writer.hpp"
#include "core/runtime/scope.hpp"
#include "core/runtime/waiting.hpp"
#include "tests/support/control_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using nlohmann::json;
using simulator::JournalFeed;
using simulator::JournalStream;

namespace {

Request events_request(const std::string& path) {
  Request request = ControlDriver::request("GET", path);
  request.headers.add("Accept", "text/event-stream");
  return request;
}

// All that there is by now.
std::string taken(BodyStream& stream) {
  std::string all;
  for (std::string piece = stream.take(); !piece.empty(); piece = stream.take()) all += piece;
  return all;
}

std::vector<int> ids(const std::string& events) {
  std::vector<int> found;
  for (std::size_t at = events.find("id: "); at != std::string::npos; at = events.find("\nid: ", at + 1)) {
    found.push_back(std::stoi(events.substr(events.find(' ', at) + 1)));
  }
  return found;
}

Task<> wait_for_more(BodyStream& stream, std::optional<bool>& more) {
  const bool came = co_await stream.more();
  more = came;
}

Task<> nap(Executor& executor, Duration duration) { co_await sleep_for(executor, duration); }

// Somebody who follows a world's journal as a server does, not to the end.
struct Following {
  explicit Following(ControlDriver& c, Request request = events_request("/journal")) : control(c), tasks(c.executor) {
    auto answer = exchange(control.executor, control.worlds, std::move(request)).value();
    REQUIRE(answer.status == 200);
    stream = std::move(answer.stream);
    REQUIRE(stream);
  }
  // Whether there was more, and when.
  bool more() {
    std::optional<bool> came;
    tasks.spawn(wait_for_more(*stream, came));
    control.executor.run_until([&] { return came.has_value(); });
    return *came;
  }
  ControlDriver& control;
  std::shared_ptr<BodyStream> stream;
  Scope tasks;
};

// A journal that keeps three events only.
struct Small {
  void write(int count) {
    for (int i = 0; i < count; ++i) {
      journal.append(TimePoint{}, "status", [](JsonWriter&) {});
      feed->ring();
    }
  }
  VirtualExecutor executor{new_year};
  Journal journal{3};
  std::shared_ptr<JournalFeed> feed = std::make_shared<JournalFeed>(executor, journal);
};

}  // namespace

TEST_CASE("in memory the journal's events are those that there are") {
  ControlDriver control;
  control.send();
  const Response response = control.ask(events_request("/journal"));
  CHECK(response.status == 200);
  CHECK(response.headers.get("Content-Type") == "text/event-stream");
  CHECK_FALSE(response.stream);
  std::string expected;
  for (const auto& event : control.journal().events()) {
    expected += "id: " + std::to_string(event.seq) + "\nevent: " + std::string(event.kind) +
                "\ndata: " + std::string(event.line) + "\n\n";
  }
  CHECK(response.body == expected);
}

TEST_CASE("events begin after the one that came last, as the header says it or else the URL") {
  ControlDriver control;
  control.send();
  control.advance("30s");
  CHECK(ids(control.ask(events_request("/journal?after=5")).body).front() == 6);
  Request again = events_request("/journal?after=5");
  again.headers.add("Last-Event-ID", "7");
  CHECK(ids(control.ask(std::move(again)).body).front() == 8);
  for (const int id : ids(control.ask(events_request("/journal?kind=status")).body)) {
    CHECK(control.journal().events().at(static_cast<std::size_t>(id - 1)).kind == "status");
  }
  Request odd = events_request("/journal");
  odd.headers.add("Last-Event-ID", "yesterday");
  const Response refused = control.ask(std::move(odd));
  CHECK(refused.status == 400);
  CHECK_THAT(control.complaint(refused), Contains("Last-Event-ID: wants the number of an event, got \"yesterday\""));
}

TEST_CASE("who follows the journal gets each event when it happens") {
  ControlDriver control;
  Following following(control);
  CHECK(taken(*following.stream).empty());
  std::optional<bool> more;
  following.tasks.spawn(wait_for_more(*following.stream, more));
  control.get("/clock");
  CHECK_FALSE(more);
  control.send();
  control.executor.run_until([&] { return more.has_value(); });
  CHECK(control.executor.now() == new_year);
  CHECK_THAT(taken(*following.stream), StartsWith("id: 1\nevent: "));
  control.advance("30s");
  CHECK(ids(taken(*following.stream)).back() == static_cast<int>(control.journal().size()));
}

TEST_CASE("who follows the journal does not keep an advance waiting") {
  ControlDriver control;
  Following following(control);
  std::optional<bool> more;
  following.tasks.spawn(wait_for_more(*following.stream, more));
  CHECK(control.get("/clock").at("idle") == true);
  const Response done = control.ask("POST", "/clock/advance", R"({"by": "30s", "settle": "1s", "patience": "5s"})");
  CHECK(done.status == 200);
}

TEST_CASE("a comment comes every fifteen seconds in which there is no event") {
  ControlDriver control;
  const auto path = GENERATE(as<std::string>{}, "/journal?after=9", "/journal?kind=inbound");
  for (int i = 0; i < 9; ++i) control.send();
  Following following(control, events_request(path));
  while (following.stream->take() != ": nothing new\n\n") {
    REQUIRE(following.more());
    // Events of other kinds do not count.
    if (path != "/journal?after=9" && control.executor.now() == new_year) control.send();
  }
  CHECK(control.executor.now() == new_year + 15s);
  Pending<void>(control.executor, nap(control.executor, 7s)).get();
  if (path != "/journal?after=9") control.send();
  while (following.stream->take() != ": nothing new\n\n") REQUIRE(following.more());
  CHECK(control.executor.now() == new_year + 30s);
}

TEST_CASE("an event puts the next comment off") {
  ControlDriver control;
  Following following(control);
  Pending<void>(control.executor, nap(control.executor, 7s)).get();
  control.send();
  CHECK_THAT(taken(*following.stream), StartsWith("id: 1\n"));
  REQUIRE(following.more());
  CHECK(control.executor.now() == new_year + 22s);
}

TEST_CASE("who falls behind a journal that is full is told which events are lost") {
  Small small;
  JournalStream stream(small.feed, {});
  small.write(2);
  CHECK(ids(taken(stream)) == std::vector<int>{1, 2});
  small.write(5);
  const std::string events = taken(stream);
  CHECK_THAT(events, StartsWith("id: 4\nevent: lost\ndata: {\"from\":3,\"to\":4}\n\nid: 5\nevent: status\n"));
  CHECK(ids(events) == std::vector<int>{4, 5, 6, 7});
  small.write(1);
  CHECK(ids(taken(stream)) == std::vector<int>{8});
}

TEST_CASE("who comes back too late is told so as well") {
  Small small;
  small.write(8);
  JournalStream stream(small.feed, {2});
  CHECK_THAT(taken(stream), StartsWith("id: 5\nevent: lost\ndata: {\"from\":3,\"to\":5}\n\nid: 6\n"));
}

TEST_CASE("events are made a piece at a time") {
  VirtualExecutor executor{new_year};
  Journal journal;
  for (int i = 0; i < 2000; ++i) {
    journal.append(TimePoint{}, "status", [](JsonWriter& out) { out.member("text", std::string(500, 'x').c_str()); });
  }
  JournalStream stream(std::make_shared<JournalFeed>(executor, journal), {});
  std::vector<int> all;
  for (std::string piece = stream.take(); !piece.empty(); piece = stream.take()) {
    REQUIRE(piece.size() < 70'000);
    for (const int id : ids(piece)) all.push_back(id);
  }
  REQUIRE(all.size() == 2000);
  CHECK(all.back() == 2000);
}

TEST_CASE("a reset is told to those who follow, and the events after it come too") {
  ControlDriver control;
  control.send();
  Following following(control);
  taken(*following.stream);
  control.ask("POST", "/reset");
  control.send();
  const std::string events = taken(*following.stream);
  CHECK_THAT(events, StartsWith("id: 0\nevent: replaced\ndata: {\"after\":0}\n\nid: 1\n"));
  CHECK(ids(events).back() == static_cast<int>(control.journal().size()));
}

TEST_CASE("so is a return to a snapshot, also to who comes back with the number of an event that is undone") {
  ControlDriver control;
  control.send();
  const auto kept = std::to_string(control.journal().size());
  control.ask("POST", "/snapshots", R"({"name": "before"})");
  control.advance("30s");
  const auto undone = std::to_string(control.journal().size());
  Following following(control);
  taken(*following.stream);
  control.ask("POST", "/snapshots/before/restore");
  const std::string told = "id: " + kept + "\nevent: replaced\ndata: {\"after\":" + kept + "}\n\n";
  CHECK(taken(*following.stream) == told);
  CHECK(control.ask(events_request("/journal?after=" + undone)).body == told);
  control.send();
  CHECK(ids(taken(*following.stream)).front() == std::stoi(kept) + 1);
}

TEST_CASE("the events end with the world, though a request may still keep it") {
  ControlDriver control;
  const std::string other = json::parse(control.ask("POST", "/worlds").body).at("id");
  Following following(control, events_request("/worlds/" + other + "/journal"));
  const auto kept = control.worlds.find(other);
  REQUIRE(control.ask("DELETE", "/worlds/" + other).status == 204);
  CHECK_FALSE(following.more());
  CHECK(control.executor.now() == new_year);
}

TEST_CASE("a world that closes waits for its followers to leave, no longer than its grace") {
  ControlDriver control;
  std::optional<Following> following(std::in_place, control);
  const auto closed_after = [&] {
    const TimePoint begun = control.executor.now();
    Pending<void>(control.executor, control.worlds.close(3s)).get();
    return control.executor.now() - begun;
  };
  CHECK(closed_after() == 3s);
  CHECK_FALSE(following->more());
  following.reset();
  CHECK(closed_after() == 0s);
}
