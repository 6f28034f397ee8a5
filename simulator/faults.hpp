#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/runtime/rng.hpp"
#include "simulator/fault.hpp"

namespace understudy::simulator {

// What one fault does on one occasion.
struct Strike {
  std::uint64_t fault = 0;  // its id
  Fault::Effect effect;
};

// The faults that are planned, and what became of each. Decides only: it is told what happens and when.
class FaultPlan {
 public:
  struct Rule {
    std::uint64_t id = 0;  // 1, 2 … in the order in which they were planned
    Fault fault;
    TimePoint from = TimePoint::min();
    TimePoint until = TimePoint::max();
    Rng chance{0};
    std::uint64_t matched = 0;  // occasions that it spoke of …
    std::uint64_t struck = 0;   // … and those of them that it struck
  };

  // Each fault that strikes by chance has a stream of its own, forked from this one by what the fault says: another
  // fault, wherever it stands, moves nothing in it.
  explicit FaultPlan(Rng rng) : rng_(rng) {}

  // Counts from `now`. The id.
  std::uint64_t add(Fault fault, TimePoint now);
  bool remove(std::uint64_t id);  // false when there is none
  void clear();

  // Nothing is left that could strike: then nobody needs to ask.
  bool idle() const { return rules_.empty(); }
  // The operation happens, with these parameters: the faults that strike, by their ids.
  std::vector<Strike> strike(Operation operation, TimePoint now, const Form& parameters);

  // By their ids; of those that are over the newest hundred.
  std::vector<Rule> rules() const;
  const Rule* find(std::uint64_t id) const;  // nullptr when there is none
  // Whether it will not strike any more.
  static bool is_over(const Rule& rule, TimePoint now);

 private:
  std::vector<Rule> rules_;
  std::vector<Rule> over_;
  std::uint64_t last_id_ = 0;
  std::map<std::string, int> equal_ones_;  // how often a fault that strikes by chance was planned, by what it says
  Rng rng_;
};

// Several made into one: delays, duplicates and extra parameters add up, of all else the first says what it is.
Fault::Effect merged(std::span<const Strike> strikes);

// Whether a text is what a pattern says, in which * stands for any text.
bool fits(std::string_view pattern, std::string_view text);

}  // namespace understudy::simulator
