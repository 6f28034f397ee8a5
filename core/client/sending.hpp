#pragma once

#include <deque>
#include <set>
#include <string>

#include "core/client/identical.hpp"
#include "core/client/likeness.hpp"
#include "core/client/marks.hpp"
#include "core/client/receipt.hpp"
#include "core/client/requester.hpp"
#include "core/webhook/events.hpp"

namespace understudy {

// Sends messages, and none of them twice: whatever may have been accepted without an answer is looked for before it is
// repeated (`Config::on_ambiguous`).
class Sending {
 public:
  Sending(Requester& requester, std::string messages_url);

  Task<Result<Receipt>> send(OutgoingMessage message, SendOptions options);
  // A status callback names the message of a send whose answer may never come, or an opt-out.
  void hear(const StatusUpdate& update);
  // A text may be STOP or START.
  void hear(const InboundMessage& message);

 private:
  struct Case;
  class Watch;
  // What a look at the service's messages came to.
  enum class Sight {
    accepted,      // it is there
    not_accepted,  // nothing there can be it
    unclear,       // something there may be it
    failed,        // nothing could be seen, for now
  };

  Task<Result<Receipt>> pursue(Case& a);
  Task<Result<Receipt>> post(Case& a);
  Task<Sight> clear_up(Case& a);
  Task<Sight> see(Case& a);
  Task<Sight> look_for(Case& a, MessageSid sid);
  Task<Sight> look_through_list(Case& a);
  Task<Result<Response>> get(Case& a, std::string url);
  Task<> ask_register(Case& a);
  std::optional<Error> look(Case& a);
  std::optional<Error> last_look(Case& a);
  std::optional<Error> count(Case& a);
  void remember(const MessageSid& sid);
  void remember_opt_out(const Case& a);
  TimePoint now() const { return requester_.executor().now(); }

  Requester& requester_;
  const Config& config_;
  const std::string messages_url_;
  Rng rng_;
  DailyCaps daily_caps_;
  const SendGates gates_;
  Identical identical_;
  Marks marks_;
  // Messages of sends that have ended, the latest of them.
  std::set<MessageSid> known_;
  std::deque<MessageSid> known_in_order_;
};

}  // namespace understudy
