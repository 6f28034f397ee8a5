#include "core/client/sending.hpp"

#include "core/http/form.hpp"
#include "core/message/smart_encoding.hpp"
#include "core/runtime/waiting.hpp"
#include "core/webhook/mark.hpp"

namespace understudy {
namespace {

using std::chrono::seconds;

constexpr int opted_out_code = 21610;  // https://www.twilio.com/docs/api/errors/21610
constexpr std::size_t known_most = 10'000;
constexpr int pages_most = 20;
// The service's times have whole seconds, and its clock may be a little off.
constexpr Duration slack = seconds(3);
// Between looks, while the service cannot be asked.
constexpr Duration look_again = seconds(5);

// Equal for all that the service might show alike.
std::string key_of(const OutgoingMessage& message) {
  const std::string& sender = message.messaging_service_sid.empty() ? message.from : message.messaging_service_sid;
  std::string key = message.to;
  key.append(1, '\0').append(sender).append(1, '\0').append(message.content_sid);
  key.append(1, '\0').append(smart_encoded(message.body));
  for (const std::string& url : message.media_urls) key.append(1, '\0').append(url);
  return key;
}

std::string list_of(const std::vector<MessageSid>& sids) {
  std::string text;
  for (const MessageSid& sid : sids) text += (text.empty() ? "" : ", ") + sid.text();
  return text;
}

}  // namespace

// What is known of a send while it is under way.
struct Sending::Case {
  Case(OutgoingMessage m, Destination d, Operation o)
      : message(std::move(m)), destination(std::move(d)), operation(std::move(o)) {
    message.to = destination.sent_to;
  }
  Case(const Case&) = delete;
  Case& operator=(const Case&) = delete;

  OutgoingMessage message;
  Destination destination;
  Operation operation;
  std::string mark;
  std::optional<Quota> quota;  // of the day on which it counts
  std::optional<TimePoint> first_attempt;
  bool surely_accepted = false;  // answered with 2xx, but not in words that can be read, or named by a webhook
  std::string request_id;        // of the last answer

  std::optional<Message> found;
  std::string why_not_seen;
  std::optional<Duration> look_after;  // as asked by what could not be looked at
};

// Tells the observer of the end of a send, also of one whose task is dropped.
class Sending::Watch {
 public:
  Watch(Sending& sending, const Case& a) : sending_(sending), case_(a), began_(sending.now()) {}
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  ~Watch() {
    sending_.marks_.forget(case_.mark);
    if (told_) return;
    const bool in_doubt = case_.operation.in_flight || case_.operation.may_have_been_acted_on;
    if (!in_doubt) give_quota_back();
    Error error(ErrorCode::cancelled, "the send was dropped by its caller");
    error.attempts = case_.operation.attempts;
    error.in_doubt = in_doubt;
    tell(nullptr, &error);
  }
  Result<Receipt> conclude(Result<Receipt> result) {
    told_ = true;
    if (result) {
      tell(&*result, nullptr);
    } else {
      if (!result.error().in_doubt) give_quota_back();
      tell(nullptr, &result.error());
    }
    return result;
  }

 private:
  void give_quota_back() {
    if (case_.quota) sending_.daily_caps_.give_back(*case_.operation.sender, case_.quota->day);
  }
  void tell(const Receipt* receipt, const Error* error) const {
    if (!sending_.config_.observer) return;
    sending_.config_.observer->on(SendEnded{
        .to = case_.destination.meant_for,
        .sent_to = case_.destination.sent_to,
        .from = case_.message.from,
        .messaging_service_sid = case_.message.messaging_service_sid,
        .body = case_.message.body,
        .message = receipt ? &receipt->message : nullptr,
        .error = error,
        .attempts = case_.operation.attempts,
        .reconciled = receipt && receipt->reconciled,
        .began = began_,
        .ended = sending_.now(),
        .trace = case_.operation.trace,
    });
  }

