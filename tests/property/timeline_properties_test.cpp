// What lists of messages go by, against models made of the standard library's containers.

#include <set>
#include <string>
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
