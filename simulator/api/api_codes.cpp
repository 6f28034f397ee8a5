#include "simulator/api/api_codes.hpp"

#include <algorithm>
#include <iterator>

namespace understudy::simulator {
namespace {

struct ApiCode {
  int code;
  int status;
  std::string_view text;  // {To} and {From} stand for the numbers
};

// The rows of fixtures/twilio/error_codes.csv that refuse a request, in order of their codes.
constexpr ApiCode table[] = {
    {10001, 400, "Account is not active"},
    {20002, 400, "Invalid FriendlyName"},
    {20003, 401, "Authenticate"},
    {20004, 405, "Method not allowed"},
    {20005, 403, "Account not active"},
    {20006, 403, "Access Denied"},
    {20007, 400, "Page size too large"},
    {20008, 403, "Resource not accessible with Test Account Credentials"},
    {20009, 409, "Cannot delete this resource before it is complete"},
    {20010, 403, "Action disabled for account"},
    {20011, 400, "Invalid TLS version"},
    {20012, 400, "Invalid TLSv1.2 Cipher Suite"},
    {20151, 401, "Authentication Failed"},
    {20403, 403, "403 Forbidden"},
    {20404, 404, "The requested resource {path} was not found"},
    {20409, 409, "Conflict"},
    {20410, 410, "Gone"},
    {20412, 412, "Precondition Failed"},
    {20413, 413, "Request Entity Too Large"},
    {20422, 400, "Invalid Parameter"},
    {20423, 400, "Invalid SID"},
    {20426, 426, "Upgrade Required"},
    {20429, 429, "Too Many Requests"},
    {20500, 500, "An internal server error has occurred"},
    {20503, 503, "Service unavailable"},
    {20504, 500, "Twilio Internal Error"},
    {21210, 400, "'From' phone number not verified"},
    {21211, 400, "The 'To' number {To} is not a valid phone number."},
    {21212, 400, "The 'From' number {From} is not a valid phone number, shortcode, or alphanumeric sender ID."},
    {21214, 400, "'To' phone number cannot be reached"},
    {21215, 400, "Geo Permission configuration is not permitting call"},
    {21216, 400, "API: Call blocked by Twilio"},
    {21217, 400, "Phone number does not appear to be valid"},
    {21218, 400, "Invalid ApplicationSid"},
    {21264, 400, "'From' phone number not verified"},
    {21265, 400, "'To' number cannot be a Short Code"},
    {21266, 400, "'To' and 'From' numbers cannot be the same"},
    {21267, 400, "Alphanumeric Sender ID cannot be used as the 'From' number on trial accounts"},
    {21268, 400, "Sending to Premium rate or Information Service numbers is not allowed"},
    {21408, 400, "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: {To}."},
    {21421, 400, "Phone Number is invalid"},
    {21422, 400, "PhoneNumber is not available"},
    {21481, 400, "Invalid PageToken"},
    {21601, 400, "Phone number is not a valid SMS-capable inbound phone number"},
    {21602, 400, "Message body is required."},
    {21603, 400, "A 'From' phone number is required."},
    {21604, 400, "A 'To' phone number is required."},
    {21605, 400, "Maximum body length is 160 characters (old API endpoint)"},
    {21606, 400,
     "The From phone number {From} is not a valid, SMS-capable inbound phone number or short code for your account."},
    {21607, 400, "The 'from' phone number must be the sandbox phone number for trial accounts."},
    {21608, 400,
     "The number {To} is unverified. Trial accounts cannot send messages to unverified numbers; verify {To} at "
     "twilio.com/user/account/phone-numbers/verified, or purchase a Twilio number to send messages to unverified "
     "numbers"},
    {21609, 400, "Invalid 'StatusCallback'"},
    {21610, 400, "Attempt to send to unsubscribed recipient"},
    {21611, 429, "SMS queue is full."},
    {21612, 400,
     "The 'To' phone number: {To}, is not currently reachable using the 'From' phone number: {From} via SMS."},
    {21613, 400, "PhoneNumber Requires Certification"},
    {21614, 400, "To number: {To}, is not a mobile number"},
    {21615, 400, "Phone Number Requires a Local Address"},
    {21616, 400, "The 'From' number matches multiple numbers for your account"},
    {21617, 400, "The concatenated message body exceeds the 1600 character limit."},
    {21618, 400, "The message body cannot be sent"},
    {21619, 400, "A Message Body, Media URL or Content SID is required"},
    {21620, 400, "Invalid media URL(s)"},
    {21621, 400, "The 'From' number has not been enabled for MMS"},
    {21622, 400, "MMS has not been enabled for your account"},
    {21623, 400, "Number of media files exceeds allowed limit"},
    {21624, 400, "Invalid validity period value"},
    {21626, 400, "Invalid 'StatusCallbackEvent'"},
    {21627, 400, "Max Price must be a valid float"},
    {21635, 400, "'To' number cannot be a landline"},
    {21652, 400, "Maximum subject length is 40 characters"},
    {21653, 400, "There are more recipient addresses than allowed"},
    {21654, 400, "ContentSid Required"},
    {21655, 400, "The ContentSid is Invalid"},
    {21656, 400, "The ContentVariables Parameter is invalid"},
    {21657, 400, "The Sender ID is invalid"},
    {21658, 400, "Parameter exceeded character limit"},
    {21659, 400, "'From' is not a Twilio phone number or Short Code country mismatch"},
    {21660, 400, "Mismatch between the 'From' number and the account"},
    {21661, 400, "'From' number is not SMS-capable"},
    {21662, 400, "Current combination of 'From' and 'To' parameters cannot be used in Ireland region"},
    {21663, 400, "'From' phone number routing configuration is incorrect"},
    {21664, 400, "'FallbackFrom' cannot be used with a 'From' sender"},
    {21665, 400, "Invalid 'FallbackFrom' sender"},
    {21666, 400, "'FallbackFrom' requires MessagingServiceSid"},
    {21667, 400, "'FallbackFrom' requires the Messaging Service to have an RCS Sender"},
    {21668, 400, "Phone number type is not supported for messaging in the Ireland (IE1) region."},
    {21701, 400, "The Messaging Service does not exist"},
    {21702, 400, "The Messaging Service is not available to send new messages"},
    {21704, 400, "The Messaging Service contains no phone numbers"},
    {21705, 400, "The Messaging Service is invalid"},
    {21708, 400, "Alpha Sender ID Missing from the request"},
    {21709, 400, "Alpha Sender ID is Invalid or Not Authorized for this Messaging Service"},
    {21710, 409, "Phone Number Already Exists in Messaging Service"},
    {21711, 400, "Sender is not associated with the specified Messaging Service"},
    {21712, 400, "Phone Number or Short Code is associated with another Messaging Service."},
    {21714, 400, "Messaging Service Number Pool size limit reached"},
    {21715, 400, "Phone Number Does Not Have Correct Messaging Service Capabilities"},
    {21902, 400, "InvoiceTag length must be between 0 and 32"},
    {21910, 400, "Invalid 'From' and 'To' pair. 'From' and 'To' should be of the same channel"},
    {30012, 400, "TTL is too small"},
    {30013, 400, "TTL is too big"},
    {30014, 400, "'To' attributes are Invalid"},
    {30015, 400, "Non-supported channel type is used"},
    {30016, 400, "'To' and 'From' channel types are incompatible"},
    {30028, 400, "Invalid API version"},
    {30029, 400, "Invalid ContentRetention"},
    {30030, 400, "Invalid AddressRetention"},
    {30031, 400, "Invalid MaxRate"},
    {30400, 400, "Parameters are not valid"},
    {30404, 404, "Not Found"},
    {30409, 409, "This message cannot be canceled"},
    {30646, 400, "Failed to Upsert Consent"},
    {30647, 400, "Failed to Upsert Contact"},
    {30700, 400, "Advanced messaging features are not available in this region."},
    {35111, 400, "SendAt cannot be empty for ScheduleType 'fixed'"},
    {35114, 400, "SendAt time must be between 300 seconds and 35 days (3024000 seconds) in the future, inclusive."},
    {35115, 400, "SendAt time must be between 300 seconds and 35 days (3024000 seconds) in the future, inclusive."},
    {35117, 400, "SendAt time must be between 300 seconds and 35 days (3024000 seconds) in the future, inclusive."},
    {35118, 400, "MessagingServiceSid is required to schedule a message"},
    {35125, 400, "Maximum limit reached in the account for scheduling messages"},
    {35126, 400, "The ScheduleType value provided is not supported for this channel"},
    {35127, 400, "'Messages' Body and ContentVariables cannot be provided together"},
    {35132, 400, "Bulk : Provided Attributes JSON is not valid"},
    {35133, 400, "Invalid 'Messages' array provided in the request"},
    {35134, 400, "`Messages` array contains duplicate `To` numbers."},
};

void replace(std::string& text, std::string_view place, std::string_view value) {
  for (std::size_t at = text.find(place); at != std::string::npos; at = text.find(place, at + value.size())) {
    text.replace(at, place.size(), value);
  }
}

}  // namespace

std::optional<Refusal> api_refusal(int code, std::string_view to, std::string_view from) {
  const auto* found = std::ranges::lower_bound(table, code, {}, &ApiCode::code);
  if (found == std::end(table) || found->code != code) return std::nullopt;
  Refusal refusal{found->status, code, std::string(found->text)};
  replace(refusal.message, "{To}", to);
  replace(refusal.message, "{From}", from);
  return refusal;
}

Refusal unreachable(std::string_view to, std::string_view from, bool with_media) {
  Refusal refusal = *api_refusal(21612, to, from);
  constexpr std::string_view by_text = "via SMS.";
  if (with_media) refusal.message.replace(refusal.message.rfind(by_text), by_text.size(), "via MMS.");
  return refusal;
}

}  // namespace understudy::simulator
