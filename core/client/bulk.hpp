#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "core/client/receipt.hpp"
#include "core/runtime/result.hpp"

namespace understudy {

// How many ended in which way; the first eight add up to all that have ended.
struct BulkTotals {
  int sent = 0;
  int rejected = 0;      // for what the message, its ends or the settings are
  int opted_out = 0;     // because the recipient has said STOP
  int rate_limited = 0;  // because too much was asked for at once
  int withheld = 0;      // by a rule of this client's, for good
  int deferred = 0;      // likewise, until later
  int failed = 0;        // for reasons of the network or the service
  int cancelled = 0;     // not sent, because the caller said so

  int in_doubt = 0;  // of all those that were not sent: may have been accepted all the same

  void add(const Result<Receipt>& result);
  int ended() const;
  bool operator==(const BulkTotals&) const = default;
};

struct BulkOptions {
  std::size_t at_once = 50;  // under way, rate limits and pauses included
  // Told after each message, in a turn of the executor; must not block.
  std::function<void(const BulkTotals& so_far, std::size_t all)> progress = {};
  std::optional<Duration> deadline = {};  // for all of them together
  // Ends it early: messages that have not begun are `cancelled`, those under way are seen to their end.
  Stop* stop = nullptr;
};

struct BulkReport {
  std::vector<Result<Receipt>> results;  // in the order of the messages
  BulkTotals totals;
};

}  // namespace understudy
