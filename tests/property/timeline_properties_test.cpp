// What lists of messages go by, against models made of the standard library's containers.

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/message/sid.hpp"
#include "simulator/messages.hpp"
#include "simulator/timeline.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

using namespace understudy;
using namespace understudy::simulator;

namespace {

TimePoint at(std::int64_t seconds) { return TimePoint{std::chrono::seconds(seconds)}; }

TimelinePlace some_place(Rng& rng) {
  return {static_cast<std::uint32_t>(rng.below(3)), static_cast<std::uint32_t>(rng.below(50)), at(rng.between(0, 50))};
}

std::vector<TimelinePlace> below(const Timeline& timeline, const TimelinePlace& limit, std::size_t most) {
  std::vector<TimelinePlace> seen;
  timeline.visit_below(limit, [&](const TimelinePlace& place) {
    seen.push_back(place);
    return seen.size() < most;
  });
  return seen;
}

std::vector<TimelinePlace> below(const std::set<TimelinePlace>& model, const TimelinePlace& limit, std::size_t most) {
  std::vector<TimelinePlace> seen;
  for (auto next = model.lower_bound(limit); next != model.begin() && seen.size() < most;) seen.push_back(*--next);
  return seen;
}

}  // namespace

TEST_CASE("a timeline is an ordered set of places") {
  // Enough for many blocks, and steps that may take most of them away again. Steps by the hundred come from one number.
  rc::prop("whatever is put in and taken out", [](std::uint64_t seed) {
    Rng rng(seed);
    std::set<TimelinePlace> model;
    for (std::uint64_t i = rng.below(3000); i > 0; --i) model.insert(some_place(rng));
    Timeline timeline(std::vector<TimelinePlace>(model.rbegin(), model.rend()));
    const std::uint64_t erased_in_ten = rng.below(10);
    for (std::uint64_t i = rng.below(10'000); i > 0; --i) {
      const TimelinePlace place = some_place(rng);
      if (rng.below(10) < erased_in_ten) {
        if (model.erase(place) == 1) timeline.erase(place);
      } else if (model.insert(place).second) {
        timeline.insert(place);
      }
    }
    const TimelinePlace limit = some_place(rng);
    const std::size_t most = 1 + rng.below(600);
    RC_ASSERT(below(timeline, limit, most) == below(model, limit, most));
    const TimelinePlace end{9, 0, {}};
    RC_ASSERT(below(timeline, end, 10'000) == below(model, end, 10'000));
  });
}

namespace {

std::string some_party(Rng& rng) { return "+1555010000" + std::to_string(rng.below(4)); }

// What a list should have, by looking at all messages.
std::vector<std::size_t> expected(const Messages& messages, const Parties& parties, const ListPosition& newer) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const MessageRecord& record = messages[i];
    const ListPosition position = messages.position_in_lists(i);
    const bool older = position.at != newer.at ? position.at < newer.at : position.index < newer.index;
    const bool theirs =
        (parties.to.empty() || record.to == parties.to) && (parties.from.empty() || record.from == parties.from);
    if (!record.deleted && older && theirs) found.push_back(i);
  }
  std::ranges::sort(found, std::greater<>{},
                    [&](std::size_t i) { return std::pair(messages[i].sent.value_or(messages[i].created), i); });
  return found;
}

std::vector<std::size_t> listed(const Messages& messages, const Parties& parties, const ListPosition& newer) {
  std::vector<std::size_t> found;
  messages.visit_newest_first(parties, newer, [&](const ListPosition& position) {
    found.push_back(position.index);
    return true;
  });
  return found;
}

void add(Messages& messages, Rng& rng) {
  MessageRecord record;
  record.sid = make_sid("SM", rng);
  record.to = some_party(rng);
  if (rng.below(2) == 0) record.from = some_party(rng);
  record.created = at(rng.between(0, 100));
  messages.add(std::move(record));
}

}  // namespace

TEST_CASE("lists have the messages that looking at all of them would find, in the same order") {
  rc::prop("from whenever on they are asked for", [](std::uint64_t seed) {
    Rng rng(seed);
    Messages messages;
    for (int step = 0; step < 600; ++step) {
      const std::size_t index = messages.size() == 0 ? 0 : rng.below(messages.size());
      const std::uint64_t kind = messages.size() == 0 ? 0 : rng.below(40);
      if (kind < 20) {
        add(messages, rng);
      } else if (kind == 39) {
        const std::string to = rng.below(2) == 0 ? "" : some_party(rng);
        const std::string from = rng.below(2) == 0 ? "" : some_party(rng);
        const ListPosition newer = rng.below(2) == 0 ? Messages::newest : messages.position_in_lists(index);
        RC_ASSERT(listed(messages, {to, from}, newer) == expected(messages, {to, from}, newer));
      } else if (messages[index].deleted) {
        continue;
      } else if (kind == 38) {
        messages.erase(index);
      } else {
        messages.change(index, [&](MessageRecord& record) {
          if (kind < 30) record.sent = at(rng.between(0, 200));
          if (kind % 3 == 0) record.from = some_party(rng);
          if (kind % 5 == 0) record.to = "XXXX";
        });
      }
    }
  });
}
