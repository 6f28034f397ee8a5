#include "simulator/carrier.hpp"

#include "simulator/delivery_codes.hpp"

namespace understudy::simulator {
namespace {

Outcome outcome_by(const CarrierRule& rule, Rng& fates) {
  if (rule.error_code != 0 && fates.chance(rule.share)) {
    const DeliveryCode* known = find_delivery_code(rule.error_code);
    return {known ? known->last : MessageStatus::undelivered, rule.error_code};
  }
  return {rule.receipts ? MessageStatus::delivered : MessageStatus::sent, 0};
}

}  // namespace

const CarrierRule* rule_for(std::string_view to, std::span<const CarrierRule> rules) {
  const CarrierRule* best = nullptr;
  for (const CarrierRule& rule : rules) {
    if (!to.starts_with(rule.prefix)) continue;
    if (!best || rule.prefix.size() > best->prefix.size()) best = &rule;
  }
  return best;
}

Destiny draw_destiny(std::string_view to, const Carrier& carrier, std::span<const CarrierRule> rules, Rng& latencies,
                     Rng& fates) {
  const CarrierRule* rule = rule_for(to, rules);
  Carrier usual = carrier;
  if (rule && rule->to_sent) usual.to_sent = *rule->to_sent;
  if (rule && rule->to_delivered) usual.to_delivered = *rule->to_delivered;
  Destiny destiny{outcome_for(to), draw_latencies(usual, latencies)};
  const bool in_number = destiny.outcome.last != MessageStatus::delivered;
  if (rule && !in_number) destiny.outcome = outcome_by(*rule, fates);
  return destiny;
}

}  // namespace understudy::simulator
