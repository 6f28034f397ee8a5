#pragma once

#include "core/http/form.hpp"
#include "simulator/api/answer.hpp"
#include "simulator/messages.hpp"

namespace understudy::simulator {

// A page of the messages that match To, From and the three DateSent filters, newest first; PageSize, Page and PageToken
// as in next_page_uri. https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources
Answer list_page(const Messages& messages, const WorldConfig& config, const Form& query);

}  // namespace understudy::simulator
