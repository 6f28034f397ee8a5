#pragma once

#include "simulator/api/endpoints.hpp"

namespace understudy::simulator {

// Who answers what; each resource has a file of its own, *_api.cpp.

// https://www.twilio.com/docs/messaging/api/message-resource
Answer create_message(WorldState& world, Call& call);
Answer list_messages(WorldState& world, Call& call);
Answer fetch_message(WorldState& world, Call& call);
Answer update_message(WorldState& world, Call& call);
Answer delete_message(WorldState& world, Call& call);
// https://www.twilio.com/docs/messaging/api/message-feedback-resource
Answer create_feedback(WorldState& world, Call& call);

}  // namespace understudy::simulator
