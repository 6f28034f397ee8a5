#include "simulator/api/message_list.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/api/json_writer.hpp"
#include "simulator/api/message_json.hpp"

#include <fmt/format.h>
#include <tl/expected.hpp>

namespace understudy::simulator {
namespace {

constexpr int page_size_default = 50;
constexpr int page_size_max = 1000;  // the service's; more is cut to it

constexpr const char* filters[] = {"To", "From", "DateSent", "DateSent<", "DateSent>"};

// What a message has to be like to be listed.
struct Wanted {
  std::string_view to;    // empty: any
  std::string_view from;  // likewise
  std::optional<TimePoint> sent_from;
  std::optional<TimePoint> sent_before;
};

struct Page {
  int number = 0;
  int size = page_size_default;
  std::vector<std::size_t> rows;
  bool more = false;
};

int number_in(const Form& query, std::string_view name, int otherwise) {
  const std::string_view digits = query.get(name);
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc{} && end == digits.data() + digits.size() && value >= 0 ? value : otherwise;
}

// A time, and how long it is meant to be: a plain date is its whole day in UTC.
struct Span {
  TimePoint from;
  TimePoint to;
};
std::optional<Span> parse_span(std::string_view text) {
  constexpr std::size_t date_size = 10;  // 2026-01-01
  if (const auto at = parse_timestamp(text)) {
    return Span{*at, *at + (text.size() == date_size ? Duration(std::chrono::days(1)) : std::chrono::seconds(1))};
  }
  const auto at = parse_rfc2822(text);
  if (!at) return std::nullopt;
  return Span{*at, *at + std::chrono::seconds(1)};
}

// Reads the filters; the refusal is of a date that is none.
tl::expected<Wanted, Refusal> read_filters(const Form& query) {
  Wanted wanted;
  wanted.to = query.get("To");
  wanted.from = query.get("From");
  const auto not_before = [&](TimePoint at) { wanted.sent_from = std::max(at, wanted.sent_from.value_or(at)); };
  const auto before = [&](TimePoint at) { wanted.sent_before = std::min(at, wanted.sent_before.value_or(at)); };
  for (const std::string_view name : {"DateSent", "DateSent<", "DateSent>"}) {
    const std::string_view text = query.get(name);
    if (text.empty()) continue;
    const auto span = parse_span(text);
    if (!span) {
      return tl::unexpected(
          Refusal{400, 20422, fmt::format("Invalid Parameter: {} wants a date like 2026-01-31, got {}", name, text)});
    }
    if (!name.ends_with('<')) not_before(span->from);
    if (!name.ends_with('>')) before(span->to);  // both comparisons include the date itself
  }
  return wanted;
}

bool matches(const MessageRecord& message, const Wanted& wanted) {
  if (!wanted.to.empty() && wanted.to != message.to) return false;
  if (!wanted.from.empty() && wanted.from != message.from) return false;
  if (!wanted.sent_from && !wanted.sent_before) return true;
  if (!message.sent) return false;
  return (!wanted.sent_from || *message.sent >= *wanted.sent_from) &&
         (!wanted.sent_before || *message.sent < *wanted.sent_before);
}

// Goes on behind `after`, the last row of the page before.
void collect(Page& page, const Messages& messages, const Wanted& wanted, std::optional<std::size_t> after) {
  const TimelineOrder& order = messages.newest_first();
  auto next = after ? order.upper_bound(messages.place_of(*after)) : order.begin();
  if (!after && wanted.sent_before) next = order.lower_bound({*wanted.sent_before, 0});
  for (; next != order.end(); ++next) {
    if (wanted.sent_from && next->at < *wanted.sent_from) return;
    if (!matches(messages[next->index], wanted)) continue;
    if (page.rows.size() == static_cast<std::size_t>(page.size)) {
      page.more = true;
      return;
    }
    page.rows.push_back(next->index);
  }
}

// Parameters in the order of the published examples.
std::string page_uri(std::string_view path, const Form& query, const Page& page, int number, std::string_view token) {
  std::string uri = fmt::format("{}?", path);
  for (const char* name : filters) {
    if (const auto value = query.find(name)) uri += fmt::format("{}={}&", percent_encode(name), percent_encode(*value));
  }
  uri += fmt::format("PageSize={}&Page={}", page.size, number);
  if (!token.empty()) uri += fmt::format("&PageToken={}", token);
  return uri;
}

std::string write_page(const Page& page, const Messages& messages, const WorldConfig& config, const Form& query) {
  const std::string path = fmt::format("/2010-04-01/Accounts/{}/Messages.json", config.account_sid);
  const int start = page.rows.empty() ? 0 : page.number * page.size;
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.member("first_page_uri", std::string_view(page_uri(path, query, page, 0, {})));
  json.member("end", page.rows.empty() ? start : start + static_cast<int>(page.rows.size()) - 1);
  json.key("previous_page_uri");
  page.number == 0 ? json.null() : json.string(page_uri(path, query, page, page.number - 1, {}));
  json.key("messages").begin_array();
  for (std::size_t row : page.rows) write_message(json, messages[row], config);
  json.end_array();
  json.member("uri", std::string_view(page_uri(path, query, page, page.number, query.get("PageToken"))));
  json.member("page_size", page.size);
  json.member("start", start);
  json.key("next_page_uri");
  page.more ? json.string(page_uri(path, query, page, page.number + 1, "PA" + messages[page.rows.back()].sid))
            : json.null();
  json.member("page", page.number);
  json.end_object();
  return body;
}

}  // namespace

Answer list_page(const Messages& messages, const WorldConfig& config, const Form& query) {
  const auto wanted = read_filters(query);
  if (!wanted) return refuse(wanted.error());
  Page page;
  page.size = std::clamp(number_in(query, "PageSize", page_size_default), 1, page_size_max);
  page.number = number_in(query, "Page", 0);
  std::optional<std::size_t> after;
  const std::string_view token = query.get("PageToken");
  if (!token.empty()) {
    if (token.starts_with("PA")) after = messages.find(token.substr(2));
    if (!after) return refuse({400, 21481, "Invalid PageToken"});
  } else if (page.number > 0) {
    return refuse({400, 21481, "A page above 0 needs the PageToken of the page before it"});
  }
  collect(page, messages, *wanted, after);
  Answer answer;
  answer.body = write_page(page, messages, config, query);
  return answer;
}

}  // namespace understudy::simulator