  Sending& sending_;
  const Case& case_;
  const TimePoint began_;
  bool told_ = false;
};

Sending::Sending(Requester& requester, std::string messages_url)
    : requester_(requester),
      config_(requester.config()),
      messages_url_(std::move(messages_url)),
      rng_(Rng(config_.seed).fork("client.mark")),
      daily_caps_(config_.daily_caps),
      gates_(config_.all_gates()),
      identical_(requester.executor()) {}

Task<Result<Receipt>> Sending::send(OutgoingMessage message, SendOptions options) {
  Destination destination = destination_of(message.to, config_.test_mode);
  Case a(std::move(message), std::move(destination), requester_.operation("send_sms"));
  a.operation.stop = options.stop;
  if (options.deadline) a.operation.deadline = now() + *options.deadline;
  a.operation.sender = a.message.from.empty() ? a.message.messaging_service_sid : a.message.from;
  a.operation.repeat_in_doubt = config_.on_ambiguous == OnAmbiguous::retry;
  a.operation.last_look = [this, &a] { return last_look(a); };
  if (options.parent) requester_.join(a.operation, *options.parent);
  Watch watch(*this, a);
  if (requester_.wrong()) co_return watch.conclude(tl::unexpected(*requester_.wrong()));
  if (auto problem = problem_of(a.message, now(), config_.schedule)) {
    co_return watch.conclude(tl::unexpected(std::move(*problem)));
  }
  co_await ask_register(a);
  // What is forbidden now need not wait for its turn to be told so.
  if (auto refused = look(a)) co_return watch.conclude(tl::unexpected(std::move(*refused)));
  auto result = co_await pursue(a);
  if (result) {
    remember(result->message.sid);
    result->remaining_today = a.quota->remaining;
    if (a.destination.is_redirected()) result->meant_for = a.destination.meant_for;
  } else if (result.error().provider_code == opted_out_code) {
    remember_opt_out(a);
  }
  co_return watch.conclude(std::move(result));
}

std::optional<Error> Sending::last_look(Case& a) {
  auto refused = look(a);
  if (!refused && !a.first_attempt) a.first_attempt = now();
  return refused;
}

std::optional<Error> Sending::look(Case& a) {
  const GateQuestion question{
      .to = a.destination.meant_for,
      .sent_to = a.destination.sent_to,
      .from = a.message.from,
      .messaging_service_sid = a.message.messaging_service_sid,
      .body = a.message.body,
      .send_at = a.message.send_at,
  };
  if (auto refusal = gates_.first_refusal(question, now())) return std::move(refusal->error);
  return count(a);
}

// Before its turn is waited for: right before a request there is no time to ask.
Task<> Sending::ask_register(Case& a) {
  if (!config_.contact_register) co_return;
  auto number = PhoneNumber::parse(a.destination.meant_for);
  if (!number) co_return;
  Duration limit = config_.register_timeout;
  if (a.operation.deadline) limit = std::min(limit, *a.operation.deadline - now());
  co_await refresh(*config_.do_not_contact, *config_.contact_register, std::move(*number), requester_.executor(),
                   limit);
}

void Sending::remember_opt_out(const Case& a) {
  if (!config_.opt_outs) return;
  config_.opt_outs->refused_with_21610(
      {.recipient = a.message.to, .sender = a.message.from, .messaging_service_sid = a.message.messaging_service_sid},
      now());
}

// Once for a day: one that waits until the next day counts there.
std::optional<Error> Sending::count(Case& a) {
  if (a.quota && now() < a.quota->resets()) return std::nullopt;
  auto quota = daily_caps_.take(*a.operation.sender, now());
  if (!quota) {
    requester_.tell(a.operation, Throttled::Limit::daily_cap);
    return std::move(quota.error());
  }
  a.quota = *quota;
  return std::nullopt;
}

Task<Result<Receipt>> Sending::pursue(Case& a) {
  if (config_.on_ambiguous != OnAmbiguous::reconcile) co_return co_await post(a);
  std::string key = key_of(a.message);
  auto turn = co_await identical_.turn(std::move(key), a.operation.deadline, a.operation.stop);
  if (!turn) co_return tl::unexpected(*requester_.ended_early(a.operation));
  for (;;) {
    auto result = co_await post(a);
    if (result || !result.error().in_doubt) co_return result;
    Error error = std::move(result.error());
    a.request_id = error.request_id;
    const Sight sight = co_await clear_up(a);
    if (sight == Sight::accepted) co_return Receipt{std::move(*a.found), a.operation.attempts, true};
    if (sight != Sight::not_accepted) {
      error.message += "; whether the message was accepted cannot be told: " + a.why_not_seen;
      co_return tl::unexpected(std::move(error));
    }
    error.in_doubt = a.operation.may_have_been_acted_on = false;
    const auto wait = requester_.next_wait(a.operation, error);
    if (!wait) co_return tl::unexpected(std::move(error));
    co_await requester_.pause(*wait, a.operation.stop);
  }
}

Task<Result<Receipt>> Sending::post(Case& a) {
  Request request = requester_.request("POST", messages_url_ + ".json");
  request.headers.add("Content-Type", std::string(form_content_type));
  if (config_.on_ambiguous == OnAmbiguous::reconcile && config_.reconciliation.mark_callbacks &&
      !a.message.status_callback.empty() && a.mark.empty()) {
    a.mark = hexadecimal(rng_.next());
    a.message.status_callback = with_mark(a.message.status_callback, a.mark);
    marks_.expect(a.mark);
  }
  request.body = encode_form(to_form(a.message));
  auto answer = co_await requester_.perform(std::move(request), a.operation);
  if (!answer) co_return tl::unexpected(std::move(answer.error()));
  auto parsed = parse_message(answer->body);
  if (parsed) co_return Receipt{std::move(*parsed), a.operation.attempts};
  a.surely_accepted = true;
  Error error = std::move(parsed.error());
  error.http_status = answer->status;
  error.attempts = a.operation.attempts;
  error.request_id = answer->headers.get("Twilio-Request-Id");
  error.in_doubt = a.operation.may_have_been_acted_on = true;
  co_return tl::unexpected(std::move(error));
}

// Looks at once, since most of the time it is there; and once all has settled, since only then its absence says
// something. What cannot be looked at is tried again for a while.
Task<Sending::Sight> Sending::clear_up(Case& a) {
  const TimePoint settled = now() + config_.reconciliation.settle;
  const TimePoint give_up = settled + config_.reconciliation.patience;
  for (;;) {
    const bool decides = now() >= settled;
    const Sight sight = co_await see(a);
    if (sight == Sight::accepted) co_return sight;
    if (decides && sight == Sight::not_accepted && a.surely_accepted) {
      a.why_not_seen = "the service has accepted it, yet shows no such message";
      co_return Sight::unclear;
    }
    if (decides && sight != Sight::failed) co_return sight;

    const TimePoint next = decides ? now() + std::max(look_again, a.look_after.value_or(Duration(0))) : settled;
    const auto deadline = a.operation.deadline;
    if (next > give_up) co_return Sight::failed;
    if (deadline && next >= *deadline) {
      a.why_not_seen = "the deadline came first";
      co_return Sight::failed;
    }
    co_await requester_.pause(next - now(), a.operation.stop);
    if (a.operation.stop && a.operation.stop->requested()) {
      a.why_not_seen = "it was cancelled before that could be looked up";
      co_return Sight::failed;
    }
  }
}

Task<Sending::Sight> Sending::see(Case& a) {
  auto named = marks_.message_of(a.mark);
  if (named) {
    a.surely_accepted = true;
  } else {
    named = sid_of_request(a.request_id, !a.message.media_urls.empty());
  }
  if (named) {
    const Sight sight = co_await look_for(a, *named);
    if (sight != Sight::not_accepted) co_return sight;
  }
  co_return co_await look_through_list(a);
}

Task<Sending::Sight> Sending::look_for(Case& a, MessageSid sid) {
  auto answer = co_await get(a, messages_url_ + "/" + sid.text() + ".json");
  if (!answer) {
    const bool is_not_there = answer.error().http_status == 404;
    co_return is_not_there ? Sight::not_accepted : Sight::failed;
  }
  auto message = parse_message(answer->body);
  if (!message) {
    a.why_not_seen = message.error().message;
    co_return Sight::failed;
  }
  a.found = std::move(*message);
  co_return Sight::accepted;
}

Task<Sending::Sight> Sending::look_through_list(Case& a) {
  std::string url = messages_url_ + ".json?" + encode_form(where_to_look(a.message));
  std::optional<Search> search;
  bool goes_on = true;
  for (int page = 0; goes_on && page < pages_most; ++page) {
    auto answer = co_await get(a, url);
    if (!answer) co_return Sight::failed;
    auto parsed = parse_message_page(answer->body);
    if (!parsed) {
      a.why_not_seen = parsed.error().message;
      co_return Sight::failed;
    }
    if (!search) {
      const auto date = parse_rfc2822(answer->headers.get("Date"));
      const Duration skew = date ? *date - now() : Duration(0);
      const Search::Window window{*a.first_attempt + skew - slack, now() + skew + slack, !date};
      search.emplace(a.message, window, known_);
    }
    goes_on = search->look_at(parsed->messages) && parsed->next_page_uri;
    if (goes_on) url = config_.base_url + *parsed->next_page_uri;
  }
  if (search->found()) {
    a.found = search->found();
    co_return Sight::accepted;
  }
  if (!search->unclear().empty()) {
    a.why_not_seen = "it may be one of " + list_of(search->unclear());
    co_return Sight::unclear;
  }
  if (!goes_on) co_return Sight::not_accepted;
  a.why_not_seen = "it is not on the first " + std::to_string(pages_most) + " pages of messages, and there are more";
  co_return Sight::unclear;
}

Task<Result<Response>> Sending::get(Case& a, std::string url) {
  Operation operation = requester_.operation("reconcile_send");
  operation.deadline = a.operation.deadline;
  operation.stop = a.operation.stop;
  requester_.join(operation, a.operation.trace);
  Request request = requester_.request("GET", std::move(url));
  auto answer = co_await requester_.perform(std::move(request), operation);
  if (!answer) {
    a.why_not_seen = answer.error().message;
    a.look_after = answer.error().retry_after;
  }
  co_return answer;
}

void Sending::hear(const StatusUpdate& update) {
  marks_.hear(update.mark, update.message);
  if (!config_.opt_outs || update.error_code != opted_out_code) return;
  // A service takes the message before it looks, and tells of the opt-out afterwards.
  config_.opt_outs->refused_with_21610({.recipient = update.to,
                                        .sender = update.from,
                                        .messaging_service_sid = update.messaging_service_sid.value_or("")},
                                       now());
}

void Sending::hear(const InboundMessage& message) {
  if (!config_.opt_outs || !message.opt_out) return;
  config_.opt_outs->hear({.recipient = message.from,
                          .sender = message.to,
                          .messaging_service_sid = message.messaging_service_sid.value_or("")},
                         *message.opt_out, now());
}

void Sending::remember(const MessageSid& sid) {
  if (!known_.insert(sid).second) return;
  known_in_order_.push_back(sid);
  if (known_in_order_.size() <= known_most) return;
  known_.erase(known_in_order_.front());
  known_in_order_.pop_front();
}

}  // namespace understudy
