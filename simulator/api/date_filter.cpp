#include "simulator/api/date_filter.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

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

}  // namespace

tl::expected<DateFilter, Refusal> read_date_filter(const Form& query, std::string_view name) {
  DateFilter filter;
  for (const std::string_view sign : {"", "<", ">"}) {
    const std::string key = std::string(name).append(sign);
    const std::string_view text = query.get(key);
    if (text.empty()) continue;
    const auto span = parse_span(text);
    if (!span) {
      return tl::unexpected(
          Refusal{400, 20422, fmt::format("Invalid Parameter: {} wants a date like 2026-01-31, got {}", key, text)});
    }
    if (sign != "<") filter.from = std::max(span->from, filter.from.value_or(span->from));
    if (sign != ">") filter.before = std::min(span->to, filter.before.value_or(span->to));
  }
  return filter;
}

}  // namespace understudy::simulator
