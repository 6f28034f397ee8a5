#include "simulator/verdict.hpp"

#include <algorithm>

#include "core/http/challenge.hpp"
#include "core/http/url.hpp"
#include "simulator/form_json.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

using Next = Verdict::Next;

Duration time_left(const Webhook& webhook, const ConnectionOverrides& overrides) {
  return std::max(overrides.total_time - webhook.spent, Duration{0});
}

Verdict give_up(int code, std::string text) { return {Next::end, Trouble{code, std::move(text)}}; }

Verdict total_time_is_up(const ConnectionOverrides& overrides) {
  return give_up(11203, "HTTP communication total time out triggered: " + format_duration(overrides.total_time));
}

// What went wrong with an attempt, and whether the policy has another one for that.
struct Miss {
  Trouble trouble;
  bool worth_a_retry;
};

Miss miss_of(const Response& answer, const ConnectionOverrides::Policy& policy) {
  const bool retry = answer.status >= 500 ? policy.server_errors : answer.status >= 400 && policy.client_errors;
  return {{11217, fmt::format("HTTP error response code: {}", answer.status)}, retry};
}

Miss miss_of(ErrorCode absence, const ConnectionOverrides& overrides) {
  const auto& policy = overrides.policy;
  switch (absence) {
    case ErrorCode::connection_failed: return {{11205, "HTTP connection failure"}, policy.connect_failures};
    case ErrorCode::unknown_host: return {{11210, "HTTP bad host name"}, policy.connect_failures};
    case ErrorCode::tls_failed: return {{11220, "SSL/TLS Handshake Error"}, policy.connect_failures};
    case ErrorCode::timeout:
      return {{11200, "HTTP retrieval failure: no answer within " + format_duration(overrides.read_timeout)},
              policy.read_timeouts};
    // No policy but "all" speaks of a connection that was lost.
    default:
      return {{11200, "HTTP retrieval failure"},
              policy.client_errors && policy.server_errors && policy.connect_failures && policy.read_timeouts};
  }
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// RFC 9110 §15.4: only 307 and 308 keep the method and the body; a GET finds everything in the new URL.
Verdict follow(Webhook& webhook, const Response& answer, const WebhookRules& rules) {
  const std::string_view reference = answer.headers.get("Location");
  auto location = reference.empty() ? std::nullopt : resolve_url(webhook.current_url(), reference);
  if (!location) return give_up(11216, fmt::format("HTTP invalid redirect: \"{}\" is no URL", shown_url(reference)));
  if (webhook.hop.redirects == rules.redirects_max) {
    return give_up(11215, fmt::format("HTTP too many redirects: more than {}", rules.redirects_max));
  }
  const bool kept = (answer.status == 307 || answer.status == 308) && webhook.current_method() == "POST";
  Webhook::Hop next;
  next.redirects = webhook.hop.redirects + 1;
  next.url = std::move(*location);
  next.method = kept ? "POST" : "GET";
  next.bare = !kept;
  webhook.hop = std::move(next);
  return {Next::go_on};
}

// The Authorization that a 401 asks for, if the URL has credentials that were not tried yet.
// https://www.twilio.com/docs/usage/security#http-authentication
std::optional<Secret> authorization(const Webhook& webhook, const Response& answer, const Judgement& by) {
  if (answer.status != 401 || !webhook.hop.authorization.empty()) return std::nullopt;
  const auto url = Url::parse(webhook.current_url());
  if (!url || url->user_info.empty()) return std::nullopt;
  const std::string target = url->target();
  return answer_challenge(answer.headers, {webhook.current_method(), target}, read_user_info(url->user_info),
                          client_nonce(by.tokens, by.token));
}

// Where an answer sends the attempt on to; nothing when it does not.
std::optional<Verdict> go_on(Webhook& webhook, const Response& answer, const Judgement& by) {
  if (auto authorized = authorization(webhook, answer, by)) {
    webhook.hop.authorization = std::move(*authorized);
    return Verdict{Next::go_on};
  }
  if (is_redirect(answer.status)) return follow(webhook, answer, by.rules);
  return std::nullopt;
}

}  // namespace

Duration patience_with(const Webhook& webhook, const ConnectionOverrides& overrides) {
  return std::min(overrides.read_timeout, time_left(webhook, overrides));
}

Verdict judge(Webhook& webhook, const Result<Response>& outcome, Duration took, const Judgement& by) {
  const bool was_last = time_left(webhook, by.overrides) <= by.overrides.read_timeout;
  webhook.spent += took;
  const bool time_is_up = time_left(webhook, by.overrides) == Duration{0};
  if (outcome && outcome->status >= 200 && outcome->status < 300) return {};
  if (!outcome && outcome.error().code == ErrorCode::timeout && was_last) return total_time_is_up(by.overrides);
  if (outcome) {
    auto onward = go_on(webhook, *outcome, by);
    if (onward && onward->next == Next::go_on && time_is_up) return total_time_is_up(by.overrides);
    if (onward) return std::move(*onward);
  }
  Miss miss = outcome ? miss_of(*outcome, by.overrides.policy) : miss_of(outcome.error().code, by.overrides);
  Verdict verdict{Next::end, std::move(miss.trouble)};
  if (!miss.worth_a_retry || webhook.attempt > by.overrides.retries || time_is_up) return verdict;
  verdict.next = Next::try_again;
  ++webhook.attempt;
  webhook.hop = {};
  return verdict;
}

}  // namespace understudy::simulator
