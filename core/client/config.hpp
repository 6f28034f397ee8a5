#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/client/contact_register.hpp"
#include "core/client/outgoing_message.hpp"
#include "core/observe/observer.hpp"
#include "core/observe/secret.hpp"
#include "core/policy/circuit_breaker.hpp"
#include "core/policy/concurrency_limit.hpp"
#include "core/policy/daily_cap.hpp"
#include "core/policy/opt_out_list.hpp"
#include "core/policy/retry.hpp"
#include "core/policy/retry_budget.hpp"
#include "core/policy/send_gate.hpp"
#include "core/policy/send_queue.hpp"
#include "core/policy/test_mode.hpp"
#include "core/runtime/result.hpp"

namespace understudy {

// Who asks, and which account is spoken for. The user name is the account SID itself with its auth token, or an API key
// ("SK…") with its secret.
struct Credentials {
  std::string account_sid;
  std::string user_name;
  Secret password;
};

// What to do about a message that may have been accepted although no answer says so: a time limit, a lost connection, a
// breakdown of the service (500, 502, 504). Twilio has no key by which it would know a repeat as one.
enum class OnAmbiguous {
  reconcile,  // look whether it is there; repeat it only when it is not, and report `in_doubt` when that cannot be told
  retry,      // repeat it: nothing is lost, something may be sent twice
  report,     // neither; the error is `in_doubt`
};

std::string_view to_string(OnAmbiguous choice);

struct Reconciliation {
  // After so long a message that was accepted can be seen in the list, and a request that was on its way has been acted
  // on or never will be.
  Duration settle = std::chrono::seconds(10);
  // For so long after that, what cannot be looked at is tried again.
  Duration patience = std::chrono::minutes(2);
  // Gives each status callback's URL a mark, `understudy-send=…`. Twilio does not show that URL, but calls it: a
  // webhook that the client is fed tells which message came of which send.
  bool mark_callbacks = true;
  bool operator==(const Reconciliation&) const = default;
};

// All a Client needs to know; the defaults are fit for production.
struct Config {
  Credentials credentials;
  std::string base_url = "https://api.twilio.com";
  // Of the Lookup API; empty: with a base URL that is not Twilio's, the same, else https://lookups.twilio.com.
  std::string lookups_url{};
  RetryTable retry;
  SendLimits limits;
  DailyCapOptions daily_caps;
  ConcurrencyOptions concurrency;
  RetryBudgetOptions retry_budget;

  // Rules that may forbid a message, asked in this order, right before each request. First come `opt_outs` and
  // `do_not_contact`, where they are set; those two are fed by the client, and may be shared by several of one thread
  // of tasks.
  std::vector<std::shared_ptr<const SendGate>> gates;
  std::shared_ptr<OptOutList> opt_outs = nullptr;
  std::shared_ptr<DoNotContact> do_not_contact = nullptr;
  // Asked for what `do_not_contact` does not know; that is set where this is.
  std::shared_ptr<ContactRegister> contact_register = nullptr;
  Duration register_timeout = std::chrono::seconds(2);
  std::optional<TestMode> test_mode;

  BreakerOptions breaker;
  OnAmbiguous on_ambiguous = OnAmbiguous::reconcile;
  Reconciliation reconciliation;
  ScheduleWindow schedule;
  // For one request, from when it is handed to the transport until its whole answer is there.
  Duration timeout = std::chrono::seconds(15);
  // Where the jitter of retries comes from; equal seeds, equal waits.
  std::uint64_t seed = 0;
  // Is told what the client does; null: nobody is.
  std::shared_ptr<Observer> observer = nullptr;
  // Requests carry a `traceparent` header, so that whoever stands between can join the trace.
  bool propagate_trace = false;

  // Reads TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN, or with TWILIO_API_KEY and TWILIO_API_SECRET (which win when both
  // are there), and TWILIO_BASE_URL. `configuration` names each variable that is missing or malformed, never its value.
  // The seed is taken from the system's random numbers.
  static Result<Config> from_environment();

  // Why a client cannot work with this (`configuration`), if it cannot. A client asks by itself and answers every call
  // with it.
  std::optional<Error> check() const;
  std::string lookups_origin() const;
  std::vector<std::shared_ptr<const SendGate>> all_gates() const;
};

}  // namespace understudy
