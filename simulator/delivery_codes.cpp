#include "simulator/delivery_codes.hpp"

#include <algorithm>

namespace understudy::simulator {
namespace {

using enum MessageStatus;

// The rows of fixtures/twilio/error_codes.csv that have a final_message_status, without those of other channels.
constexpr DeliveryCode table[] = {
    {11751, failed, "Media Message - Media exceeds messaging provider size limit"},
    {12300, failed, "Invalid Content-Type"},
    {14107, failed, "SMS send rate limit exceeded"},
    {21610, failed, "Attempt to send to unsubscribed recipient"},
    {21703, failed, "The Messaging Service does not have a phone number available to send a message"},
    {21704, failed, "The Messaging Service contains no phone numbers"},
    {30001, failed, "Queue overflow"},
    {30002, failed, "Account suspended"},
    {30003, undelivered, "Unreachable destination handset"},
    {30004, undelivered, "Message blocked"},
    {30005, undelivered, "Unknown destination handset"},
    {30006, undelivered, "Landline or unreachable carrier"},
    {30007, undelivered, "Message filtered"},
    {30008, undelivered, "Unknown error"},
    {30010, failed, "Message price exceeds max price"},
    {30011, undelivered, "MMS not supported by the receiving phone number in this region"},
    {30017, undelivered, "Carrier network congestion"},
    {30019, undelivered, "Content size exceeds carrier limit"},
    {30020, failed, "Internal Failure with Message Scheduling"},
    {30021, failed, "Internal Failure with messaging service orchestrator"},
    {30022, undelivered, "US A2P 10DLC - Rate Limits Exceeded"},
    {30023, undelivered, "US A2P 10DLC - Daily Message Cap Reached"},
    {30024, undelivered, "Numeric Sender ID Not Provisioned on Carrier"},
    {30027, undelivered, "US A2P 10DLC - T-Mobile Daily Message Limit Reached"},
    {30032, undelivered, "Toll-Free Number Has Not Been Verified"},
    {30033, failed, "US A2P 10DLC - Campaign Suspended"},
    {30034, undelivered, "US A2P 10DLC - Message from an Unregistered Number"},
    {30035, failed, "US A2P 10DLC - Message from a number still being configured"},
    {30036, failed, "Validity Period Expired"},
    {30037, failed, "Outbound Messaging Disabled"},
    {30038, failed, "OTP Message Body Filtered"},
    {30039, failed, "Filtered to Prevent Message Loops"},
    {30040, undelivered, "Destination carrier requires Sender ID pre-registration"},
    {30041, undelivered, "Sender is restricted or unregistered in a country requiring registration"},
    {30042, undelivered, "Alphanumeric Sender ID is generic or unauthorized for this account"},
    {30043, undelivered, "International SMS via Domestic Gateway"},
    {30044, failed, "Trial Message Length Exceeded"},
    {30046, undelivered, "Message delivery not confirmed"},
    {30410, failed, "Provider Timeout Error"},
    {30450, failed, "Message delivery blocked"},
    {30453, failed, "Message couldn't be delivered"},
    {30454, failed, "Account exceeded the messages limit"},
    {30485, failed, "Message couldn't be delivered"},
    {30500, failed, "Twilio Internal Error"},
    {30610, failed, "Message couldn't be delivered"},
    {30615, failed, "Message couldn't be delivered"},
    {30620, failed, "Message couldn't be delivered"},
    {30630, failed, "Attempt to send to unsubscribed recipient"},
    {30640, failed, "Message couldn't be delivered"},
};

}  // namespace

std::span<const DeliveryCode> delivery_codes() { return table; }

const DeliveryCode* find_delivery_code(int code) {
  const auto* found = std::ranges::lower_bound(table, code, {}, &DeliveryCode::code);
  return found != std::end(table) && found->code == code ? found : nullptr;
}

}  // namespace understudy::simulator
