#include "core/client/likeness.hpp"

#include <algorithm>

#include "core/message/phone_number.hpp"
#include "core/message/smart_encoding.hpp"

namespace understudy {
namespace {

Likeness least_certain(std::initializer_list<Likeness> parts) {
  if (std::count(parts.begin(), parts.end(), Likeness::other) > 0) return Likeness::other;
  if (std::count(parts.begin(), parts.end(), Likeness::unclear) > 0) return Likeness::unclear;
  return Likeness::same;
}

// A number that is written another way than E.164 is shown in E.164, or not taken.
bool is_exact(std::string_view address) {
  return PhoneNumber::parse(address) || address.find(':') != std::string_view::npos;  // "whatsapp:+15552229999"
}
bool is_exact_sender(std::string_view sender) {
  return is_exact(sender) || is_short_code(sender) || is_alphanumeric_sender(sender);
}
bool is_exact_recipient(const OutgoingMessage& sent) {
  return is_exact(sent.to) && sent.address_retention != AddressRetention::obfuscate;
}

Likeness compare_recipient(const Message& shown, const OutgoingMessage& sent) {
  if (shown.to == sent.to) return Likeness::same;
  return is_exact_recipient(sent) ? Likeness::other : Likeness::unclear;
}

Likeness compare_sender(const Message& shown, const OutgoingMessage& sent) {
  const bool service_in_from = sent.messaging_service_sid.empty() && sent.from.starts_with("MG");
  const std::string& service = service_in_from ? sent.from : sent.messaging_service_sid;
  if (!service.empty()) {
    if (shown.messaging_service_sid != service) return Likeness::other;
    if (sent.from.empty() || service_in_from || !shown.from) return Likeness::same;  // still to be chosen
  }
  if (shown.from == sent.from) return Likeness::same;
  return is_exact_sender(sent.from) ? Likeness::other : Likeness::unclear;
}

// Texts of a trial account begin with words of the service's, in one of two wordings.
bool is_trial_form(std::string_view shown, std::string_view body) {
  return shown.starts_with("Sent from ") && shown.ends_with(body) &&
         shown.substr(0, shown.size() - body.size()).ends_with(" Twilio trial account - ");
}

Likeness compare_content(const Message& shown, const OutgoingMessage& sent) {
  if (!sent.content_sid.empty() || sent.shorten_urls.value_or(false)) return Likeness::unclear;
  if (shown.body.empty() && !sent.body.empty()) return Likeness::unclear;  // redacted, or never kept
  const bool same_media = shown.num_media == static_cast<int>(sent.media_urls.size());
  for (const std::string& body : {sent.body, smart_encoded(sent.body)}) {
    if (shown.body == body || is_trial_form(shown.body, body)) return same_media ? Likeness::same : Likeness::unclear;
    // A service may put a link in the place of media. https://www.twilio.com/docs/messaging/services
    if (!same_media && shown.num_media == 0 && shown.body.starts_with(body)) return Likeness::unclear;
  }
  return Likeness::other;
}

}  // namespace

Likeness compare(const Message& shown, const OutgoingMessage& sent) {
  if (shown.direction != "outbound-api") return Likeness::other;
  return least_certain({compare_recipient(shown, sent), compare_sender(shown, sent), compare_content(shown, sent)});
}

Form where_to_look(const OutgoingMessage& sent) {
  Form query;
  if (is_exact_recipient(sent)) query.add("To", sent.to);
  const bool by_service = !sent.messaging_service_sid.empty() || sent.from.starts_with("MG");
  if (!by_service && is_exact_sender(sent.from)) query.add("From", sent.from);
  return query;
}

bool Search::look_at(const std::vector<Message>& page) {
  for (const Message& shown : page) consider(shown);
  if (page.empty() || window_.guessed) return !page.empty();
  // Sorted by the time of sending, before that by creation: neither is before creation.
  const Message& last = page.back();
  const auto key = last.date_sent ? last.date_sent : last.date_created;
  return !key || *key >= window_.from;
}

void Search::consider(const Message& shown) {
  if (others_.contains(shown.sid)) return;
  const Likeness likeness = compare(shown, sent_);
  if (likeness == Likeness::other) return;
  if (!is_in_window(shown)) {
    if (window_.guessed) unclear_.push_back(shown.sid);
  } else if (likeness == Likeness::unclear) {
    unclear_.push_back(shown.sid);
  } else if (!found_ || shown.date_created <= found_->date_created) {
    found_ = shown;
  }
}

bool Search::is_in_window(const Message& shown) const {
  return shown.date_created && *shown.date_created >= window_.from && *shown.date_created <= window_.to;
}

std::optional<MessageSid> sid_of_request(std::string_view request_id, bool with_media) {
  if (!request_id.starts_with("RQ")) return std::nullopt;
  return MessageSid::parse((with_media ? "MM" : "SM") + std::string(request_id.substr(2)));
}

}  // namespace understudy
