#pragma once

#include <string>
#include <vector>

#include "core/client/client.hpp"
#include "core/webhook/events.hpp"
#include "scenarios/runner/scenario.hpp"

namespace understudy::scenarios {

// What a step wanted and what there was instead.
struct Mismatch {
  std::string expected;
  std::string got;
};
using Mismatches = std::vector<Mismatch>;

// Every field that differs, not only the first.
Mismatches judge(const ExpectMessage& expected, const Message& message, int attempts);
// For a `send` that is to fail.
Mismatches judge(const ExpectedFailure& expected, const Result<Receipt>& result);

// The same on every stage: "opted_out: HTTP 400, code 21610: …", "connection_lost, after 3 attempts".
std::string describe(const Error& error);
// "undelivered (30003)".
std::string describe(const StatusUpdate& update);

}  // namespace understudy::scenarios
