#include "simulator/message_list.hpp"

#include <algorithm>
#include <charconv>

#include "core/api/json_writer.hpp"
#include "simulator/message_json.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

constexpr int page_size_default = 50;
constexpr int page_size_max = 1000;  // the service's; more is cut to it

struct Page {
  int number = 0;
  int size = page_size_default;
  std::size_t end = 0;  // one behind the newest record that may be on it
  std::vector<std::size_t> rows;
  bool more = false;
};

int number_in(const Form& query, std::string_view name, int otherwise) {
  const std::string_view digits = query.get(name);
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc{} && end == digits.data() + digits.size() && value >= 0 ? value : otherwise;
}

bool matches(const MessageRecord& message, const Form& query) {
  const auto wanted = [&](std::string_view name, const std::string& value) {
    const auto filter = query.find(name);
    return !filter || filter->empty() || *filter == value;
  };
  return wanted("To", message.to) && wanted("From", message.from);
}

void collect(Page& page, const Messages& messages, const Form& query) {
  for (std::size_t i = page.end; i-- > 0;) {
    if (!matches(messages[i], query)) continue;
    if (page.rows.size() == static_cast<std::size_t>(page.size)) {
      page.more = true;
      return;
    }
    page.rows.push_back(i);
  }
}

// Parameters in the order of the published examples.
std::string page_uri(std::string_view path, const Form& query, const Page& page, int number, std::string_view token) {
  std::string uri = fmt::format("{}?", path);
  for (const char* name : {"To", "From"}) {
    if (const auto value = query.find(name)) uri += fmt::format("{}={}&", name, percent_encode(*value));
  }
  uri += fmt::format("PageSize={}&Page={}", page.size, number);
  if (!token.empty()) uri += fmt::format("&PageToken={}", token);
  return uri;
}

std::string write_page(const Page& page, const Messages& messages, std::string_view account_sid, const Form& query) {
  const std::string path = fmt::format("/2010-04-01/Accounts/{}/Messages.json", account_sid);
  const int start = page.number * page.size;
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.member("first_page_uri", std::string_view(page_uri(path, query, page, 0, {})));
  json.member("end", page.rows.empty() ? start : start + static_cast<int>(page.rows.size()) - 1);
  json.key("previous_page_uri");
  page.number == 0 ? json.null() : json.string(page_uri(path, query, page, page.number - 1, {}));
  json.key("messages").begin_array();
  for (std::size_t row : page.rows) write_message(json, messages[row], account_sid);
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

Answer list_messages(const Messages& messages, std::string_view account_sid, const Form& query) {
  for (const auto& [name, value] : query) {
    if (name.starts_with("DateSent"))
      return refuse({400, 20422, name + ": messages cannot be listed by date here yet"});
  }
  Page page;
  page.size = std::clamp(number_in(query, "PageSize", page_size_default), 1, page_size_max);
  page.number = number_in(query, "Page", 0);
  page.end = messages.size();
  const std::string_view token = query.get("PageToken");
  if (!token.empty()) {
    const auto last = token.starts_with("PA") ? messages.find(token.substr(2)) : std::nullopt;
    if (!last) return refuse({400, 21481, "Invalid page token"});
    page.end = *last;
  } else if (page.number > 0) {
    return refuse({400, 21481, "A page above 0 needs the PageToken of the page before it"});
  }
  collect(page, messages, query);
  Answer answer;
  answer.body = write_page(page, messages, account_sid, query);
  return answer;
}

}  // namespace understudy::simulator
