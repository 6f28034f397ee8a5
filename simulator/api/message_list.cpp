#include "simulator/api/message_list.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/api/json_writer.hpp"
#include "simulator/api/date_filter.hpp"
#include "simulator/api/message_json.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

constexpr int page_size_default = 50;
constexpr int page_size_max = 1000;         // the service's; more is cut to it
constexpr int page_number_max = 1'000'000;  // such that the rows can be numbered

constexpr const char* filters[] = {"To", "From", "DateSent", "DateSent<", "DateSent>"};

// What a message has to be like to be listed.
struct Wanted {
  Parties parties;
  DateFilter sent;
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

bool sent_when_wanted(const MessageRecord& message, const Wanted& wanted) {
  if (wanted.sent.admits_all()) return true;
  return message.sent && wanted.sent.admits(*message.sent);
}

// Goes on behind `after`, the last row of the page before.
void collect(Page& page, const Messages& messages, const Wanted& wanted, std::optional<std::size_t> after) {
  ListPosition newer = Messages::newest;
  if (wanted.sent.before) newer = {*wanted.sent.before};
  if (after) newer = messages.position_in_lists(*after);
  messages.visit_newest_first(wanted.parties, newer, [&](const ListPosition& position) {
    if (wanted.sent.from && position.at < *wanted.sent.from) return false;
    if (!sent_when_wanted(messages[position.index], wanted)) return true;
    page.more = page.rows.size() == static_cast<std::size_t>(page.size);
    if (!page.more) page.rows.push_back(position.index);
    return !page.more;
  });
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
  page.more ? json.string(page_uri(path, query, page, page.number + 1,
                                   fmt::format("PA{}", messages[page.rows.back()].sid.view())))
            : json.null();
  json.member("page", page.number);
  json.end_object();
  return body;
}

}  // namespace

Answer list_page(const Messages& messages, const WorldConfig& config, const Form& query) {
  auto sent = read_date_filter(query, "DateSent");
  if (!sent) return refuse(sent.error());
  const Wanted wanted{{query.get("To"), query.get("From")}, *sent};
  Page page;
  page.size = std::clamp(number_in(query, "PageSize", page_size_default), 1, page_size_max);
  page.number = std::min(number_in(query, "Page", 0), page_number_max);
  std::optional<std::size_t> after;
  const std::string_view token = query.get("PageToken");
  if (!token.empty()) {
    if (token.starts_with("PA")) after = messages.find(token.substr(2));
    if (!after) return refuse({400, 21481, "Invalid PageToken"});
  } else if (page.number > 0) {
    return refuse({400, 21481, "A page above 0 needs the PageToken of the page before it"});
  }
  collect(page, messages, wanted, after);
  Answer answer;
  answer.body = write_page(page, messages, config, query);
  return answer;
}

}  // namespace understudy::simulator
