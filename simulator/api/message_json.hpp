#pragma once

#include <string>
#include <string_view>

#include "simulator/messages.hpp"

namespace understudy {
class JsonWriter;
}

namespace understudy::simulator {

// The resource as the API shows it, keys in the order of a real answer.
// https://www.twilio.com/docs/messaging/api/message-resource
void write_message(JsonWriter& json, const MessageRecord& message, const WorldConfig& config);
std::string message_json(const MessageRecord& message, const WorldConfig& config);

}  // namespace understudy::simulator
