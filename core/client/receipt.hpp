#pragma once

#include <optional>
#include <string>

#include "core/api/message_resource.hpp"
#include "core/observe/trace.hpp"
#include "core/runtime/stop.hpp"

namespace understudy {

// What became of a send.
struct Receipt {
  Message message;   // as the service shows it
  int attempts = 1;  // requests made to send it, the successful one included
  // No answer said that it was accepted; a look at the service's messages, or a webhook, did.
  bool reconciled = false;
  std::optional<std::string> meant_for = {};  // whose message went to test mode's number instead
  std::optional<int> remaining_today = {};    // of the sender's daily cap, after this one; nothing without a cap
};

// For one send, beside what the client's configuration says of all.
struct SendOptions {
  // For all of it: waiting for its turn, every attempt, every pause between them.
  std::optional<Duration> deadline = {};
  // Ends it early and in good order; must outlive the call.
  Stop* stop = nullptr;
  // The piece of work that it is part of.
  std::optional<TraceContext> parent = {};
};

}  // namespace understudy
