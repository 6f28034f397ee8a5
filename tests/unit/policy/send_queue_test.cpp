#include "core/policy/send_queue.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace understudy {
namespace {

using namespace std::chrono_literals;
using Ticket = SendQueue::Ticket;
using Tickets = std::vector<Ticket>;

constexpr TimePoint start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + 9h;
constexpr SendLimits quick{.account = {.per_second = 1'000'000, .burst = 1'000'000},
                           .sender = {.per_second = 1'000'000, .burst = 1'000'000}};

Tickets admit_all(SendQueue& queue, TimePoint now) {
  Tickets admitted;
  while (const auto ticket = queue.admit_next(now)) admitted.push_back(*ticket);
  return admitted;
}

TEST_CASE("one sender goes once a second, in the order in which it asked") {
  SendQueue queue(SendLimits{}, 50);
  Tickets waiting;
  for (int i = 0; i < 3; ++i) waiting.push_back(queue.enter("+15005550006", start));
  CHECK(admit_all(queue, start) == Tickets{waiting[0]});
  CHECK(queue.next_due(start) == start + 1s);
  CHECK(admit_all(queue, start + 1s - 1us).empty());
  CHECK(admit_all(queue, start + 1s) == Tickets{waiting[1]});
  CHECK(admit_all(queue, start + 2s) == Tickets{waiting[2]});
  CHECK(queue.next_due(start + 2s) == std::nullopt);
}

TEST_CASE("a queue of many senders goes at the account's rate: a burst of 30, then ten a second") {
  SendQueue queue(SendLimits{}, 50);
  for (int i = 0; i < 32; ++i) (void)queue.enter("sender " + std::to_string(i), start);
  CHECK(admit_all(queue, start).size() == 30);
  CHECK(queue.next_due(start) == start + 100ms);
  CHECK(admit_all(queue, start + 100ms).size() == 1);
  CHECK(queue.next_due(start + 100ms) == start + 200ms);
}

TEST_CASE("a sender with a thousand waiting delays another's first message by one turn") {
  SendQueue queue({.account = {.per_second = 10, .burst = 1}, .sender = {.per_second = 1'000, .burst = 1'000}}, 50);
  for (int i = 0; i < 1'000; ++i) (void)queue.enter("busy", start);
  REQUIRE(admit_all(queue, start).size() == 1);
  const Ticket late = queue.enter("late", start);
  CHECK(admit_all(queue, start + 100ms).front() != late);
  CHECK(admit_all(queue, start + 200ms) == Tickets{late});
}

TEST_CASE("senders take turns, and each keeps its own order") {
  SendQueue queue(quick, 50);
  const Ticket a1 = queue.enter("a", start);
  const Ticket a2 = queue.enter("a", start);
  const Ticket a3 = queue.enter("a", start);
  const Ticket b1 = queue.enter("b", start);
  const Ticket c1 = queue.enter("c", start);
  const Ticket c2 = queue.enter("c", start);
  CHECK(admit_all(queue, start) == Tickets{a1, b1, c1, a2, c2, a3});
}

TEST_CASE("a sender whose slot came while nobody looked goes before one that joins after that") {
  SendQueue queue({.account = {.per_second = 10, .burst = 1}, .sender = {.per_second = 1, .burst = 1}}, 50);
  (void)queue.enter("early", start);
  const Ticket second = queue.enter("early", start);
  REQUIRE(queue.admit_next(start));
  const Ticket late = queue.enter("late", start + 2s);
  CHECK(queue.admit_next(start + 2s) == second);
  CHECK(queue.admit_next(start + 2s + 100ms) == late);
}

TEST_CASE("no more are in flight than there are places, and one that ends makes room for the next") {
  SendQueue queue(quick, 2);
  for (int i = 0; i < 4; ++i) (void)queue.enter("a", start);
  const auto admitted = admit_all(queue, start);
  REQUIRE(admitted.size() == 2);
  CHECK(queue.in_flight() == 2);
  CHECK(queue.next_due(start) == std::nullopt);
  queue.leave(admitted.front());
  CHECK(queue.next_due(start) == start);
  CHECK(admit_all(queue, start).size() == 1);
}

TEST_CASE("fewer places stop nothing that is in flight, but nothing goes until enough have ended") {
  SendQueue queue(quick, 3);
  for (int i = 0; i < 4; ++i) (void)queue.enter("a", start);
  const auto admitted = admit_all(queue, start);
  queue.set_places(1);
  CHECK(queue.in_flight() == 3);
  queue.leave(admitted[0]);
  queue.leave(admitted[1]);
  CHECK(admit_all(queue, start).empty());
  queue.leave(admitted[2]);
  CHECK(admit_all(queue, start).size() == 1);
}

TEST_CASE("who leaves before its turn has taken no slot") {
  SendQueue queue(SendLimits{}, 50);
  const Ticket first = queue.enter("a", start);
  const Ticket second = queue.enter("a", start);
  queue.leave(first);
  CHECK(queue.admit_next(start) == second);
  const Ticket third = queue.enter("a", start);
  queue.leave(third);
  const Ticket fourth = queue.enter("a", start);
  CHECK(queue.next_due(start) == start + 1s);
  CHECK(queue.admit_next(start + 1s) == fourth);
  CHECK(queue.waiting() == 0);
  CHECK(queue.in_flight() == 2);
}

TEST_CASE("a lane that everybody left is nobody's turn") {
  SendQueue queue(quick, 50);
  queue.leave(queue.enter("a", start));
  CHECK(queue.next_due(start) == std::nullopt);
  CHECK(queue.admit_next(start) == std::nullopt);
}

TEST_CASE("what sends nothing waits for no rate") {
  SendQueue queue({.account = {.per_second = 1, .burst = 1}, .sender = {.per_second = 1, .burst = 1}}, 50);
  (void)queue.enter("a", start);
  (void)queue.enter("b", start);
  REQUIRE(admit_all(queue, start).size() == 1);
  Tickets reads;
  for (int i = 0; i < 10; ++i) reads.push_back(queue.enter(std::nullopt, start));
  CHECK(queue.next_due(start) == start);
  CHECK(admit_all(queue, start) == reads);
  CHECK(queue.next_due(start) == start + 1s);
}

TEST_CASE("what sends nothing needs a place, and takes turns with the senders for it") {
  SendQueue queue(quick, 1);
  const Ticket read1 = queue.enter(std::nullopt, start);
  const Ticket read2 = queue.enter(std::nullopt, start);
  const Ticket send = queue.enter("a", start);
  for (Ticket next : {read1, send, read2}) {
    CHECK(admit_all(queue, start) == Tickets{next});
    queue.leave(next);
  }
}

TEST_CASE("a sender named with no letters is still a sender") {
  SendQueue queue(SendLimits{}, 50);
  (void)queue.enter("", start);
  (void)queue.enter("", start);
  CHECK(admit_all(queue, start).size() == 1);
  CHECK(queue.next_due(start) == start + 1s);
}

TEST_CASE("a queue forgets senders with nothing to wait for, and no others") {
  SendQueue queue({.account = {.per_second = 1'000, .burst = 1'000}, .sender = {.per_second = 1, .burst = 1}}, 50);
  for (int i = 0; i < 3; ++i) (void)queue.enter("busy", start);
  for (int i = 0; i < 100'000; ++i) {
    const TimePoint now = start + i * 10us;
    const Ticket ticket = queue.enter("sender " + std::to_string(i), now);
    const auto admitted = admit_all(queue, now);
    for (Ticket each : admitted) queue.leave(each);
    if (admitted.empty()) queue.leave(ticket);
  }
  CHECK(queue.senders() <= 1 + 1'000 + 1'000 + 1);  // busy, those of a burst and of a second at the account's rate
  const Ticket last = queue.enter("other", start + 1h);
  CHECK(admit_all(queue, start + 1h).back() == last);
}

}  // namespace
}  // namespace understudy
