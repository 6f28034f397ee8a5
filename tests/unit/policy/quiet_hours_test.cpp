#include "core/policy/quiet_hours.hpp"

#include <catch2/catch.hpp>

namespace understudy {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;
using std::chrono::year;

constexpr const char* new_york = "+12125550123";
constexpr const char* berlin = "+4915112345678";
constexpr const char* pensacola = "+18505550123";  // Florida, in the Eastern zone or in the Central one
constexpr const char* moscow = "+79161234567";     // or anywhere from Kaliningrad to Kamchatka

QuietHours hours(QuietHoursOptions options = {}) { return QuietHours::make(std::move(options)).value(); }
TimePoint at(std::string_view text) { return parse_timestamp(text).value(); }

TEST_CASE("phones are left alone from nine to eight, by the clock where they are") {
  const auto [local, allowed] = GENERATE(table<std::string, std::string>({
      {"2026-01-15T07:59:59-05:00", "2026-01-15T08:00:00-05:00"},
      {"2026-01-15T08:00:00-05:00", "2026-01-15T08:00:00-05:00"},
      {"2026-01-15T20:59:59-05:00", "2026-01-15T20:59:59-05:00"},
      {"2026-01-15T21:00:00-05:00", "2026-01-16T08:00:00-05:00"},
      {"2026-07-15T21:00:00-04:00", "2026-07-16T08:00:00-04:00"},
      {"2026-12-31T23:30:00-05:00", "2027-01-01T08:00:00-05:00"},
  }));
  CAPTURE(local);
  CHECK(hours().allowed_from(new_york, at(local)) == at(allowed));
  CHECK(hours().quiet_at(new_york, at(local)) == (local != allowed));
}

TEST_CASE("a message in quiet hours is deferred to their end") {
  const auto refused = hours().refusal({.to = new_york}, at("2026-01-16T02:10:30Z"));
  REQUIRE(refused);
  CHECK(refused->code == ErrorCode::deferred);
  CHECK(refused->not_before == at("2026-01-16T13:00:00Z"));
  CHECK(
      refused->message ==
      "phones are left alone from 21:00 to 08:00, and 2026-01-16T02:10:30.000000Z is 21:10 in America/New_York, where "
      "+1212•••0123 may be; it may go from 2026-01-16T13:00:00.000000Z on");
  CHECK(hours().refusal({.to = new_york}, at("2026-01-16T13:00:00Z")) == std::nullopt);
}

TEST_CASE("a window may lie within a day") {
  const auto siesta = hours({.from = 13h, .until = 15h + 30min});
  CHECK(siesta.allowed_from(berlin, at("2026-01-15T12:59:59+01:00")) == at("2026-01-15T12:59:59+01:00"));
  CHECK(siesta.allowed_from(berlin, at("2026-01-15T13:00:00+01:00")) == at("2026-01-15T15:30:00+01:00"));
}

TEST_CASE("a number that may lie in two zones is left alone while it is quiet in either") {
  CHECK(hours().allowed_from(pensacola, at("2026-01-15T08:30:00-05:00")) == at("2026-01-15T08:00:00-06:00"));
  CHECK(hours().allowed_from(pensacola, at("2026-01-15T20:30:00-06:00")) == at("2026-01-16T08:00:00-06:00"));
}

TEST_CASE("where no moment suits all of a country's zones the message is withheld") {
  const auto long_night = hours({.from = 18h, .until = 9h});
  CHECK(long_night.allowed_from(moscow, at("2026-01-15T09:00:00Z")) == std::nullopt);
  const auto refused = long_night.refusal({.to = moscow}, at("2026-01-15T09:00:00Z"));
  REQUIRE(refused);
  CHECK(refused->code == ErrorCode::withheld);
  CHECK(refused->not_before == std::nullopt);
  CHECK_THAT(refused->message, Catch::Contains("no moment of the next 8 days is allowed in all of its"));
}

TEST_CASE("a window that ends in an hour that clocks leave out ends with the jump") {
  // On 29 March 2026 clocks in Berlin go from 02:00 to 03:00.
  const auto early = hours({.from = 22h, .until = 2h + 30min});
  CHECK(early.allowed_from(berlin, at("2026-03-29T01:59:59+01:00")) == at("2026-03-29T03:00:00+02:00"));
  const auto skipped = hours({.from = 2h, .until = 3h});
  CHECK(skipped.allowed_from(berlin, at("2026-03-29T01:59:59+01:00")) == at("2026-03-29T01:59:59+01:00"));
  CHECK_FALSE(skipped.quiet_at(berlin, at("2026-03-29T03:00:00+02:00")));
}

TEST_CASE("an hour that comes twice is quiet twice") {
  // On 25 October 2026 clocks in Berlin go from 03:00 back to 02:00.
  const auto early = hours({.from = 22h, .until = 2h + 30min});
  CHECK(early.allowed_from(berlin, at("2026-10-25T02:29:59+02:00")) == at("2026-10-25T02:30:00+02:00"));
  CHECK(early.allowed_from(berlin, at("2026-10-25T02:59:59+02:00")) == at("2026-10-25T02:59:59+02:00"));
  CHECK(early.allowed_from(berlin, at("2026-10-25T02:00:00+01:00")) == at("2026-10-25T02:30:00+01:00"));
  const auto late = hours({.from = 22h, .until = 3h});
  CHECK(late.allowed_from(berlin, at("2026-10-25T02:30:00+02:00")) == at("2026-10-25T03:00:00+01:00"));
}

TEST_CASE("of a scheduled message it counts when it goes out") {
  const auto noon = at("2026-01-15T12:00:00-05:00");
  const auto night = at("2026-01-15T23:00:00-05:00");
  CHECK(hours().refusal({.to = new_york, .send_at = noon}, noon - 12h) == std::nullopt);
  const auto refused = hours().refusal({.to = new_york, .send_at = night}, noon);
  REQUIRE(refused);
  CHECK(refused->not_before == at("2026-01-16T08:00:00-05:00"));
  // what should have gone out long ago goes out at once
  CHECK(hours().refusal({.to = new_york, .send_at = noon}, night)->not_before == at("2026-01-16T08:00:00-05:00"));
}

TEST_CASE("in test mode it is the clock of the original recipient that counts") {
  const auto evening_there = at("2026-01-15T22:00:00+01:00");
  CHECK(hours().refusal({.to = berlin, .sent_to = new_york}, evening_there));
  CHECK_FALSE(hours().refusal({.to = new_york, .sent_to = berlin}, evening_there));
}

TEST_CASE("a number may have a zone of its own, however it is written") {
  const auto moved = hours({.zone_of = {{"+1 (212) 555-0123", "Asia/Tokyo"}}});
  const auto noon_there = at("2026-01-15T12:00:00+09:00");
  CHECK(hours().quiet_at(new_york, noon_there));
  CHECK_FALSE(moved.quiet_at(new_york, noon_there));
  CHECK_FALSE(moved.quiet_at("whatsapp:+12125550123", noon_there));
}

TEST_CASE("what is in no country is in the default zone") {
  const auto address = GENERATE(as<std::string>{}, "+80012345678", "12345", "My Shop", "");
  const auto options = QuietHoursOptions{.default_zone = "Asia/Tokyo"};
  CHECK(hours(options).allowed_from(address, at("2026-01-15T22:00:00+09:00")) == at("2026-01-16T08:00:00+09:00"));
}

TEST_CASE("quiet hours that make no sense are refused") {
  const auto [options, problem] = GENERATE(table<QuietHoursOptions, std::string>({
      {{.from = 8h, .until = 8h},
       "quiet hours should begin and end at two different times from 0s to before 1d, not at 8h and 8h"},
      {{.from = 24h}, "quiet hours should begin and end at two different times from 0s to before 1d, not at 1d and 8h"},
      {{.from = -1h},
       "quiet hours should begin and end at two different times from 0s to before 1d, not at -1h and 8h"},
      {{.default_zone = "Europe/Atlantis"},
       "there is no time zone \"Europe/Atlantis\"; one is named like Europe/Berlin"},
      {{.zone_of = {{new_york, "Nowhere"}}}, "there is no time zone \"Nowhere\"; one is named like Europe/Berlin"},
  }));
  const auto made = QuietHours::make(options);
  REQUIRE_FALSE(made);
  CHECK(made.error() == Error(ErrorCode::configuration, problem));
}

}  // namespace
}  // namespace understudy
