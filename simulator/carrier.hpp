#pragma once

#include <span>
#include <string_view>

#include "core/runtime/rng.hpp"
#include "simulator/config.hpp"
#include "simulator/lifecycle.hpp"

namespace understudy::simulator {

// The rule for a destination: the one with the longest prefix that it begins with; null when there is none.
const CarrierRule* rule_for(std::string_view to, std::span<const CarrierRule> rules);

// What becomes of a message, decided when it is made.
struct Destiny {
  Outcome outcome;
  Latencies latencies;
};
// The outcome that lies in the recipient's number goes before the rules. `fates` is drawn from only where a rule has a
// share, so that rules move no latency.
Destiny draw_destiny(std::string_view to, const Carrier& carrier, std::span<const CarrierRule> rules, Rng& latencies,
                     Rng& fates);

}  // namespace understudy::simulator
