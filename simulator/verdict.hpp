#pragma once

#include <optional>
#include <string>

#include "core/runtime/result.hpp"
#include "simulator/connection_overrides.hpp"
#include "simulator/webhooks.hpp"

namespace understudy::simulator {

// What Twilio's debugger would show for an exchange that did not work out. https://www.twilio.com/docs/api/errors
struct Trouble {
  int code;
  std::string text;
};

// What the world makes of an answer to a webhook, or of its absence.
struct Verdict {
  enum class Next {
    end,       // nothing more is asked
    go_on,     // the attempt goes on where `Webhook::hop` says
    try_again  // from the beginning
  };
  Next next = Next::end;
  std::optional<Trouble> trouble = {};
};

struct Judgement {
  const ConnectionOverrides& overrides;
  const WebhookRules& rules;
  const Rng& tokens;    // for a digest's nonce ...
  std::uint64_t token;  // ... which is the webhook's own
};

// How long an answer to the webhook's next request is waited for: all requests together have the total time.
Duration patience_with(const Webhook& webhook, const ConnectionOverrides& overrides);
// Takes what came after `took`, and readies the webhook for what is next.
Verdict judge(Webhook& webhook, const Result<Response>& outcome, Duration took, const Judgement& by);

}  // namespace understudy::simulator
