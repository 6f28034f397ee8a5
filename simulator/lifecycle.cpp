#include "simulator/lifecycle.hpp"

#include <charconv>

#include "simulator/delivery_codes.hpp"

namespace understudy::simulator {
namespace {

using enum MessageStatus;

// The way of a message, in rows of: where it stands, where it goes, how long that takes. A row that ends the way is for
// messages whose outcome is that end.
struct Row {
  MessageStatus from;
  MessageStatus to;
  Duration Latencies::*after;
};
constexpr Row rows[] = {
    {scheduled, accepted, &Latencies::to_accepted},  // its SendAt has come
    {accepted, queued, &Latencies::to_queued},       // a sender was chosen
    {queued, failed, &Latencies::to_sending},        // waited too long
    {queued, sending, &Latencies::to_sending},       // taken from the queue
    {sending, failed, &Latencies::to_sent},          // never handed over
    {sending, sent, &Latencies::to_sent},            // accepted by the carrier
    {sent, delivered, &Latencies::to_receipt},       // positive receipt
    {sent, undelivered, &Latencies::to_receipt},     // negative receipt
};

bool is_end(MessageStatus status) { return status == delivered || status == undelivered || status == failed; }

Duration draw(const Range& range, Rng& rng) { return Duration(rng.between(range.from.count(), range.to.count())); }

}  // namespace

Outcome outcome_for(std::string_view to) {
  constexpr std::string_view error_numbers = "+1500556";
  if (to == "+15005570000") return {sent, 0};
  if (!to.starts_with(error_numbers) || to.size() != error_numbers.size() + 4) return {};
  int code = 0;
  std::from_chars(to.data() + error_numbers.size(), to.data() + to.size(), code);
  code += 30'000;
  const DeliveryCode* known = find_delivery_code(code);
  return {known ? known->last : undelivered, code};
}

Latencies draw_latencies(const Carrier& carrier, Rng& rng) {
  Latencies latencies;
  const Duration to_sent = draw(carrier.to_sent, rng);
  latencies.to_receipt = draw(carrier.to_delivered, rng);
  latencies.to_queued = draw(carrier.to_queued, rng);
  latencies.to_sending = to_sent / 2;
  latencies.to_sent = to_sent - latencies.to_sending;
  return latencies;
}

std::optional<Step> next_step(MessageStatus status, const Outcome& outcome, const Latencies& latencies) {
  for (const Row& row : rows) {
    if (row.from != status) continue;
    if (is_end(row.to) && row.to != outcome.last) continue;
    if (row.from == queued && (row.to == failed) != outcome.in_queue) continue;
    return Step{row.to, latencies.*row.after};
  }
  return std::nullopt;
}

bool makes_callback(MessageStatus status, const Switches& switches) {
  if (status == sending) return switches.callback_for_sending;
  return status != accepted && status != scheduled;
}

}  // namespace understudy::simulator
