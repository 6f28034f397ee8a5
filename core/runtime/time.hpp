#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace understudy {

// One resolution for everything that waits or is written down: a microsecond.
using Duration = std::chrono::microseconds;
// Microseconds since 1970 UTC, without leap seconds.
using TimePoint = std::chrono::sys_time<Duration>;

// "2026-01-01T09:00:00.000000Z": how times stand in journals and cassettes; sorts as text.
std::string format_timestamp(TimePoint at);
// Reads "2026-01-01T09:00:00Z", with up to six decimals and with "Z" or an offset such as "+01:00"; a bare date is
// midnight UTC.
std::optional<TimePoint> parse_timestamp(std::string_view text);

// "Thu, 24 Aug 2023 05:01:45 +0000": the 2010 API's dates (RFC 2822), cut to the second.
std::string format_rfc2822(TimePoint at);
std::optional<TimePoint> parse_rfc2822(std::string_view text);

// The shortest exact form with one unit, such as "250ms", "2.31s", "90s", "1d"; decimals only in seconds.
std::string format_duration(Duration duration);
// Reads a non-negative number with an optional fraction and one of the units us, ms, s, m, h, d.
std::optional<Duration> parse_duration(std::string_view text);

}  // namespace understudy
