#pragma once

#include <optional>
#include <string_view>

#include "simulator/api/answer.hpp"

namespace understudy::simulator {

// What Twilio's magic numbers bring about. https://www.twilio.com/docs/iam/test-credentials
struct MagicCheck {
  std::string_view from;
  std::string_view to;
  bool with_media = false;

  // The refusal that lies in a number; nothing for a number that has no magic.
  std::optional<Refusal> objection() const;
  // With test credentials there is but one sender; every other number is not the account's.
  std::optional<Refusal> objection_for_test() const;
};

}  // namespace understudy::simulator
