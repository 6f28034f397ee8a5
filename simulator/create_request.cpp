#include "simulator/create_request.hpp"

#include <charconv>

#include "core/http/url.hpp"
#include "core/message/phone_number.hpp"
#include "core/message/segments.hpp"
#include "core/message/sid.hpp"
#include "simulator/multipart.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

constexpr std::size_t body_units_max = 1600;
constexpr std::size_t media_max = 10;
constexpr int validity_seconds_max = 36'000;

Refusal bad_request(int code, std::string message) { return {400, code, std::move(message)}; }

std::string_view media_type(std::string_view content_type) {
  std::string_view type = content_type.substr(0, content_type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return type;
}

bool is_number_up_to(std::string_view digits, int highest) {
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc{} && end == digits.data() + digits.size() && value >= 1 && value <= highest;
}

// RFC 1918, RFC 6598 and names that mean nothing outside.
bool is_private(const Url& url) {
  const std::string_view host = url.host;
  if (url.is_loopback() || host.find('.') == std::string_view::npos || host.ends_with(".local")) return true;
  if (host.starts_with("10.") || host.starts_with("192.168.") || host.starts_with("169.254.")) return true;
  int second = 0;
  if (!host.starts_with("172.")) return false;
  std::from_chars(host.data() + 4, host.data() + host.size(), second);
  return second >= 16 && second <= 31;
}

}  // namespace

tl::expected<Form, Refusal> read_parameters(const Request& request) {
  const std::string_view content_type = request.headers.get("Content-Type");
  const std::string_view type = media_type(content_type);
  if (type.empty() || equal_ignoring_case(type, form_content_type)) return decode_form(request.body);
  if (!equal_ignoring_case(type, "multipart/form-data")) return Form{};
  const auto boundary = boundary_of(content_type);
  if (!boundary) {
    return tl::unexpected(
        bad_request(20422, "The Content-Type multipart/form-data should name a boundary, but does not"));
  }
  auto form = parse_multipart(request.body, *boundary);
  if (!form) return tl::unexpected(bad_request(20422, form.error().message));
  return std::move(*form);
}

tl::expected<NewMessage, Refusal> CreateCheck::check(const Form& form) const {
  NewMessage message;
  message.to = form.get("To");
  message.from = form.get("From");
  message.service_sid = form.get("MessagingServiceSid");
  message.body = form.get("Body");
  message.media = form.all("MediaUrl");
  message.status_callback = form.get("StatusCallback");
  // "From" may itself carry the SID of a messaging service.
  if (message.service_sid.empty() && is_sid(message.from, "MG")) std::swap(message.service_sid, message.from);

  Objection objection = check_presence(message, form);
  if (!objection) objection = check_addresses(message);
  if (!objection) objection = check_sender(message);
  if (!objection) objection = check_content(message, form);
  if (!objection) objection = check_callback(message);
  if (objection) return tl::unexpected(std::move(*objection));
  return message;
}

CreateCheck::Objection CreateCheck::check_presence(const NewMessage& message, const Form& form) const {
  if (message.to.empty()) return bad_request(21604, "A 'To' phone number is required.");
  if (message.from.empty() && message.service_sid.empty())
    return bad_request(21603, "A 'From' phone number is required.");
  // Templates are not kept here, so none can be found.
  if (form.find("ContentSid")) return bad_request(21655, "The ContentSid is Invalid");
  if (!message.body.empty() || !message.media.empty()) return std::nullopt;
  if (message.service_sid.empty()) return bad_request(21602, "Message body is required.");
  return bad_request(21619, "A Message Body, Media URL or Content SID is required");
}

CreateCheck::Objection CreateCheck::check_addresses(const NewMessage& message) const {
  const bool sender = message.from.empty() || PhoneNumber::parse(message.from) || is_short_code(message.from) ||
                      is_alphanumeric_sender(message.from);
  if (!sender) {
    return bad_request(21212,
                       fmt::format("The 'From' number {} is not a valid phone number, shortcode, or alphanumeric "
                                   "sender ID.",
                                   message.from));
  }
  if (is_short_code(message.to)) return bad_request(21265, "'To' number cannot be a Short Code");
  if (!PhoneNumber::parse(message.to)) {
    return bad_request(21211, fmt::format("The 'To' number {} is not a valid phone number.", message.to));
  }
  if (message.to == message.from) return bad_request(21266, "'To' and 'From' numbers cannot be the same");
  return std::nullopt;
}

CreateCheck::Objection CreateCheck::check_sender(const NewMessage& message) const {
  if (!message.service_sid.empty()) {
    if (!is_sid(message.service_sid, "MG")) return bad_request(21705, "The Messaging Service is invalid");
    if (!account_.service(message.service_sid)) return bad_request(21701, "The Messaging Service does not exist");
    if (message.from.empty() || account_.in_pool(message.service_sid, message.from)) return std::nullopt;
    return bad_request(21711, "Sender is not associated with the specified Messaging Service");
  }
  if (config_.strict_senders && !account_.number(message.from)) {
    return bad_request(21606,
                       fmt::format("The From phone number {} is not a valid, SMS-capable inbound phone number or "
                                   "short code for your account.",
                                   message.from));
  }
  if (opt_outs_.contains(message.to, account_.opt_out_scope(message.from))) {
    return bad_request(21610, "Attempt to send to unsubscribed recipient");
  }
  return std::nullopt;
}

CreateCheck::Objection CreateCheck::check_content(const NewMessage& message, const Form& form) const {
  // A character is at least one byte, so most bodies need no counting.
  if (message.body.size() > body_units_max && utf16_units(message.body) > body_units_max) {
    return bad_request(21617, "The concatenated message body exceeds the 1600 character limit.");
  }
  if (message.media.size() > media_max) return bad_request(21623, "Number of media files exceeds allowed limit");
  for (const std::string& url : message.media) {
    if (!Url::parse(url)) return bad_request(21620, "Invalid media URL(s)");
  }
  const auto validity = form.find("ValidityPeriod");
  if (validity && !is_number_up_to(*validity, validity_seconds_max)) {
    return bad_request(21624, "Invalid validity period value");
  }
  return std::nullopt;
}

CreateCheck::Objection CreateCheck::check_callback(const NewMessage& message) const {
  if (message.status_callback.empty()) return std::nullopt;
  const auto url = Url::parse(message.status_callback);
  const bool usable =
      url && url->host.find('_') == std::string::npos && !(config_.strict_callbacks && is_private(*url));
  if (usable) return std::nullopt;
  return bad_request(21609, "Invalid 'StatusCallback'");
}

}  // namespace understudy::simulator
