#pragma once

#include <string_view>

#include "core/http/form.hpp"
#include "simulator/answer.hpp"
#include "simulator/messages.hpp"

namespace understudy::simulator {

// A page of the messages that match To and From, newest first; PageSize, Page and PageToken as in next_page_uri.
// Filters by date are not known yet and refused.
// https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources
Answer list_messages(const Messages& messages, std::string_view account_sid, const Form& query);

}  // namespace understudy::simulator
