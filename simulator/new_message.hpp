#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/runtime/time.hpp"

namespace understudy::simulator {

// A create that was found good.
struct NewMessage {
  std::string to;
  std::string from;         // empty: the service chooses
  std::string service_sid;  // empty: none
  std::string body;
  std::vector<std::string> media;
  std::string status_callback;  // empty: none
  // How long it may wait in its sender's queue. https://www.twilio.com/docs/api/errors/30036
  Duration validity = std::chrono::seconds(36'000);
  std::optional<TimePoint> send_at{};
  bool discard_content = false;    // the body is forgotten when the message has come to its end
  bool obfuscate_address = false;  // likewise the end of the recipient's number
  int fails_with = 0;              // an error that it ends with before it is ever handed over; 0: none
};

}  // namespace understudy::simulator
