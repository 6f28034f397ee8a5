#pragma once

#include <map>
#include <set>
#include <unordered_map>

#include "simulator/account.hpp"
#include "simulator/agenda.hpp"
#include "simulator/api/authentication.hpp"
#include "simulator/api/endpoints.hpp"
#include "simulator/api_keys.hpp"
#include "simulator/cookies.hpp"
#include "simulator/faults.hpp"
#include "simulator/gathering.hpp"
#include "simulator/messages.hpp"
#include "simulator/new_message.hpp"
#include "simulator/opt_out.hpp"
#include "simulator/pair_memory.hpp"
#include "simulator/replies.hpp"
#include "simulator/reply_pace.hpp"
#include "simulator/sender_queues.hpp"
#include "simulator/webhook_log.hpp"
#include "simulator/webhooks.hpp"
#include "simulator/world.hpp"

namespace understudy::simulator {

// The inside of a world. Its functions are told apart by what brings them about, a file each.
class WorldState {
 public:
  explicit WorldState(WorldConfig world_config);

  void begin(TimePoint now);

  // world_requests.cpp: what the API is asked
  Reply handle(const Request& request, TimePoint now);
  void rename(WorldNames names);
  const Authentication& authentication() const { return authentication_; }
  void keys_changed();  // who may come in follows

  // world_lifecycle.cpp: what becomes of a message
  std::uint64_t run_due(TimePoint now);
  std::size_t send(NewMessage wanted, Direction direction, TimePoint now);
  bool cancel(std::size_t index, TimePoint now);  // false when it is too late
  void redact(std::size_t index, TimePoint now);

  // world_webhooks.cpp: what the app is told
  std::vector<Delivery> take_deliveries() { return std::exchange(outgoing_, {}); }
  void delivered(std::uint64_t id, const Result<Response>& outcome, TimePoint now, Duration took);
  SignatureExplanation explain_signature(const WebhookRecord& webhook) const;
  std::vector<const WebhookRecord*> unanswered() const;
  Result<void> redeliver(std::uint64_t id, TimePoint now);
  void alert(int code, std::string_view text, std::string_view message_sid, TimePoint now);

  // world_holdings.cpp: what the account has, and who opted out, changed by hand
  bool add_number(Number number, TimePoint now);
  bool remove_number(const std::string& number, TimePoint now);
  Result<std::string> add_service(MessagingService service, TimePoint now);
  bool remove_service(const std::string& sid, TimePoint now);
  Result<bool> add_opt_out(const OptOut& pair, TimePoint now);
  Result<bool> remove_opt_out(const OptOut& pair, TimePoint now);

  // world_inbound.cpp: what phones text
  Result<MessageSid> text_in(const InboundText& text, TimePoint now);

  // world_media.cpp: what is seen of what came with messages
  std::string api_url() const;  // where they find the API, without a slash at the end
  std::vector<MediaLink> media_links(std::size_t message) const;
  std::string signed_content_url(std::string_view origin, std::size_t message, const Media& medium,
                                 TimePoint now) const;
  Answer content(const Call& call) const;  // of such a URL

  // When it began: what was there from the start has been made then.
  TimePoint born() const { return born_.value_or(TimePoint{}); }

  // What it is made of, also for those who answer the API (api/*_api.cpp).
  WorldConfig config;
  Journal journal;
  FaultPlan faults;
  Agenda agenda;
  NewestOf<Alert> alerts;
  NewestOf<WebhookRecord> webhook_records;  // the one of id n is the (n-1)-th
  Account account;
  ApiKeys keys;
  OptOuts opt_outs;
  Messages messages;
  SenderQueues queues;
  MediaStore media;
  std::string served_at;  // empty: nowhere but in memory
  int scheduled = 0;      // messages that wait for their SendAt
  Rng sids;

 private:
  Answer respond(const Route& found, Call& call);
  Answer answer_test(const Route& found, Call& call) const;
  int concurrent(TimePoint now);
  void record(const Call& call, const Answer& answer);

