#pragma once

#include <optional>
#include <string>

#include "core/runtime/result.hpp"
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
Verdict judge(Webhook& webhook, const Result<Response>& outcome, const WebhookRules& rules);

}  // namespace understudy::simulator
