#pragma once

#include <optional>
#include <string_view>

#include "core/message/status.hpp"
#include "core/runtime/rng.hpp"
#include "simulator/config.hpp"

namespace understudy::simulator {

// How a message ends: delivered, undelivered, failed, or sent for good when no receipt ever comes.
struct Outcome {
  MessageStatus last = MessageStatus::delivered;
  int error_code = 0;
  bool in_queue = false;  // fails while it waits its turn
};

// The outcome that lies in the recipient's number: +1500556NNNN ends with error 3NNNN, +15005570000 never gets a
// receipt, all others are delivered.
Outcome outcome_for(std::string_view to);

// How long a message stays where it is, drawn once when it is made.
struct Latencies {
  Duration to_accepted{0};  // scheduled -> accepted
  Duration to_queued{0};    // accepted -> queued
  Duration to_sending{0};   // queued -> sending, or failed
  Duration to_sent{0};      // sending -> sent or failed
  Duration to_receipt{0};   // sent -> delivered or undelivered
};
Latencies draw_latencies(const Carrier& carrier, Rng& rng);

// A status change to come.
struct Step {
  MessageStatus to;
  Duration after;
};
// What follows on `status`; nothing when the message has come to its end.
std::optional<Step> next_step(MessageStatus status, const Outcome& outcome, const Latencies& latencies);

// Whether Twilio reports that a message has reached `status`: it does not report `sending` unless switched on, nor what
// the answer to the create said.
// https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
bool makes_callback(MessageStatus status, const Switches& switches);

}  // namespace understudy::simulator
