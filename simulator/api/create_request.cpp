#include "simulator/api/create_request.hpp"

#include <algorithm>
#include <charconv>

#include "core/http/url.hpp"
#include "core/message/phone_number.hpp"
#include "core/message/segments.hpp"
#include "core/message/sid.hpp"
#include "core/message/smart_encoding.hpp"
#include "simulator/api/api_codes.hpp"
#include "simulator/api/content.hpp"
#include "simulator/api/magic_numbers.hpp"
#include "simulator/api/multipart.hpp"
#include "simulator/carrier.hpp"
#include "simulator/geography.hpp"
#include "simulator/world_state.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

constexpr std::size_t body_units_max = 1600;
constexpr std::size_t media_max = 10;
constexpr int validity_seconds_max = 36'000;

Refusal bad_request(int code, std::string message) { return {400, code, std::move(message)}; }

// In Twilio's words.
Refusal refusal(int code, const NewMessage& message) { return *api_refusal(code, message.to, message.from); }

std::string_view media_type(std::string_view content_type) {
  std::string_view type = content_type.substr(0, content_type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return type;
}

template <typename Number>
std::optional<Number> number_in(std::string_view digits) {
  Number value{};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

bool is_true(std::string_view text) { return equal_ignoring_case(text, "true"); }

// "whatsapp" of "whatsapp:+15550100099"; empty for a plain number or name.
std::string_view channel_of(std::string_view address) {
  const std::size_t colon = address.find(':');
  return colon == std::string_view::npos ? std::string_view{} : address.substr(0, colon);
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

std::vector<std::string_view> unknown_parameters(const Form& form) {
  constexpr std::string_view known[] = {"To",
                                        "From",
                                        "FallbackFrom",
                                        "MessagingServiceSid",
                                        "Body",
                                        "MediaUrl",
                                        "ContentSid",
                                        "ContentVariables",
                                        "StatusCallback",
                                        "ApplicationSid",
                                        "MaxPrice",
                                        "ProvideFeedback",
                                        "Attempt",
                                        "ValidityPeriod",
                                        "ForceDelivery",
                                        "ContentRetention",
                                        "AddressRetention",
                                        "SmartEncoded",
                                        "PersistentAction",
                                        "TrafficType",
                                        "ShortenUrls",
                                        "ScheduleType",
                                        "SendAt",
                                        "SendAsMms",
                                        "RiskCheck",
                                        "Tags"};
  std::vector<std::string_view> unknown;
  for (const auto& [name, value] : form) {
    if (std::ranges::find(known, name) == std::end(known)) unknown.push_back(name);
  }
  return unknown;
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
  if (!objection) objection = check_magic(message);
  if (!objection) objection = fill_template(message, form);
  if (!objection) objection = check_addresses(message);
  if (!objection) objection = check_fallback(message, form);
  if (!objection) objection = check_sender(message);
  if (!objection) objection = check_content(message, form);
  if (!objection) objection = check_mms(message);
  if (!objection) objection = check_options(message, form);
  if (!objection) objection = check_schedule(message, form);
  if (!objection) objection = check_callback(message);
  if (!objection) objection = check_application(message, form);
  if (!objection) objection = check_queue(message);
  if (objection) return tl::unexpected(std::move(*objection));
  return message;
}

CreateCheck::Objection CreateCheck::check_presence(const NewMessage& message, const Form& form) const {
  if (message.to.empty()) return refusal(21604, message);
  if (message.from.empty() && message.service_sid.empty()) return refusal(21603, message);
  if (form.find("ContentSid")) return std::nullopt;
  if (form.find("ContentVariables")) return refusal(21654, message);
  if (!message.body.empty() || !message.media.empty()) return std::nullopt;
  if (message.service_sid.empty()) return refusal(21602, message);
  return refusal(21619, message);
}

CreateCheck::Objection CreateCheck::check_magic(const NewMessage& message) const {
  const MagicCheck magic{message.from, message.to, !message.media.empty()};
  if (for_test_) return magic.objection_for_test();
  return world_.config.magic_numbers ? magic.objection() : std::nullopt;
}

CreateCheck::Objection CreateCheck::fill_template(NewMessage& message, const Form& form) const {
  const auto sid = form.find("ContentSid");
  if (!sid) return std::nullopt;
  const auto& contents = world_.config.contents;
  const auto found = std::ranges::find(contents, *sid, &ContentTemplate::sid);
  if (found == contents.end()) return refusal(21655, message);
  auto body = filled_in(found->body, form.get("ContentVariables"));
  if (!body) return refusal(21656, message);
  message.body = std::move(*body);
  return std::nullopt;
}

CreateCheck::Objection CreateCheck::check_addresses(const NewMessage& message) const {
  if (!message.from.empty() && channel_of(message.from) != channel_of(message.to)) {
    return refusal(21910, message);
  }
  // Channels such as whatsapp: are not here, so nobody has a sender there.
  if (!channel_of(message.from).empty()) {
    return bad_request(63007, "Twilio could not find a Channel with the specified From address");
  }
  const bool sender = message.from.empty() || PhoneNumber::parse(message.from) || is_short_code(message.from) ||
                      is_alphanumeric_sender(message.from);
  if (!sender) {
    return refusal(21212, message);
  }
  if (is_short_code(message.to)) return refusal(21265, message);
  if (!PhoneNumber::parse(message.to)) {
    return refusal(21211, message);
  }
  const CarrierRule* rule = rule_for(message.to, world_.config.carrier_rules);
  if (rule && rule->refuse != 0) return api_refusal(rule->refuse, message.to, message.from);
  if (message.to == message.from) return refusal(21266, message);
  if (!world_.config.trial || for_test_) return std::nullopt;
  if (is_alphanumeric_sender(message.from) && !is_short_code(message.from)) return refusal(21267, message);
  const auto& verified = world_.config.verified_numbers;
  if (std::ranges::find(verified, message.to) == verified.end()) return refusal(21608, message);
  return std::nullopt;
}

// Only an RCS sender has anything to fall back from, and services here have none.
CreateCheck::Objection CreateCheck::check_fallback(const NewMessage& message, const Form& form) const {
  const auto fallback = form.find("FallbackFrom");
  if (!fallback) return std::nullopt;
  if (!message.from.empty()) return refusal(21664, message);
  const bool sender = PhoneNumber::parse(*fallback) || is_short_code(*fallback) || is_alphanumeric_sender(*fallback);
  if (!sender) return refusal(21665, message);
  return refusal(21667, message);
}

CreateCheck::Objection CreateCheck::check_sender(const NewMessage& message) const {
  if (!message.service_sid.empty()) {
    if (!is_sid(message.service_sid, "MG")) return refusal(21705, message);
    if (!world_.account.service(message.service_sid)) return refusal(21701, message);
    const bool in_pool = message.from.empty() || world_.account.in_pool(message.service_sid, message.from);
    if (!in_pool) return refusal(21711, message);
    const bool opted_out = world_.opt_outs.contains(message.to, message.service_sid);
    if (opted_out && world_.config.switches.refuse_opted_out_of_service) {
      return refusal(21610, message);
    }
    return std::nullopt;
  }
  if (for_test_) return std::nullopt;
  if (world_.config.strict_senders && !world_.account.number(message.from)) {
    return refusal(21606, message);
  }
  if (world_.opt_outs.contains(message.to, world_.account.opt_out_scope(message.from))) {
    return refusal(21610, message);
  }
  return std::nullopt;
}

CreateCheck::Objection CreateCheck::check_content(NewMessage& message, const Form& form) const {
  const MessagingService* service = world_.account.service(message.service_sid);
  const auto asked = form.find("SmartEncoded");
  if (asked ? is_true(*asked) : service && service->smart_encoding) message.body = smart_encoded(message.body);
  // A character is at least one byte, so most bodies need no counting.
  if (message.body.size() > body_units_max && utf16_units(message.body) > body_units_max) {
    return refusal(21617, message);
  }
  if (message.media.size() > media_max) return refusal(21623, message);
  for (const std::string& url : message.media) {
    if (!Url::parse(url)) return refusal(21620, message);
  }
  return std::nullopt;
}

// A service has other ways than MMS, so only a sender of its own is held to where that goes.
CreateCheck::Objection CreateCheck::check_mms(NewMessage& message) const {
  if (message.media.empty() || for_test_) return std::nullopt;
  if (!world_.config.mms) return refusal(21622, message);
  const Number* sender = world_.account.number(message.from);
  if (sender && !sender->mms) return refusal(21621, message);
  const std::string country = place_of(message.to, world_.config).country;
  if (!message.service_sid.empty() || country == "US" || country == "CA") return std::nullopt;
  if (!world_.config.switches.media_abroad_end_with_30011) return unreachable(message.to, message.from, true);
  message.fails_with = 30011;
  return std::nullopt;
}

CreateCheck::Objection CreateCheck::check_options(NewMessage& message, const Form& form) const {
  if (const auto seconds = form.find("ValidityPeriod")) {
    const auto validity = number_in<int>(*seconds);
    if (!validity || *validity < 1 || *validity > validity_seconds_max) {
      return refusal(21624, message);
    }
    message.validity = std::chrono::seconds(*validity);
  }
  const MessagingService* service = world_.account.service(message.service_sid);
  if (service) message.validity = std::min(message.validity, service->validity);
  if (message.service_sid.empty() && is_true(form.get("ShortenUrls"))) {
    return bad_request(30124, "MessagingServiceSID cannot be empty or null");
  }
  // Obsolete: it only has to be a number.
  const auto price = form.find("MaxPrice");
  if (price && !number_in<double>(*price)) return refusal(21627, message);
  const std::string_view content = form.find("ContentRetention").value_or("retain");
  if (content != "retain" && content != "discard") return refusal(30029, message);
  message.discard_content = content == "discard";
  const std::string_view address = form.find("AddressRetention").value_or("retain");
  if (address != "retain" && address != "obfuscate") return refusal(30030, message);
  message.obfuscate_address = address == "obfuscate";
  return std::nullopt;
}

// https://www.twilio.com/docs/messaging/features/message-scheduling
CreateCheck::Objection CreateCheck::check_schedule(NewMessage& message, const Form& form) const {
  using std::chrono::seconds;
  constexpr Duration longest = seconds(3'024'000);  // 35 days
  const auto type = form.find("ScheduleType");
  if (!type) return std::nullopt;
  const Switches& switches = world_.config.switches;
  if (*type != "fixed") {
    return refusal(35126, message);
  }
  const auto text = form.find("SendAt");
  if (!text || text->empty()) return refusal(35111, message);
  if (message.service_sid.empty()) {
    if (!switches.refuse_schedule_without_service) return std::nullopt;  // it goes out at once
    return refusal(35118, message);
  }
  const auto send_at = parse_timestamp(*text);
  if (!send_at || *send_at - now_ < switches.schedule_minimum || *send_at - now_ > longest) {
    return bad_request(35114, fmt::format("SendAt time must be between {} seconds and 35 days (3024000 seconds) in the "
                                          "future, inclusive.",
                                          switches.schedule_minimum / seconds(1)));
  }
  if (world_.scheduled >= world_.config.scheduled_max) {
    return refusal(35125, message);
  }
  message.send_at = send_at;
  return std::nullopt;
}

CreateCheck::Objection CreateCheck::check_callback(const NewMessage& message) const {
  if (message.status_callback.empty()) return std::nullopt;
  const auto url = Url::parse(message.status_callback);
  const bool usable =
      url && url->host.find('_') == std::string::npos && !(world_.config.strict_callbacks && is_private(*url));
  if (usable) return std::nullopt;
  return refusal(21609, message);
}

// What an application says about callbacks counts where the message says nothing, and before what its service says.
CreateCheck::Objection CreateCheck::check_application(NewMessage& message, const Form& form) const {
  const std::string_view sid = form.get("ApplicationSid");
  if (sid.empty()) return std::nullopt;
  const Application* application = world_.account.applications().find(sid);
  if (!application) return refusal(21218, message);
  const auto& url =
      application->message_status_callback ? application->message_status_callback : application->sms_status_callback;
  if (message.status_callback.empty() && url) message.status_callback = *url;
  return std::nullopt;
}

// A number whose queue is full takes nothing more; a service takes it and then fails.
CreateCheck::Objection CreateCheck::check_queue(const NewMessage& message) const {
  if (!message.service_sid.empty() || for_test_) return std::nullopt;
  const int segments = message.media.empty() ? segment(message.body).segments : 1;
  if (world_.queues.turn(message.from, segments, now_)) return std::nullopt;
  return refusal(21611, message);
}

}  // namespace understudy::simulator
