#include "simulator/verdict.hpp"

#include "core/http/url.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

using Next = Verdict::Next;

// "One retry, only on connect failure."
constexpr int attempts_max = 2;

Verdict give_up(int code, std::string text) { return {Next::end, Trouble{code, std::move(text)}}; }

Verdict judge_absence(const Webhook& webhook, ErrorCode error) {
  switch (error) {
    case ErrorCode::connection_failed: {
      const bool again = webhook.attempt < attempts_max;
      return {again ? Next::try_again : Next::end, Trouble{11205, "HTTP connection failure"}};
    }
    case ErrorCode::timeout: return give_up(11203, "HTTP communication total time out triggered");
    default: return give_up(11200, "HTTP retrieval failure");
  }
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// RFC 9110 §15.4: only 307 and 308 keep the method and the body; a GET finds everything in the new URL.
Verdict follow(Webhook& webhook, const Response& answer, const WebhookRules& rules) {
  const auto location = resolve_url(webhook.current_url(), answer.headers.get("Location"));
  if (!location || answer.headers.get("Location").empty()) {
    return give_up(11216, fmt::format("HTTP invalid redirect: \"{}\" is no URL", answer.headers.get("Location")));
  }
  if (webhook.hop.redirects == rules.redirects_max) {
    return give_up(11215, fmt::format("HTTP too many redirects: more than {}", rules.redirects_max));
  }
  const bool kept = (answer.status == 307 || answer.status == 308) && webhook.current_method() == "POST";
  webhook.hop.url = *location;
  webhook.hop.method = kept ? "POST" : "GET";
  webhook.hop.bare = !kept;
  ++webhook.hop.redirects;
  return {Next::go_on};
}

}  // namespace

Verdict judge(Webhook& webhook, const Result<Response>& outcome, const WebhookRules& rules) {
  if (!outcome) return judge_absence(webhook, outcome.error().code);
  if (outcome->status >= 200 && outcome->status < 300) return {};
  if (is_redirect(outcome->status)) return follow(webhook, *outcome, rules);
  return give_up(11217, fmt::format("HTTP error response code: {}", outcome->status));
}

}  // namespace understudy::simulator
