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

Task<Result<Message>> Calls::get(MessageSid sid, Stop* stop) {
  auto answer = co_await call("fetch_message", requester_.request("GET", url_of(sid) + ".json"), stop);
  if (!answer) co_return tl::unexpected(std::move(answer.error()));
  co_return parse_message(answer->body);
}

// One that is canceled already after a request of ours went unanswered is one that we have called back.
// https://www.twilio.com/docs/api/errors/30409
Task<Result<Message>> Calls::cancel(MessageSid sid) {
  Operation operation = requester_.operation("cancel_message");
  const TimePoint began = requester_.executor().now();
  Request request = change_of(sid, "Status", "canceled");
  auto answer = co_await requester_.perform(std::move(request), operation);
  if (!answer && answer.error().provider_code == 30409 && operation.may_have_been_acted_on) {
    auto message = co_await get(std::move(sid));
    if (message && message->status == MessageStatus::canceled) {
      tell_end(operation, began, nullptr);
      co_return message;
    }
  }
  tell_end(operation, began, answer ? nullptr : &answer.error());
  if (!answer) co_return tl::unexpected(std::move(answer.error()));
  co_return parse_message(answer->body);
}

Task<Result<Message>> Calls::redact(MessageSid sid) {
  auto answer = co_await call("redact_message", change_of(sid, "Body", ""));
  if (!answer) co_return tl::unexpected(std::move(answer.error()));
  co_return parse_message(answer->body);
}

Request Calls::change_of(const MessageSid& sid, const char* field, const char* value) const {
  Request request = requester_.request("POST", url_of(sid) + ".json");
  request.headers.add("Content-Type", std::string(form_content_type));
  request.body = encode_form(Form{{field, value}});
  return request;
}

Task<Result<void>> Calls::remove(MessageSid sid) { return erase("remove_message", url_of(sid) + ".json"); }

// One that is not there any more after a request of ours went unanswered is one that we have removed.
Task<Result<void>> Calls::erase(std::string_view name, std::string url) {
  Operation operation = requester_.operation(name);
  const TimePoint began = requester_.executor().now();
  Request request = requester_.request("DELETE", std::move(url));
  auto answer = co_await requester_.perform(std::move(request), operation);
  const bool is_gone = answer || (answer.error().http_status == 404 && operation.may_have_been_acted_on);
  tell_end(operation, began, is_gone ? nullptr : &answer.error());
  if (is_gone) co_return Result<void>();
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

Task<Result<MediaContent>> Calls::download(Media medium) {
  Operation operation = requester_.operation("download_media");
  operation.takes_redirects = true;
  const TimePoint began = requester_.executor().now();
  auto content = co_await follow_redirects(operation, url_of(medium));
  tell_end(operation, began, content ? nullptr : &content.error());
  co_return content;
}

// To other hosts, which get no credentials.
Task<Result<MediaContent>> Calls::follow_redirects(Operation& operation, std::string url) {
  for (int redirects = 0; redirects <= redirects_most; ++redirects) {
    Request request = requester_.request("GET", url);
    request.headers.remove("Accept");
    if (!url.starts_with(origin_ + "/")) request.headers.remove("Authorization");
    auto answer = co_await requester_.perform(std::move(request), operation);
    if (!answer) co_return tl::unexpected(std::move(answer.error()));
    if (answer->status < 300)
      co_return MediaContent{std::string(answer->headers.get("Content-Type")), std::move(answer->body)};
    const auto next = resolve_url(url, answer->headers.get("Location"));
    const auto target = next ? Url::parse(*next) : std::nullopt;
    if (!target || !is_safe(*Url::parse(url), *target)) {
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

Task<Result<Response>> Calls::call(std::string_view name, Request request, Stop* stop) {
  Operation operation = requester_.operation(name);
  operation.stop = stop;
  const TimePoint began = requester_.executor().now();
  auto answer = co_await requester_.perform(std::move(request), operation);
  tell_end(operation, began, answer ? nullptr : &answer.error());
  co_return answer;
}

void Calls::tell_end(const Operation& operation, TimePoint began, const Error* error) const {
  const auto& observer = requester_.config().observer;
  if (observer) observer->on(CallEnded{operation.name, error, began, requester_.executor().now(), operation.trace});
}

}  // namespace understudy
