#include "simulator/webhooks.hpp"

#include "core/http/url.hpp"
#include "simulator/delivery_codes.hpp"
#include "simulator/fault_effects.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

constexpr std::string_view api_version = "2010-04-01";

// In one place rather than in line for each: less code to keep warm.
void add_all(Form& form, std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
  for (const auto& [name, value] : fields) form.add(name, value);
}

// YYMMDDhhmm, such as 2303222338.
std::string format_receipt_date(TimePoint at) {
  const auto midnight = floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{midnight};
  const std::chrono::hh_mm_ss time{at - midnight};
  return fmt::format("{:02}{:02}{:02}{:02}{:02}", static_cast<int>(date.year()) % 100,
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                     time.minutes().count());
}

}  // namespace

std::string_view to_string(Document::Kind kind) {
  switch (kind) {
    case Document::Kind::first: return "first";
    case Document::Kind::redirect: return "redirect";
    case Document::Kind::action: return "action";
    case Document::Kind::fallback: return "fallback";
  }
  return "";  // not a kind
}

Form callback_form(const MessageRecord& message, const Webhook& webhook, std::string_view account_sid,
                   const Switches& switches) {
  const std::string_view status = to_string(webhook.status);
  const bool receipt = webhook.status == MessageStatus::delivered || webhook.status == MessageStatus::undelivered;
  Form form;
  form.reserve(11, 320);
  if (webhook.error_code != 0) form.add("ErrorCode", std::to_string(webhook.error_code));
  const DeliveryCode* known = switches.error_message_in_callbacks ? find_delivery_code(webhook.error_code) : nullptr;
  if (known) form.add("ErrorMessage", known->message);
  if (receipt) form.add("RawDlrDoneDate", format_receipt_date(webhook.at));
  add_all(form, {{"SmsSid", message.sid}, {"SmsStatus", status}, {"MessageStatus", status}, {"To", message.to}});
  if (!message.service_sid.empty()) form.add("MessagingServiceSid", message.service_sid);
  add_all(
      form,
      {{"MessageSid", message.sid}, {"AccountSid", account_sid}, {"From", message.from}, {"ApiVersion", api_version}});
  return form;
}

Form inbound_form(const MessageRecord& message, const std::vector<MediaLink>& media, std::string_view account_sid,
                  const Place& from, const Place& to, std::optional<Keyword> opt_out_type) {
  const auto media_field = [](const char* name, std::size_t i) { return name + std::to_string(i); };
  Form form;
  form.reserve(21 + 2 * media.size(), 512);
  add_all(form, {{"ToCountry", to.country}});
  for (std::size_t i = 0; i < media.size(); ++i) {
    form.add(media_field("MediaContentType", i), media[i].content_type);
  }
  add_all(form, {{"ToState", to.state},
                 {"SmsMessageSid", message.sid},
                 {"NumMedia", std::to_string(media.size())},
                 {"ToCity", to.city},
                 {"FromZip", from.zip},
                 {"SmsSid", message.sid},
                 {"FromState", from.state},
                 {"SmsStatus", "received"},
                 {"FromCity", from.city},
                 {"Body", message.body},
                 {"FromCountry", from.country},
                 {"To", message.to}});
  if (opt_out_type) form.add("OptOutType", to_string(*opt_out_type));
  if (!message.service_sid.empty()) form.add("MessagingServiceSid", message.service_sid);
  add_all(form, {{"ToZip", to.zip},
                 {"NumSegments", std::to_string(message.segments)},
                 {"MessageSid", message.sid},
                 {"AccountSid", account_sid},
                 {"From", message.from}});
  for (std::size_t i = 0; i < media.size(); ++i) form.add(media_field("MediaUrl", i), media[i].url);
  form.add("ApiVersion", api_version);
  return form;
}

std::string signed_url(const std::string& url, const Switches& switches) {
  if (!switches.sign_without_port) return url;
  auto parsed = Url::parse(url);
  if (!parsed || !equal_ignoring_case(parsed->scheme, "https")) return url;
  parsed->port.reset();
  return parsed->text();
}

Request webhook_request(const Webhook& webhook, std::string token, const Signer& signer, const Switches& switches) {
  const std::string& method = webhook.current_method();
  const Form& form = webhook.current_form();
  Request request(method, wire_url(webhook.current_url()));
  const bool in_query = method == "GET";
  if (in_query && !form.empty()) {
    request.url += request.url.find('?') == std::string::npos ? '?' : '&';
    request.url += encode_form(form);
  } else if (!in_query) {
    request.body = encode_form(form);
    request.headers.add("Content-Type", form_content_type);
  }
  request.headers.reserve(8, 256);
  request.headers.add("Accept", "*/*");
  request.headers.add("I-Twilio-Idempotency-Token", token);
  const std::string signature =
      faulty_signature(webhook.signature, signer, signed_url(request.url, switches), in_query ? Form{} : form);
  if (!signature.empty()) request.headers.add(signature_header, signature);
  request.headers.add("X-Home-Region", "us1");
  request.headers.add("User-Agent", "TwilioProxy/1.1");
  if (!webhook.hop.authorization.empty()) {
    request.headers.add("Authorization", webhook.hop.authorization.reveal());
  }
  return request;
}

std::string idempotency_token(const Rng& tokens, std::uint64_t number) {
  constexpr std::string_view digits = "0123456789abcdef";
  Rng own = tokens.fork(std::to_string(number));
  std::uint64_t high = own.next();
  std::uint64_t low = own.next();
  high = (high & ~0xF000ull) | 0x4000;         // version 4
  low = (low & ~(3ull << 62)) | (1ull << 63);  // variant 10: RFC 4122 §4.1.1
  std::string text("00000000-0000-4000-8000-000000000000");
  int nibble = 0;
  for (char& c : text) {
    if (c == '-') continue;
    const std::uint64_t half = nibble < 16 ? high : low;
    c = digits[half >> (60 - 4 * (nibble++ % 16)) & 15];
  }
  return text;
}

std::string client_nonce(const Rng& tokens, std::uint64_t number) {
  return fmt::format("{:016x}", tokens.fork(fmt::format("client nonce {}", number)).next());
}

}  // namespace understudy::simulator
