#include <algorithm>
#include <charconv>

#include "core/http/url.hpp"
#include "simulator/world_state.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

constexpr std::string_view twilio_api = "https://api.twilio.com";
// "Requests to fetch your media will redirect you to a secure URL that is only valid for 4 hours."
// https://support.twilio.com/hc/en-us/articles/223183748
constexpr Duration content_url_life = std::chrono::hours(4);

std::int64_t seconds_of(TimePoint at) { return floor<std::chrono::seconds>(at).time_since_epoch().count(); }

// Needs no encoding in a query; with the letters that CloudFront's signed URLs have for it.
std::string url_safe(std::string base64) {
  std::ranges::replace(base64, '+', '-');
  std::ranges::replace(base64, '=', '_');
  std::ranges::replace(base64, '/', '~');
  return base64;
}

// As an object store has it.
Answer content_error(int status, std::string_view code, std::string_view message) {
  Answer answer;
  answer.status = status;
  answer.content_type = "application/xml";
  answer.body = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{}</Code><Message>{}</Message></Error>", code, message);
  return answer;
}

}  // namespace

std::string WorldState::api_url() const {
  if (config.public_url) return *config.public_url;
  return served_at.empty() ? std::string(twilio_api) : served_at;
}

std::vector<MediaLink> WorldState::media_links(std::size_t message) const {
  std::vector<MediaLink> links;
  for (const Media* medium : media.of(message)) {
    links.push_back({fmt::format("{}/2010-04-01/Accounts/{}/Messages/{}/Media/{}", api_url(), account.sid(),
                                 messages[message].sid, medium->sid),
                     medium->content_type});
  }
  return links;
}

// The medium that a URL of this API names, as when an app sends on what it was sent.
std::optional<Media> WorldState::own_media(std::string_view url) const {
  const auto parsed = Url::parse(url);
  if (!parsed || (parsed->origin() != api_url() && parsed->origin() != twilio_api)) return std::nullopt;
  const Request nothing;
  Call call{nothing, {}};
  const Route found = route("GET", parsed->path, call);
  const bool names_media = found.endpoint && found.endpoint->operation == Operation::media_fetch;
  if (!names_media || call.id(0) != account.sid()) return std::nullopt;
  const auto message = messages.find(call.id(1));
  const Media* medium = message ? media.find(*message, call.id(2)) : nullptr;
  return medium ? std::optional(*medium) : std::nullopt;
}

std::string WorldState::signed_content_url(std::string_view origin, std::size_t message, const Media& medium,
                                           TimePoint now) const {
  const std::string target = fmt::format("{}{}/{}/{}?Expires={}", content_root, account.sid(), messages[message].sid,
                                         medium.sid, seconds_of(now + content_url_life));
  return fmt::format("{}{}&Signature={}", origin, target, url_safe(signer_.sign_string(target)));
}

Answer WorldState::content(const Call& call) const {
  const Form query = decode_form(query_of(call.request.url));
  const std::string_view digits = query.get("Expires");
  std::int64_t expires = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), expires);
  const Secret signature(url_safe(signer_.sign_string(fmt::format("{}?Expires={}", call.path, digits))));
  if (!signature.equals(query.get("Signature"))) return content_error(403, "AccessDenied", "Access Denied");
  if (seconds_of(call.now) > expires) return content_error(403, "AccessDenied", "Request has expired");
  std::string_view rest = call.path.substr(content_root.size());
  rest.remove_prefix(rest.find('/') + 1);
  const auto message = messages.find(rest.substr(0, rest.find('/')));
  const Media* medium = message ? media.find(*message, rest.substr(rest.find('/') + 1)) : nullptr;
  if (!medium) return content_error(404, "NoSuchKey", "The specified key does not exist.");
  Answer answer;
  answer.content_type = medium->content_type;
  answer.body = medium->content();
  return answer;
}

}  // namespace understudy::simulator
