#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/runtime/result.hpp"
#include "core/runtime/time.hpp"

namespace understudy {

// What a gate is asked about: one message that is about to be sent. Addresses are as the API has them; the texts must
// outlive the question only.
struct GateQuestion {
  std::string_view to{};       // whom it is meant for: rules about the recipient look here, so that a rehearsal in test
                               // mode shows what would happen
  std::string_view sent_to{};  // whom it goes to, where test mode makes that another
  std::string_view from{};
  std::string_view messaging_service_sid{};
  std::string_view body{};
  std::optional<TimePoint> send_at{};  // of a scheduled message, which the phone gets then and not now

  std::string_view goes_to() const { return sent_to.empty() ? to : sent_to; }
};

// A rule that may forbid a message. It decides by what it holds and is told, waits for nothing, and is asked right
// before each request, repeats included, since a message may have waited long for its turn.
class SendGate {
 public:
  virtual ~SendGate() = default;
  // "quiet_hours": what records and metrics call it.
  virtual std::string_view name() const = 0;
  // Nothing when it may go. Else `opted_out`, `withheld`, or `deferred` with `not_before`; the message says which rule,
  // what was met, and when it would be right, with numbers masked.
  virtual std::optional<Error> refusal(const GateQuestion& question, TimePoint now) const = 0;
};

struct Refusal {
  std::string gate;
  Error error;  // whose message begins with the gate's name
  bool operator==(const Refusal&) const = default;
};

// Gates in the order in which they are asked. The first that refuses decides: put those that refuse for good before
// those that defer, or a message waits for its time only to be refused then.
class SendGates {
 public:
  SendGates() = default;
  explicit SendGates(std::vector<std::shared_ptr<const SendGate>> gates) : gates_(std::move(gates)) {}

  std::optional<Refusal> first_refusal(const GateQuestion& question, TimePoint now) const;
  bool empty() const { return gates_.empty(); }

 private:
  std::vector<std::shared_ptr<const SendGate>> gates_;
};

}  // namespace understudy
