#include "core/observe/journal.hpp"

#include <deque>
#include <string>
#include <vector>

#include "core/api/json_writer.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;

namespace {

const TimePoint start = *parse_timestamp("2026-01-01T09:00:00Z");

void add(Journal& journal, int number, TimePoint at = start) {
  journal.append(at, "test", [&](JsonWriter& json) { json.member("number", number); });
}
Journal numbered(std::vector<int> numbers, std::size_t capacity = 100) {
  Journal journal(capacity);
  for (int number : numbers) add(journal, number);
  return journal;
}

}  // namespace

TEST_CASE("an event is one line of JSON: its number, time and kind, then its members in order") {
  Journal journal;
  journal.append(start + 1us, "message", [](JsonWriter& json) { json.member("to", "+1\n").member("segments", 2); });
  journal.append(start + 2s, "reset", [](JsonWriter&) {});
  REQUIRE(journal.events().size() == 2);
  CHECK(journal.events()[0].line ==
        R"({"seq":1,"at":"2026-01-01T09:00:00.000001Z","kind":"message","to":"+1\n","segments":2})");
  CHECK(journal.events()[1].line == R"({"seq":2,"at":"2026-01-01T09:00:02.000000Z","kind":"reset"})");
  CHECK(journal.events()[1].seq == 2);
  CHECK(journal.events()[1].at == start + 2s);
  CHECK(journal.events()[1].kind == "reset");
}

TEST_CASE("the digest is the SHA-256 of the lines, each with its newline") {
  // sha256sum of nothing, and of the one line.
  CHECK(Journal().digest() == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(numbered({7}).digest() == "sha256:f531878b8fb36c5451a499d6db2f9d100012dc62569d4a732d5f2f81df3aa00b");
}

TEST_CASE("equal events have equal digests; another number, time, kind or order has another") {
  const std::string digest = numbered({1, 2}).digest();
  CHECK(numbered({1, 2}).digest() == digest);
  CHECK(numbered({2, 1}).digest() != digest);
  CHECK(numbered({1, 2, 3}).digest() != digest);
  Journal later;
  add(later, 1);
  add(later, 2, start + 1us);
  CHECK(later.digest() != digest);
}

TEST_CASE("asking for the digest changes nothing") {
  Journal journal = numbered({1});
  const std::string once = journal.digest();
  CHECK(journal.digest() == once);
  add(journal, 2);
  CHECK(journal.digest() == numbered({1, 2}).digest());
}

TEST_CASE("a full journal drops the oldest, counts them, and keeps them in the digest") {
  const Journal small = numbered({1, 2, 3, 4, 5}, 2);
  REQUIRE(small.events().size() == 2);
  CHECK(small.events().front().seq == 4);
  CHECK(small.size() == 5);
  CHECK(small.dropped() == 3);
  CHECK(small.digest() == numbered({1, 2, 3, 4, 5}).digest());
  CHECK(numbered({1, 2}, 0).dropped() == 2);
}

TEST_CASE("a listener is told of each event right after it was written, even if it is not kept") {
  Journal journal(0);
  std::vector<std::string> lines;
  journal.set_listener([&](const Journal::Event& event) { lines.emplace_back(event.line); });
  add(journal, 1);
  add(journal, 2);
  const Journal kept = numbered({1, 2});
  CHECK(lines == std::vector<std::string>{std::string(kept.events()[0].line), std::string(kept.events()[1].line)});
}

TEST_CASE("what is kept is whole, however long the lines are and however many were dropped") {
  const std::size_t capacity = GENERATE(0, 1, 3, 50);
  Journal journal(capacity);
  std::deque<std::string> expected;
  for (int i = 0; i < 500; ++i) {
    const std::string text(i % 7 == 0 ? 100'000 : static_cast<std::size_t>(i), 'x');
    journal.append(start, "test", [&](JsonWriter& json) { json.member("text", std::string_view(text)); });
    expected.push_back(R"("kind":"test","text":")" + text + R"("})");
    if (expected.size() > capacity) expected.pop_front();
    REQUIRE(journal.events().size() == expected.size());
  }
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(journal.events()[i].line.ends_with(expected[i]));
}

TEST_CASE("a journal that was moved goes on") {
  Journal first = numbered({1});
  Journal second = std::move(first);
  add(second, 2);
  CHECK(second.digest() == numbered({1, 2}).digest());
  first = std::move(second);
  CHECK(first.size() == 2);
}

TEST_CASE("the first event that differs is the message") {
  CHECK_FALSE(first_difference(numbered({1, 2}), numbered({1, 2})));
  CHECK(first_difference(numbered({1, 2, 3}), numbered({1, 4, 3})) ==
        "event 2 differs:\n"
        R"(  expected {"seq":2,"at":"2026-01-01T09:00:00.000000Z","kind":"test","number":2})"
        "\n"
        R"(  actual   {"seq":2,"at":"2026-01-01T09:00:00.000000Z","kind":"test","number":4})");
  CHECK_THAT(*first_difference(numbered({1, 2}), numbered({1})), Catch::Matchers::StartsWith("event 2 is missing:\n"));
  CHECK_THAT(*first_difference(numbered({1}), numbered({1, 2})),
             Catch::Matchers::StartsWith("event 2 is one too many:\n"));
  CHECK(first_difference(numbered({1, 2}, 1), numbered({3, 2}, 1)) == "events that are no longer kept differ");
}
