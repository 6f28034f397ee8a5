#include "core/policy/send_gate.hpp"

#include <utility>

namespace understudy {

std::optional<Refusal> SendGates::first_refusal(const GateQuestion& question, TimePoint now) const {
  for (const auto& gate : gates_) {
    auto error = gate->refusal(question, now);
    if (!error) continue;
    error->message.insert(0, std::string(gate->name()) + ": ");
    return Refusal{.gate = std::string(gate->name()), .error = std::move(*error)};
  }
  return std::nullopt;
}

}  // namespace understudy
