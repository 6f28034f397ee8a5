#include "core/api/json_writer.hpp"
#include "core/http/url.hpp"
#include "simulator/form_json.hpp"
#include "simulator/media_types.hpp"
#include "simulator/verdict.hpp"
#include "simulator/world_state.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

// https://www.twilio.com/docs/messaging/guides/accepted-mime-types
constexpr std::uint64_t message_bytes_max = 5 * 1024 * 1024;
constexpr std::uint64_t bytes_as_they_are_max = 500 * 1024;

constexpr int retrieval_failure = 11200;
constexpr int media_too_large = 11751;
constexpr int invalid_content_type = 12300;
constexpr int exceeds_carrier_limit = 30019;

// A connection override in a URL's fragment is for webhooks only.
const ConnectionOverrides usual{};

bool is_success(const Result<Response>& outcome) { return outcome && outcome->status >= 200 && outcome->status < 300; }

Media placeholder_for(const std::string& url) {
  Media medium;
  medium.content_type = type_by_ending(url);
  medium.placeholder = true;
  return medium;
}

}  // namespace

void WorldState::await_media(std::size_t index, std::vector<MediaSource> sources) {
  gatherings_[index].sources = std::move(sources);
}

// Goes on until one has to be waited for or the message comes to its end over one. When all are there, it is received
// or sent.
void WorldState::gather_media(std::size_t index, TimePoint now) {
  while (!gatherings_.at(index).complete()) {
    if (!fetch_next(index, now)) return;
  }
  const Gathering done = std::move(gatherings_.at(index));
  gatherings_.erase(index);
  MessageRecord& message = messages[index];
  if (message.direction == Direction::inbound) return receive(index, now);
  const bool would_arrive = message.outcome.error_code == 0;
  if (would_arrive && done.bytes_as_they_are > bytes_as_they_are_max) {
    message.outcome = {MessageStatus::undelivered, exceeds_carrier_limit};
  }
  enter(index, MessageStatus::sending, now);
}

// True when the message may go on to what is next.
bool WorldState::fetch_next(std::size_t index, TimePoint now) {
  Gathering& gathering = gatherings_.at(index);
  MediaSource& source = gathering.sources[gathering.next];
  if (source.url.empty()) {
    Media medium;
    medium.content_type = std::move(source.content_type);
    medium.bytes = std::move(source.bytes);
    return take_media(index, std::move(medium), now);
  }
  if (auto own = own_media(source.url)) return take_media(index, std::move(*own), now);
  if (!may_fetch(source.url)) return take_media(index, placeholder_for(source.url), now);
  gathering.request.emplace();
  gathering.request->message = index;
  gathering.request->url = source.url;
  // Twilio asks with both; a phone's picture is there already.
  gathering.request->method = messages[index].direction == Direction::inbound ? "GET" : "HEAD";
  ask_for_media(index, now);
  return false;
}

bool WorldState::may_fetch(std::string_view url) const {
  if (config.fetch_media != FetchMedia::local) return config.fetch_media == FetchMedia::always;
  const auto parsed = Url::parse(url);
  return parsed && parsed->is_loopback();
}

void WorldState::ask_for_media(std::size_t index, TimePoint now) {
  const Webhook& asked = *gatherings_.at(index).request;
  journal.append(now, "media_request", [&](JsonWriter& json) {
    json.member("message", std::string_view(messages[index].sid));
    json.member("method", std::string_view(asked.current_method()));
    write_url(json, "url", asked.current_url());
    if (asked.attempt > 1) json.member("attempt", asked.attempt);
  });
  Request request(asked.current_method(), wire_url(asked.current_url()));
  request.headers.add("Accept", "*/*");
  request.headers.add("User-Agent", "TwilioProxy/1.1");
  if (!asked.hop.authorization.empty()) {
    request.headers.add("Authorization", asked.hop.authorization.reveal());
  }
  request.connect_timeout = usual.connect_timeout;
  outgoing_.push_back({first_fetch_id + index, std::move(request), patience_with(asked, usual)});
}