  void plan_step(std::size_t index, TimePoint now);
  void take_step(std::size_t index, TimePoint at);
  MessageStatus leave_service(std::size_t index, TimePoint now);
  bool wait_turn(MessageRecord& message, TimePoint now);
  void forget_what_was_asked(std::size_t index);
  void enter(std::size_t index, MessageStatus status, TimePoint at);

  // world_faults.cpp: what goes wrong on purpose
  std::optional<Answer> strike(Operation operation, Call& call);
  Form parameters_of(const Call& call, Operation operation) const;
  std::vector<Strike> strikes(Operation operation, const Form& parameters, std::string_view message_sid, TimePoint now);
  void plan_struck_webhook(Webhook webhook, TimePoint now);

  std::string_view status_callback_of(const MessageRecord& message) const;
  void plan_webhook(Webhook webhook, TimePoint now);
  std::uint64_t open_webhook(Webhook webhook, TimePoint now);
  Form form_of(const Webhook& webhook) const;
  void send_webhook(std::uint64_t id, TimePoint now);
  void keep_answered(std::uint64_t id, Webhook webhook);

  // world_gathering.cpp: how it came
  void await_media(std::size_t index, std::vector<MediaSource> sources);
  void gather_media(std::size_t index, TimePoint now);
  bool fetch_next(std::size_t index, TimePoint now);
  void ask_for_media(std::size_t index, TimePoint now);
  void fetched(std::size_t index, const Result<Response>& outcome, TimePoint now, Duration took);
  void looked_at(std::size_t index, const Result<Response>& outcome, TimePoint now);
  bool take_media(std::size_t index, Media medium, TimePoint now);
  bool refuse_media(std::size_t index, int code, std::string_view why, TimePoint now);
  std::optional<Media> own_media(std::string_view url) const;
  bool may_fetch(std::string_view url) const;

  void receive(std::size_t index, TimePoint now);
  OptOutHandling opt_out_handling(std::string_view number) const;
  void obey(Keyword keyword, const OptOutHandling& handling, const MessageRecord& inbound, TimePoint now);
  std::size_t reply(const MessageRecord& inbound, NewMessage answer, TimePoint now);
  void ask_for(Document document, const std::string& url, const std::string& method, std::size_t about, TimePoint now);
  void carry_out(const Webhook& webhook, const Response& response, TimePoint now);
  void fall_back(const Webhook& webhook, int code, TimePoint now);
  std::optional<std::size_t> send_reply(const MessageRecord& inbound, const ReplyMessage& wanted,
                                        const std::string& base_url, TimePoint now);

  void note_holding(std::string_view kind, std::string_view what, std::string_view which, TimePoint now);
  Result<std::string> scope_of(const OptOut& pair) const;

  std::optional<TimePoint> born_;
  Authentication authentication_;
  Signer signer_;
  std::multiset<TimePoint> answered_at_;  // when the answers that are held back go out

  std::map<std::size_t, Gathering> gatherings_;  // of messages whose media are not there yet, by index

  // Streams of their own, as `sids` is, so that one more draw here moves nothing there.
  Rng media_sids_;
  Rng request_ids_;
  Rng carrier_;
  Rng fates_;
  Rng tokens_;

  std::unordered_map<std::uint64_t, Webhook> webhooks_;  // not answered yet, by id; the order of these never shows
  // Those that are answered, to be posted again: each in the place of its record, so as many as there are records.
  struct Answered {
    std::uint64_t id = 0;
    Webhook webhook;
  };
  std::vector<Answered> answered_;
  std::uint64_t next_webhook_ = 1;
  std::uint64_t next_token_ = 1;  // of a webhook that is sent, by which its chance is drawn
  // Ids of webhooks that the next one about their message overtakes, by the message's index; never iterated.
  std::unordered_map<std::size_t, std::vector<std::uint64_t>> held_back_;
  std::vector<Delivery> outgoing_;
  PairMemory<CookieJar> cookies_{std::chrono::hours(4)};  // "expire after 4 hours of silence"
  PairMemory<ReplyPace> reply_paces_{2 * ReplyPace::window};
};

}  // namespace understudy::simulator
