#include "core/webhook/events.hpp"

#include <charconv>

namespace understudy {
namespace {

std::optional<int> number(std::string_view text) {
  int value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::vector<InboundMedia> read_media(const Form& form) {
  std::vector<InboundMedia> media;
  int count = number(form.get("NumMedia")).value_or(0);
  for (int i = 0; i < count; ++i) {
    auto url = form.find("MediaUrl" + std::to_string(i));
    if (!url) break;
    media.push_back({std::string(*url), std::string(form.get("MediaContentType" + std::to_string(i)))});
  }
  return media;
}

std::optional<std::string> optional_text(const Form& form, std::string_view name) {
  const auto value = form.find(name);
  if (!value || value->empty()) return std::nullopt;
  return std::string(*value);
}

std::optional<OptOutType> read_opt_out(const Form& form) {
  const auto said = parse_opt_out_type(form.get("OptOutType"));
  return said ? said : opt_out_keyword(form.get("Body"));
}

}  // namespace

Result<WebhookEvent> parse_webhook(Form parameters, std::string idempotency_token) {
  auto sid = MessageSid::parse(parameters.get("MessageSid"));
  if (!sid) {
    return failure(ErrorCode::invalid_input,
                   "not a messaging webhook: MessageSid is \"" + std::string(parameters.get("MessageSid")) + "\"");
  }
  auto text = [&](std::string_view name) { return std::string(parameters.get(name)); };
  // Only a status callback has MessageStatus; an inbound message has SmsStatus alone.
  if (auto status_text = parameters.find("MessageStatus")) {
    auto status = parse_message_status(*status_text);
    if (!status)
      return failure(ErrorCode::invalid_input, "unknown MessageStatus \"" + std::string(*status_text) + "\"");
    StatusUpdate update{*sid,
                        *status,
                        text("To"),
                        text("From"),
                        number(parameters.get("ErrorCode")),
                        optional_text(parameters, "MessagingServiceSid"),
                        std::move(idempotency_token),
                        {},
                        {}};
    update.parameters = std::move(parameters);
    return update;
  }
  InboundMessage message{
      *sid, text("From"), text("To"), text("Body"), read_media(parameters), std::move(idempotency_token), {}};
  message.opt_out = read_opt_out(parameters);
  message.segments = number(parameters.get("NumSegments"));
  message.messaging_service_sid = optional_text(parameters, "MessagingServiceSid");
  message.parameters = std::move(parameters);
  return message;
}

}  // namespace understudy
