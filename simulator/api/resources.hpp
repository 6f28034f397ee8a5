#pragma once

#include "simulator/api/endpoints.hpp"

namespace understudy::simulator {

// Who answers what; each resource has a file of its own, *_api.cpp.

// https://www.twilio.com/docs/messaging/api/message-resource
Answer create_message(WorldState& world, Call& call);
// As with test credentials: checked and answered, not sent and not kept.
Answer create_test_message(const WorldState& world, Call& call);
Answer list_messages(WorldState& world, Call& call);
Answer fetch_message(WorldState& world, Call& call);
Answer update_message(WorldState& world, Call& call);
Answer delete_message(WorldState& world, Call& call);
// https://www.twilio.com/docs/messaging/api/media-resource
Answer list_media(WorldState& world, Call& call);
Answer fetch_media(WorldState& world, Call& call);  // without an extension a redirect to the bytes
Answer delete_media(WorldState& world, Call& call);
// https://www.twilio.com/docs/iam/api/account
Answer list_accounts(WorldState& world, Call& call);
Answer fetch_account(WorldState& world, Call& call);
// https://www.twilio.com/docs/iam/api-keys/key-resource-v2010 and key-resource-v1
Answer list_keys(WorldState& world, Call& call);
Answer create_key(WorldState& world, Call& call);
Answer fetch_key(WorldState& world, Call& call);
Answer update_key(WorldState& world, Call& call);
Answer delete_key(WorldState& world, Call& call);
// https://www.twilio.com/docs/usage/api/applications
Answer list_applications(WorldState& world, Call& call);
Answer create_application(WorldState& world, Call& call);
Answer fetch_application(WorldState& world, Call& call);
Answer update_application(WorldState& world, Call& call);
Answer delete_application(WorldState& world, Call& call);
// https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource
Answer list_numbers(WorldState& world, Call& call);
Answer fetch_number(WorldState& world, Call& call);
Answer update_number(WorldState& world, Call& call);
// https://www.twilio.com/docs/messaging/api/service-resource and phonenumber-resource
Answer list_services(WorldState& world, Call& call);
Answer create_service(WorldState& world, Call& call);
Answer fetch_service(WorldState& world, Call& call);
Answer update_service(WorldState& world, Call& call);
Answer delete_service(WorldState& world, Call& call);
Answer list_pool(WorldState& world, Call& call);
Answer add_to_pool(WorldState& world, Call& call);
Answer fetch_from_pool(WorldState& world, Call& call);
Answer remove_from_pool(WorldState& world, Call& call);
// https://www.twilio.com/docs/lookup/v2-api
Answer fetch_lookup(WorldState& world, Call& call);
// https://www.twilio.com/docs/messaging/api/message-feedback-resource
Answer create_feedback(WorldState& world, Call& call);

}  // namespace understudy::simulator
