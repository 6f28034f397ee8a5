#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "simulator/account.hpp"

namespace understudy::simulator {

// Where documents are asked for: a URL as configured, and the method.
struct DocumentUrl {
  std::string url;
  std::string method = "POST";
};

// Who answers the texts to a number, and who does when that fails.
struct InboundHandler {
  DocumentUrl first;
  std::optional<DocumentUrl> fallback;
};

// The number's own, or that of the messaging service whose pool it is in; nothing when texts are only stored.
// https://www.twilio.com/docs/messaging/api/service-resource
std::optional<InboundHandler> inbound_handler(const Account& account, std::string_view number);

}  // namespace understudy::simulator
