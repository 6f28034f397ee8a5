#pragma once

#include <string_view>

#include "core/http/message.hpp"

namespace understudy::simulator {

class SimulatedTwilio;

// GET alerts, GET webhooks; ?message=SM… for those of one message.
Response list_alerts(SimulatedTwilio& twilio, const Request& request);
Response list_webhooks(SimulatedTwilio& twilio, const Request& request);
// GET webhooks/{id}/explain: how it was signed, and the usual mistakes in checking that.
Response explain_webhook(SimulatedTwilio& twilio, const Request& request);
// POST webhooks/{id}/redeliver: posts it once more.
Response redeliver_webhook(SimulatedTwilio& twilio, const Request& request);

}  // namespace understudy::simulator
