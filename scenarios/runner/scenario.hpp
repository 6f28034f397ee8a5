#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/client/client.hpp"
#include "core/message/status.hpp"
#include "core/text/yaml.hpp"
#include "simulator/world_file.hpp"

namespace understudy::scenarios {

// Where the two sides live in every scenario, whatever carries the requests between them.
inline constexpr const char* twilio_origin = "http://twilio.localhost";
inline constexpr const char* app_origin = "http://app.localhost";  // `app:/sms` is http://app.localhost/sms

// A message that an earlier `send` has captured with `as:`, without the dollar.
struct Capture {
  std::string name;
  bool operator==(const Capture&) const = default;
};

// How a `send` is expected to end when it is expected to fail; what is left out may be anything.
struct ExpectedFailure {
  std::optional<int> code;         // Twilio's
  std::optional<ErrorCode> error;  // the client's
  std::optional<int> attempts;
};

struct Send {
  OutgoingMessage message;
  std::optional<Capture> as;
  std::optional<ExpectedFailure> fails;
};

// The message as the service shows it now, and what its `send` took.
struct ExpectMessage {
  Capture message;
  std::optional<MessageStatus> status;
  std::optional<int> attempts;
  std::optional<int> error_code;  // 0: wants none
  std::optional<int> num_segments;
  std::optional<int> num_media;
  std::optional<std::string> to;
  std::optional<std::string> from;
  std::optional<std::string> body;
};

// Which status callbacks are meant; what is left out may be anything.
struct CallbackPattern {
  std::optional<Capture> message;
  std::optional<MessageStatus> status;
  std::optional<int> error_code;  // 0: wants none
};

struct ExpectCallback {
  CallbackPattern callback;
  Duration within{0};
};

struct NeverCallback {
  CallbackPattern callback;
  Duration span{0};
};

struct Advance {
  Duration by{0};
};

struct TextIn {
  std::string from;
  std::string to;
  std::string body;
  std::vector<std::string> media = {};  // URLs
};

using Action = std::variant<Send, ExpectMessage, ExpectCallback, NeverCallback, Advance, TextIn>;

struct Step {
  FilePlace place;
  Action action;
};

// One flow: a world, a client and what happens between them.
struct Scenario {
  std::string file;  // as it stands in messages
  std::string name;
  std::uint64_t seed = 42;
  TimePoint start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + std::chrono::hours(9);
  simulator::WorldConfig world;  // its seed is the run's
  simulator::Names names;
  SendLimits limits;
  Duration timeout = Config{}.timeout;
  OnAmbiguous on_ambiguous = OnAmbiguous::reconcile;
  std::vector<Step> steps;
};

}  // namespace understudy::scenarios
