#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/http/form.hpp"
#include "core/runtime/result.hpp"

namespace understudy {

enum class ContentRetention { retain, discard };
enum class AddressRetention { retain, obfuscate };
enum class RiskCheck { enable, disable };

// A message to be sent. One of `from` and `messaging_service_sid`, and one of `body`, `media_urls` and `content_sid`,
// are needed. What is left out is not sent, so that the service's own defaults hold; and the service checks what it
// checks, so that its codes are met with the real one and the fake alike. Each member has an initializer so that naming
// only some of them draws no warning.
// https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
struct OutgoingMessage {
  std::string to{};    // E.164, or a channel's address such as "whatsapp:+15552229999"
  std::string from{};  // a number, short code or name of the account's
  std::string body{};  // at most 1,600 characters
  std::string messaging_service_sid{};
  std::vector<std::string> media_urls{};  // at most 10
  std::string status_callback{};          // where status changes are to be posted

  // Goes out then, in place of at once: 5 minutes to 35 days ahead, by a messaging service only.
  std::optional<TimePoint> send_at{};
  // How long it may wait for its turn before it fails, in whole seconds from 1 s to 10 h.
  std::optional<Duration> validity{};

  std::string content_sid{};  // a stored content template, and what its variables stand for
  std::map<std::string, std::string> content_variables{};

  std::string fallback_from{};    // SMS sender for whom RCS does not reach
  std::string application_sid{};  // whose message_status_callback is told, without one here
  std::optional<std::string> max_price{};
  std::optional<bool> provide_feedback{};  // feedback will be given later
  std::optional<int> attempt{};            // of sending this, by whichever provider; for the service's information
  std::optional<bool> force_delivery{};
  std::optional<ContentRetention> content_retention{};
  std::optional<AddressRetention> address_retention{};
  std::optional<bool> smart_encoded{};
  std::vector<std::string> persistent_actions{};
  std::string traffic_type{};  // "free"
  std::optional<bool> shorten_urls{};
  std::optional<bool> send_as_mms{};
  std::optional<RiskCheck> risk_check{};
  std::map<std::string, std::string> tags{};

  bool operator==(const OutgoingMessage&) const = default;
};

// As it is posted.
Form to_form(const OutgoingMessage& message);

// How far ahead a message may be scheduled. Twilio's pages disagree about the least: 300 s or 900 s.
// https://www.twilio.com/docs/messaging/features/message-scheduling
struct ScheduleWindow {
  Duration least = std::chrono::seconds(300);
  Duration most = std::chrono::hours(24 * 35);
  bool operator==(const ScheduleWindow&) const = default;
};

// What is wrong with it that the service would not say, or say too late: a scheduled message without a messaging
// service goes out at once, and fractions of a second are lost. The code is the service's where it has one.
std::optional<Error> problem_of(const OutgoingMessage& message, TimePoint now, ScheduleWindow window = {});

}  // namespace understudy
