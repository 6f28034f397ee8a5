#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/http/message.hpp"
#include "core/message/sid.hpp"
#include "core/observe/journal.hpp"
#include "core/runtime/result.hpp"
#include "simulator/config.hpp"
#include "simulator/media.hpp"
#include "simulator/webhook_log.hpp"

namespace understudy::simulator {

class Account;
class FaultPlan;
class Messages;
class OptOuts;
class WorldState;

// What the world answers: after `delay`, or by ending the connection when it is an error.
struct Reply {
  Result<Response> response;
  Duration delay{0};
};

// Requests for media have ids from here on; webhooks stay below.
inline constexpr std::uint64_t first_fetch_id = std::uint64_t{1} << 63;

// What is to be asked of an app now: a webhook is posted, or media are fetched.
struct Delivery {
  bool is_webhook() const { return id < first_fetch_id; }

  std::uint64_t id = 0;
  Request request;
  Duration patience{};  // how long an answer is waited for
};

struct InboundText {
  std::string from;
  std::string to;
  std::string body;
  std::vector<MediaSource> media;
};

// A phone that does not want to hear from a number of the account or, for all numbers of its pool, a messaging service.
struct OptOut {
  std::string phone;
  std::string sender;
};

// What no two worlds in one place share: the user names by which requests find their world.
struct WorldNames {
  std::string account_sid;
  std::string test_account_sid;
  std::string api_key_sid;
};

// One isolated account universe: a state machine with a queue of due events. It waits for nothing and reads no clock;
// whoever drives it passes the time in, which never goes backwards. Whatever it is asked to do, it first does what has
// fallen due by then.
class World {
 public:
  explicit World(WorldConfig config);
  // All of it as it stands, but for whoever listens to the journal: what the copy does no longer touches the other.
  World(const World& other);
  World(World&&) noexcept;
  World& operator=(World&&) noexcept;
  ~World();

  // It has been there since `now`, from when the faults of its config count. Without this it is from the first time
  // that it is told of.
  void begin(TimePoint now);
  // A request to Twilio's API.
  Reply handle(const Request& request, TimePoint now);
  // The value of an Authorization header as it may be written down, without what could be a secret; and one that is
  // judged alike.
  std::string credentials_of(std::string_view authorization) const;
  std::string authorization_for(std::string_view credentials) const;
  // When something falls due next; nothing when nothing will by itself.
  std::optional<TimePoint> next_due() const;
  // Does what has fallen due, in order; how much that was.
  std::uint64_t run_due(TimePoint now);

  // Webhooks to be posted and media to be fetched, in order; each must be answered by one `delivered`.
  std::vector<Delivery> take_deliveries();
  // What came of it: the receiver's answer, or why there was none, and how long that took by the receiver's clock, on
  // which an app has its time whatever the world's does. May bring a retry, or what was waiting for it.
  void delivered(std::uint64_t id, const Result<Response>& outcome, TimePoint now, Duration took = Duration{0});

  // A text from a simulated phone to a number of the account, which is received once its media are there.
  // `invalid_input` when nobody has that number.
  Result<MessageSid> text_in(const InboundText& text, TimePoint now);
  // Where the API can be reached, such as http://127.0.0.1:8080, unless the configuration has a `public_url`.
  void served_at(std::string origin);
  // Counts from `now` on. Its id, by which it can be removed.
  std::uint64_t add_fault(Fault fault, TimePoint now);
  bool remove_fault(std::uint64_t id);  // false when there is none
  void clear_faults();
  // The clock is about to be moved by that much on purpose; for the journal.
  void clock_moved(Duration by, TimePoint now);
  // A number of the account, in place of the one that it may have already; true when it is new.
  bool add_number(Number number, TimePoint now);
  bool remove_number(const std::string& number, TimePoint now);  // from pools too; false when there is none
  // A messaging service, in place of the one of its SID; without a SID it gets one, which is returned. `invalid_input`
  // when its pool has what is no number of the account.
  Result<std::string> add_service(MessagingService service, TimePoint now);
  bool remove_service(const std::string& sid, TimePoint now);  // false when there is none
  // True when that changed something. An opt-out from a number that is in a pool is one from its service.
  // `invalid_input` when the phone is none, or the account has no such sender.
  Result<bool> add_opt_out(const OptOut& pair, TimePoint now);
  Result<bool> remove_opt_out(const OptOut& pair, TimePoint now);
  // Posts a webhook that was answered, or given up, once more: the next attempt of the same. `invalid_input` when it is
  // in flight, was never sent or is not kept any more.
  Result<void> redeliver(std::uint64_t id, TimePoint now);
  // What can tell it apart from one that it is a copy of.
  void rename(WorldNames names);

  // Whether a user name is one of its API keys now.
  bool has_key(std::string_view user_name) const;
  const WorldConfig& config() const;
  const FaultPlan& faults() const;
  const Account& account() const;
  const Messages& messages() const;
  const OptOuts& opt_outs() const;
  // What an account's owner would see in Twilio's debugger, and what was posted: the newest of each.
  const NewestOf<Alert>& alerts() const;
  const NewestOf<WebhookRecord>& webhooks() const;
  const WebhookRecord* find_webhook(std::uint64_t id) const;  // nullptr when there is none, or none any more
  std::vector<const WebhookRecord*> unanswered() const;       // those in flight, oldest first
  SignatureExplanation explain_signature(const WebhookRecord& webhook) const;
  const Journal& journal() const;
  Journal& journal();

 private:
  std::unique_ptr<WorldState> state_;
};

}  // namespace understudy::simulator
