#include "simulator/control_messages.hpp"

#include <algorithm>
#include <vector>

#include "core/api/json_writer.hpp"
#include "core/http/form.hpp"
#include "core/http/url.hpp"
#include "core/text/yaml_reading.hpp"
#include "simulator/control_answer.hpp"
#include "simulator/journal_feed.hpp"
#include "simulator/messages.hpp"
#include "simulator/simulated_twilio.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

constexpr int limit_max = 1000;

struct Search {
  std::string to;
  std::string from;
  std::string body;  // a part of it
  std::optional<MessageStatus> status;
  std::optional<Direction> direction;
  int limit = limit_max;
  std::optional<Duration> wait;
};

// In a query a + that is not encoded means a space, and no sender begins with one.
std::string read_party(std::string_view text) {
  std::string party(text);
  if (party.starts_with(' ')) party.front() = '+';
  return party;
}

// The parameters one by one, up to the first that cannot be read.
class Reader {
 public:
  explicit Reader(const Form& query) : query_(query) {}

  template <class T, class Read>
  void take(std::string_view name, std::optional<T>& into, Read read) {
    const auto given = query_.find(name);
    if (!given || complaint_) return;
    YamlValue value;
    value.kind = YamlValue::Kind::plain;
    value.text = *given;
    auto got = read(value);
    if (got) {
      into = std::move(*got);
    } else {
      complaint_ = fmt::format("{}: wants {}, got \"{}\"", name, got.error(), *given);
    }
  }
  const std::optional<std::string>& complaint() const { return complaint_; }

 private:
  const Form& query_;
  std::optional<std::string> complaint_;
};

Result<Search> read_search(const Request& request) {
  const Form query = decode_form(query_of(request.url));
  Search search;
  search.to = read_party(query.get("to"));
  search.from = read_party(query.get("from"));
  search.body = query.get("body");
  Reader reader(query);
  std::optional<int> limit;
  const auto word = [](auto last) { return [last](const YamlValue& value) { return read_word(value, last); }; };
  reader.take("status", search.status, word(MessageStatus::partially_delivered));
  reader.take("direction", search.direction, word(Direction::inbound));
  reader.take("limit", limit, [](const YamlValue& value) { return read_number(value, 1, limit_max); });
  reader.take("wait", search.wait, [](const YamlValue& value) { return read_duration(value); });
  if (reader.complaint()) return failure(ErrorCode::invalid_input, *reader.complaint());
  search.limit = limit.value_or(limit_max);
  return search;
}

bool matches(const MessageRecord& message, const Search& search) {
  if (search.status && message.status != *search.status) return false;
  if (search.direction && message.direction != *search.direction) return false;
  return search.body.empty() || message.body.view().find(search.body) != std::string_view::npos;
}

struct Found {
  std::vector<const MessageRecord*> messages;  // newest first
  bool all = true;                             // there are no older ones
};

Found find(const Messages& messages, const Search& search) {
  Found found;
  messages.visit_newest_first({search.to, search.from}, Messages::newest, [&](const ListPosition& position) {
    const MessageRecord& message = messages[position.index];
    if (!matches(message, search)) return true;
    found.all = found.messages.size() < static_cast<std::size_t>(search.limit);
    if (found.all) found.messages.push_back(&message);
    return found.all;
  });
  return found;
}

void write_text_or_null(JsonWriter& json, std::string_view name, std::string_view text) {
  json.key(name);
  text.empty() ? json.null() : json.string(text);
}

void write_message(JsonWriter& json, const MessageRecord& message) {
  json.begin_object();
  json.member("sid", std::string_view(message.sid));
  json.member("direction", to_string(message.direction));
  json.member("status", to_string(message.status));
  write_text_or_null(json, "from", message.from);
  json.member("to", std::string_view(message.to));
  json.member("body", std::string_view(message.body));
  write_text_or_null(json, "service", message.service_sid);
  json.member("segments", message.segments);
  json.member("media", static_cast<int>(message.num_media));
  json.key("error_code");
  message.error_code == 0 ? json.null() : json.integer(message.error_code);
  member(json, "created", message.created);
  member(json, "updated", message.updated);
  message.sent ? member(json, "sent", *message.sent) : void(json.key("sent").null());
  json.end_object();
}

Response listed(const Found& found) {
  return json_object([&](JsonWriter& json) {
    json.key("messages").begin_array();
    for (auto message = found.messages.rbegin(); message != found.messages.rend(); ++message) {
      write_message(json, **message);
    }
    json.end_array();
    json.member("all", found.all);
  });
}

// What to look at when one has waited in vain.
Response in_vain(const Messages& messages, const Search& search, std::string_view query) {
  Search anything;
  anything.limit = 1;
  const Found others = find(messages, anything);
  std::string rest = "the world has none";
  if (!others.messages.empty()) {
    const MessageRecord& newest = *others.messages.front();
    rest = fmt::format("the newest of all is {}, {} from {} to {}", newest.sid.view(), to_string(newest.status),
                       newest.from.view(), newest.to.view());
  }
  return problem(504, fmt::format("no message like ?{} came within {} of waiting; {}", query,
                                  format_duration(*search.wait), rest));
}

}  // namespace

Task<Response> list_messages(SimulatedTwilio& twilio, Request request) {
  const auto search = read_search(request);
  if (!search) co_return problem(search.error());
  const std::shared_ptr<JournalFeed> feed = twilio.feed();
  const TimePoint deadline = feed->executor().now() + search->wait.value_or(Duration{0});
  for (;;) {
    // Whatever becomes of a message stands in the journal.
    const Found found = find(twilio.world().messages(), *search);
    if (!search->wait || !found.messages.empty()) co_return listed(found);
    if (!feed->journal()) co_return problem(503, "the world has ended; no message comes any more");
    const Duration left = deadline - feed->executor().now();
    if (left <= Duration{0}) co_return in_vain(twilio.world().messages(), *search, query_of(request.url));
    co_await JournalFeed::news(feed, left);
  }
}

}  // namespace understudy::simulator
