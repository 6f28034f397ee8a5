#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/message/opt_out_keywords.hpp"
#include "core/policy/send_gate.hpp"

namespace understudy {

// Who wants no more messages, and from whom. One of `sender` and `messaging_service_sid` may be empty.
struct OptOutPair {
  std::string recipient{};
  std::string sender{};
  std::string messaging_service_sid{};
  bool operator==(const OptOutPair&) const = default;
};

struct OptOutEntry {
  OptOutPair pair;
  TimePoint since;
  bool operator==(const OptOutEntry&) const = default;
};

// Who has said STOP. An opt-out holds between a recipient and a sender, and where that sender is in a messaging
// service, between the recipient and the whole service. Twilio keeps such a list, too, but does not give it away; this
// one spares the request, also where Twilio says no only after it took the message (a service: 201, then failed).
// https://help.twilio.com/articles/223134027, https://www.twilio.com/docs/api/errors/21610
//
// It forgets nobody by itself, and nothing of it is kept when the program ends: whoever owns it stores entries() and
// makes the next one of them.
class OptOutList : public SendGate {
 public:
  OptOutList() = default;
  explicit OptOutList(const std::vector<OptOutEntry>& entries);

  // A text came in: the webhook's From is the recipient here, its To the sender, and it names the service, if there is
  // one. A sender that is in a service should always be named with it, for the list does not know by itself which
  // numbers a service has.
  void hear(const OptOutPair& pair, OptOutType said, TimePoint now);
  // Twilio would not send to that recipient: the one that the message went to, also in test mode.
  void refused_with_21610(const OptOutPair& pair, TimePoint now) { opt_out(pair, now); }

  // What is there already keeps its time.
  void opt_out(const OptOutPair& pair, TimePoint now);
  // Ends what holds between the recipient and the sender, and all that holds with the service.
  void opt_in(const OptOutPair& pair);
  // Whether a message of that sender, or of that service, would meet an opt-out.
  bool contains(const OptOutPair& pair) const { return find(pair) != nullptr; }

  std::vector<OptOutEntry> entries() const;  // by recipient, then as they came

  std::string_view name() const override { return "opt_out"; }
  std::optional<Error> refusal(const GateQuestion& question, TimePoint now) const override;

 private:
  const OptOutEntry* find(const OptOutPair& pair) const;

  std::map<std::string, std::vector<OptOutEntry>, std::less<>> by_recipient_;
};

}  // namespace understudy
