#include "core/client/calls.hpp"

#include "core/http/form.hpp"
#include "core/http/url.hpp"

namespace understudy {
namespace {

constexpr int redirects_most = 5;

std::string whole_seconds(TimePoint at) {
  const std::string text = format_timestamp(at);
  return text.substr(0, text.find('.')) + "Z";
}

// Where credentials may not follow, nor a file come from: from https to plain http, but on one's own machine.
bool is_safe(const Url& from, const Url& to) {
  return equal_ignoring_case(to.scheme, "https") || to.is_loopback() || equal_ignoring_case(from.scheme, "http");
}

}  // namespace

Calls::Calls(Requester& requester)
    : requester_(requester),
      origin_(requester.config().base_url),
      messages_url_(origin_ + "/2010-04-01/Accounts/" + requester.config().credentials.account_sid + "/Messages") {}

Task<Result<Message>> Calls::get(MessageSid sid) {
  auto answer = co_await call("fetch_message", requester_.request("GET", url_of(sid) + ".json"));
  if (!answer) co_return tl::unexpected(std::move(answer.error()));
  co_return parse_message(answer->body);
}

Task<Result<Message>> Calls::cancel(MessageSid sid) {
  return update("cancel_message", std::move(sid), "Status", "canceled");
}

Task<Result<Message>> Calls::redact(MessageSid sid) { return update("redact_message", std::move(sid), "Body", ""); }

Task<Result<Message>> Calls::update(std::string_view name, MessageSid sid, const char* field, const char* value) {
  Request request = requester_.request("POST", url_of(sid) + ".json");
  request.headers.add("Content-Type", std::string(form_content_type));
  request.body = encode_form(Form{{field, value}});
  auto answer = co_await call(name, std::move(request));
  if (!answer) co_return tl::unexpected(std::move(answer.error()));
  co_return parse_message(answer->body);
}

Task<Result<void>> Calls::remove(MessageSid sid) { return erase("remove_message", url_of(sid) + ".json"); }

// One that is not there any more after a request of ours went unanswered is one that we have removed.
Task<Result<void>> Calls::erase(std::string_view name, std::string url) {
  Operation operation = requester_.operation(name);
  Request request = requester_.request("DELETE", std::move(url));
  auto answer = co_await requester_.perform(std::move(request), operation);
  if (answer) co_return Result<void>();
  if (answer.error().http_status == 404 && operation.may_have_been_acted_on) co_return Result<void>();
  co_return tl::unexpected(std::move(answer.error()));
}

Task<Result<void>> Calls::give_feedback(MessageSid sid, FeedbackOutcome outcome) {
  Request request = requester_.request("POST", url_of(sid) + "/Feedback.json");
  request.headers.add("Content-Type", std::string(form_content_type));
  request.body = encode_form(Form{{"Outcome", outcome == FeedbackOutcome::confirmed ? "confirmed" : "unconfirmed"}});
  auto answer = co_await call("give_feedback", std::move(request));
  if (!answer) co_return tl::unexpected(std::move(answer.error()));
  co_return Result<void>();
}

std::string Calls::first_page(const MessageFilter& filter) const {
  Form query;
  if (!filter.to.empty()) query.add("To", filter.to);
  if (!filter.from.empty()) query.add("From", filter.from);
  if (filter.sent_on) query.add("DateSent", format_timestamp(*filter.sent_on).substr(0, 10));
  if (filter.sent_before) query.add("DateSent<", whole_seconds(*filter.sent_before));
  if (filter.sent_after) query.add("DateSent>", whole_seconds(*filter.sent_after));
  query.add("PageSize", std::to_string(filter.page_size));
  return messages_url_ + ".json?" + encode_form(query);
}

std::string Calls::page_at(const std::string& uri) const { return origin_ + uri; }

Task<Result<MessagePage>> Calls::page(std::string url) {
  auto answer = co_await call("list_messages", requester_.request("GET", std::move(url)));
  if (!answer) co_return tl::unexpected(std::move(answer.error()));
  co_return parse_message_page(answer->body);
}

std::string Calls::url_of(const Media& medium) const {
  return messages_url_ + "/" + medium.message_sid + "/Media/" + medium.sid;
}

Task<Result<std::vector<Media>>> Calls::media_of(MessageSid sid) {
  std::vector<Media> all;
  std::optional<std::string> url = url_of(sid) + "/Media.json";
  while (url) {
    auto answer = co_await call("list_media", requester_.request("GET", std::move(*url)));
    if (!answer) co_return tl::unexpected(std::move(answer.error()));
    auto page = parse_media_page(answer->body);
    if (!page) co_return tl::unexpected(std::move(page.error()));
    for (Media& medium : page->media) all.push_back(std::move(medium));
    url.reset();
    if (page->next_page_uri) url = page_at(*page->next_page_uri);
  }
  co_return all;
}

// Through redirects, which lead to other hosts: those get no credentials.
Task<Result<MediaContent>> Calls::download(Media medium) {
  std::string url = url_of(medium);
  const Url start = *Url::parse(url);
  for (int redirects = 0; redirects <= redirects_most; ++redirects) {
    Operation operation = requester_.operation("download_media");
    operation.takes_redirects = true;
    Request request = requester_.request("GET", url);
    request.headers.remove("Accept");
    const Url here = *Url::parse(url);
    if (here.origin() != start.origin()) request.headers.remove("Authorization");
    auto answer = co_await requester_.perform(std::move(request), operation);
    if (!answer) co_return tl::unexpected(std::move(answer.error()));
    if (answer->status < 300)
      co_return MediaContent{std::string(answer->headers.get("Content-Type")), std::move(answer->body)};
    const auto next = resolve_url(url, answer->headers.get("Location"));
    const auto target = next ? Url::parse(*next) : std::nullopt;
    if (!target || !is_safe(here, *target)) {
      co_return failure(ErrorCode::bad_response,
                        "the media's redirect should lead to an https URL, but its Location is \"" +
                            std::string(answer->headers.get("Location")) + "\"");
    }
    url = wire_url(*next);
  }
  co_return failure(ErrorCode::bad_response, "the media's redirects should come to an end, but after " +
                                                 std::to_string(redirects_most) + " there was another");
}

Task<Result<void>> Calls::remove_media(Media medium) { return erase("remove_media", url_of(medium) + ".json"); }

Task<Result<PhoneLookup>> Calls::look_up(std::string number, std::vector<std::string> fields) {
  std::string url = requester_.config().lookups_origin() + "/v2/PhoneNumbers/" + percent_encode(number);
  std::string wanted;
  for (const std::string& field : fields) wanted += (wanted.empty() ? "" : ",") + field;
  if (!wanted.empty()) url += "?" + encode_form(Form{{"Fields", wanted}});
  auto answer = co_await call("lookup", requester_.request("GET", std::move(url)));
  if (!answer) co_return tl::unexpected(std::move(answer.error()));
  co_return parse_lookup(answer->body);
}

Task<Result<Response>> Calls::call(std::string_view name, Request request) {
  Operation operation = requester_.operation(name);
  const TimePoint began = requester_.executor().now();
  auto answer = co_await requester_.perform(std::move(request), operation);
  if (const auto& observer = requester_.config().observer) {
    observer->on(
        CallEnded{name, answer ? nullptr : &answer.error(), began, requester_.executor().now(), operation.trace});
  }
  co_return answer;
}

}  // namespace understudy
