#include "simulator/api/page.hpp"

#include <algorithm>
#include <charconv>

#include "core/api/json_writer.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

constexpr std::size_t size_max = 1000;

std::size_t number_in(std::string_view digits, std::size_t otherwise) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc{} && end == digits.data() + digits.size() ? value : otherwise;
}

std::string address(std::string_view list, const PageOf& page, std::size_t number) {
  const char joint = list.find('?') == std::string_view::npos ? '?' : '&';
  return fmt::format("{}{}PageSize={}&Page={}", list, joint, page.size, number);
}

void write_neighbours(JsonWriter& json, const PageOf& page, std::string_view list, std::string_view previous,
                      std::string_view next) {
  json.key(previous);
  page.number == 0 ? json.null() : json.string(address(list, page, page.number - 1));
  json.key(next);
  page.is_last() ? json.null() : json.string(address(list, page, page.number + 1));
}

}  // namespace

PageOf::PageOf(const Form& query, std::size_t all)
    : number(std::min(number_in(query.get("Page"), 0), all)),
      size(std::clamp<std::size_t>(number_in(query.get("PageSize"), 50), 1, size_max)),
      rows(all) {}

std::size_t PageOf::end() const { return std::min(begin() + size, rows); }

void write_list_end(JsonWriter& json, const PageOf& page, std::string_view path) {
  const bool empty = page.begin() >= page.end();
  json.member("first_page_uri", std::string_view(address(path, page, 0)));
  json.member("end", static_cast<std::int64_t>(empty ? 0 : page.end() - 1));
  json.member("uri", std::string_view(address(path, page, page.number)));
  json.member("page_size", static_cast<std::int64_t>(page.size));
  json.member("start", static_cast<std::int64_t>(empty ? 0 : page.begin()));
  write_neighbours(json, page, path, "previous_page_uri", "next_page_uri");
  json.member("page", static_cast<std::int64_t>(page.number));
}

void write_meta(JsonWriter& json, const PageOf& page, std::string_view url, std::string_view key) {
  json.key("meta").begin_object();
  json.member("page", static_cast<std::int64_t>(page.number));
  json.member("page_size", static_cast<std::int64_t>(page.size));
  json.member("first_page_url", std::string_view(address(url, page, 0)));
  json.member("url", std::string_view(address(url, page, page.number)));
  write_neighbours(json, page, url, "previous_page_url", "next_page_url");
  json.member("key", key);
  json.end_object();
}

}  // namespace understudy::simulator