void WorldState::fetched(std::size_t index, const Result<Response>& outcome, TimePoint now, Duration took) {
  journal.append(now, "media_answered", [&](JsonWriter& json) {
    json.member("message", std::string_view(messages[index].sid));
    outcome ? json.member("status", outcome->status) : json.member("error", to_string(outcome.error().code));
  });
  const auto found = gatherings_.find(index);
  if (found == gatherings_.end()) return;  // the message has come to its end meanwhile
  const std::string url = found->second.sources[found->second.next].url;
  if (found->second.request->method == "HEAD") return looked_at(index, outcome, now);
  Webhook& request = *found->second.request;
  const Verdict verdict = judge(request, outcome, took, {usual, config.webhooks, tokens_, first_fetch_id + index});
  bool goes_on = false;
  if (verdict.next != Verdict::Next::end) {
    if (may_fetch(request.current_url())) return ask_for_media(index, now);
    goes_on = take_media(index, placeholder_for(url), now);
  } else if (verdict.trouble) {
    goes_on = refuse_media(index, retrieval_failure,
                           fmt::format("HTTP retrieval failure: {}: {}", shown_url(url), verdict.trouble->text), now);
  } else {
    Media medium;
    medium.content_type = media_type(outcome->headers.get("Content-Type"));
    medium.bytes = outcome->body;
    goes_on = take_media(index, std::move(medium), now);
  }
  if (goes_on) gather_media(index, now);
}

// What a HEAD says can only be that the medium is not worth asking for: not all apps answer one.
void WorldState::looked_at(std::size_t index, const Result<Response>& outcome, TimePoint now) {
  Webhook& request = *gatherings_.at(index).request;
  const std::string type = is_success(outcome) ? media_type(outcome->headers.get("Content-Type")) : std::string();
  if (!type.empty() && !is_accepted_media(type)) {
    refuse_media(index, invalid_content_type, fmt::format("Invalid Content-Type: {}", type), now);
    return;
  }
  request.method = "GET";
  ask_for_media(index, now);
}

bool WorldState::take_media(std::size_t index, Media medium, TimePoint now) {
  Gathering& gathering = gatherings_.at(index);
  const MessageRecord& message = messages[index];
  const std::uint64_t size = medium.bytes.size();
  if (message.direction != Direction::inbound) {
    if (!is_accepted_media(medium.content_type)) {
      return refuse_media(index, invalid_content_type,
                          medium.content_type.empty() ? "Invalid Content-Type: there is none"
                                                      : fmt::format("Invalid Content-Type: {}", medium.content_type),
                          now);
    }
    if (gathering.bytes + size + message.body.view().size() > message_bytes_max) {
      return refuse_media(index, media_too_large, "Media exceeds messaging provider size limit: 5 MB in all", now);
    }
  } else if (medium.content_type.empty()) {
    medium.content_type = type_by_ending(gathering.sources[gathering.next].url);
  }
  gathering.bytes += size;
  if (!is_resized_media(medium.content_type)) gathering.bytes_as_they_are += size;
  gathering.request.reset();
  ++gathering.next;
  medium.sid = make_sid("ME", media_sids_);
  medium.created = now;
  journal.append(now, "media", [&](JsonWriter& json) {
    json.member("media", std::string_view(medium.sid));
    json.member("message", std::string_view(message.sid));
    json.member("content_type", std::string_view(medium.content_type));
    medium.placeholder ? json.member("placeholder", true) : json.member("bytes", static_cast<std::int64_t>(size));
  });
  media.add(index, std::move(medium));
  return true;
}

// A message that goes out fails; one that comes in arrives without. True when it goes on.
bool WorldState::refuse_media(std::size_t index, int code, std::string_view why, TimePoint now) {
  MessageRecord& message = messages[index];
  alert(code, why, message.sid, now);
  if (message.direction == Direction::inbound) {
    --message.num_media;
    ++gatherings_.at(index).next;
    return true;
  }
  message.outcome = {MessageStatus::failed, code, true};
  enter(index, MessageStatus::failed, now);
  return false;
}

}  // namespace understudy::simulator
