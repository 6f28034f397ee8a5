#include "core/runtime/time.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

namespace understudy {
namespace {

using namespace std::chrono_literals;
using namespace std::chrono;

constexpr TimePoint morning = sys_days(2026y / January / 1) + 9h;

TEST_CASE("a timestamp is written in UTC to the microsecond") {
  CHECK(format_timestamp(morning) == "2026-01-01T09:00:00.000000Z");
  CHECK(format_timestamp(sys_days(2024y / February / 29) + 23h + 59min + 59s + 42us) == "2024-02-29T23:59:59.000042Z");
  CHECK(format_timestamp(TimePoint(-1us)) == "1969-12-31T23:59:59.999999Z");
}

TEST_CASE("a timestamp is read with Z or an offset, with or without decimals, or as a bare date") {
  const auto [text, at] = GENERATE(table<std::string, TimePoint>({
      {"2026-01-01T09:00:00Z", morning},
      {"2026-01-01T09:00:00.5Z", morning + 500ms},
      {"2026-01-01T09:00:00.000001Z", morning + 1us},
      {"2026-01-01T10:00:00+01:00", morning},
      {"2026-01-01T04:00:00-05:00", morning},
      {"2026-01-01T14:45:00.25+05:45", morning + 250ms},
      {"2026-01-01T00:30:00+01:00", sys_days(2025y / December / 31) + 23h + 30min},
      {"2026-01-01", sys_days(2026y / January / 1)},
      {"1969-12-31T23:59:59.999999Z", TimePoint(-1us)},
  }));
  CAPTURE(text);
  CHECK(parse_timestamp(text) == at);
}

TEST_CASE("what is no timestamp is refused") {
  const auto text =
      GENERATE(as<std::string>{}, "", "soon", "2026-1-1", "2026-01-01 ", "2026-01-01T", "2026-01-01T09:00Z",
               "2026-01-01T09:00:00", "2026-01-01 09:00:00Z", "2026-01-01T09:00:00.Z", "2026-01-01T09:00:00.1234567Z",
               "2026-01-01T24:00:00Z", "2026-01-01T09:60:00Z", "2026-01-01T09:00:60Z", "2026-13-01", "2026-00-01",
               "2026-02-29", "2026-04-31", "2026-01-00", "2026-01-01T09:00:00+0100", "2026-01-01T09:00:00+24:00",
               "2026-01-01T09:00:00Z ", "2026-01-01T09:00:00ZZ", "+026-01-01", "2026-01-01T-9:00:00Z");
  CAPTURE(text);
  CHECK(parse_timestamp(text) == std::nullopt);
}

TEST_CASE("reading undoes writing, and timestamps sort as the times do") {
  const auto any_time = [] {
    const auto last = (sys_days(9999y / December / 31)).time_since_epoch() / 1us;
    return TimePoint(Duration(*rc::gen::inRange<std::int64_t>(-last / 5, last)));
  };
  rc::prop("reading undoes writing", [any_time] {
    const TimePoint at = any_time();
    RC_ASSERT(parse_timestamp(format_timestamp(at)) == at);
    RC_ASSERT(parse_rfc2822(format_rfc2822(at)) == floor<seconds>(at));
  });
  rc::prop("timestamps sort as the times do", [any_time] {
    const TimePoint one = any_time();
    const TimePoint other = any_time();
    RC_ASSERT((one < other) == (format_timestamp(one) < format_timestamp(other)));
  });
}

TEST_CASE("an RFC 2822 date names its day and is cut to the second") {
  CHECK(format_rfc2822(sys_days(2023y / August / 24) + 5h + 1min + 45s + 999ms) == "Thu, 24 Aug 2023 05:01:45 +0000");
  CHECK(format_rfc2822(TimePoint(-1us)) == "Wed, 31 Dec 1969 23:59:59 +0000");
}

TEST_CASE("an RFC 2822 date is read with any offset, or with GMT as HTTP writes it") {
  const TimePoint at = sys_days(2023y / August / 24) + 5h + 1min + 45s;
  CHECK(parse_rfc2822("Thu, 24 Aug 2023 05:01:45 +0000") == at);
  CHECK(parse_rfc2822("Thu, 24 Aug 2023 05:01:45 GMT") == at);
  CHECK(parse_rfc2822("Wed, 23 Aug 2023 22:01:45 -0700") == at);
}

TEST_CASE("what is no RFC 2822 date is refused") {
  const auto text =
      GENERATE(as<std::string>{}, "", "Thu, 24 Aug 2023 05:01:45", "Fri, 24 Aug 2023 05:01:45 +0000",
               "Thu, 32 Aug 2023 05:01:45 +0000", "Thu, 24 Agu 2023 05:01:45 +0000", "Thu, 24 Aug 2023 05:01:45 +0000 ",
               "Thu, 24 Aug 2023 25:01:45 +0000", "2023-08-24T05:01:45Z", "thu, 24 Aug 2023 05:01:45 +0000",
               "Thu, 30 Feb 2023 05:01:45 +0000");
  CAPTURE(text);
  CHECK(parse_rfc2822(text) == std::nullopt);
}

TEST_CASE("a duration is written with the one unit that suits it") {
  const auto [duration, text] = GENERATE(table<Duration, std::string>({
      {0us, "0s"},
      {1us, "1us"},
      {1'500us, "1500us"},
      {250ms, "250ms"},
      {500ms, "500ms"},
      {1s, "1s"},
      {2'310ms, "2.31s"},
      {1'000'001us, "1.000001s"},
      {90s, "90s"},
      {60s, "1m"},
      {90min, "90m"},
      {36'000s, "10h"},
      {24h, "1d"},
      {36h, "36h"},
      {-1'500ms, "-1.5s"},
      {Duration::max(), "9223372036854.775807s"},
      {Duration::min(), "-9223372036854775808us"},
  }));
  CHECK(format_duration(duration) == text);
}

TEST_CASE("a duration is read in any unit, as long as it is whole microseconds") {
  const auto [text, duration] = GENERATE(table<std::string, Duration>({
      {"0s", 0us},
      {"7us", 7us},
      {"250ms", 250ms},
      {"0.5ms", 500us},
      {"2.31s", 2'310ms},
      {"1.50s", 1'500ms},
      {"1.5h", 90min},
      {"0.25d", 6h},
      {"010m", 10min},
      {"1.000000000000s", 1s},
      {"9223372036854775807us", Duration::max()},
  }));
  CAPTURE(text);
  CHECK(parse_duration(text) == duration);
}

TEST_CASE("what is no duration is refused") {
  const auto text = GENERATE(as<std::string>{}, "", "soon", "5", "s", "5 s", " 5s", "5s ", "-5s", "+5s", ".5s", "5.s",
                             "5.5.5s", "1e3s", "5S", "5sec", "0.5us", "1.0000001s", "9223372036854775808us",
                             "106751992d", "99999999999999999999999999999999999999999s", "1h30m", "0x10s");
  CAPTURE(text);
  CHECK(parse_duration(text) == std::nullopt);
}

TEST_CASE("reading a duration undoes writing it") {
  rc::prop("reading undoes writing", [] {
    const auto count = *rc::gen::inRange(0, 100'000'000);
    const Duration unit = *rc::gen::element<Duration>(1us, 1ms, 1s, 1min, 24h);
    const Duration duration = count * unit;
    RC_ASSERT(parse_duration(format_duration(duration)) == duration);
  });
}

}  // namespace
}  // namespace understudy
