#include "core/api/error_catalogue.hpp"

#include <set>

#include "tests/support/fixtures.hpp"
#include "tests/support/page.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace understudy;
using namespace understudy::test;

namespace {

constexpr ErrorCode last_code = ErrorCode::unmatched;

Error error_of(ErrorCode code, int provider_code = 0) {
  Error error(code, "");
  error.provider_code = provider_code;
  return error;
}

}  // namespace

TEST_CASE("every code of Twilio's catalogue is known, with its word on repeating, and no other") {
  std::set<int> published;
  for (const auto& row : read_csv_fixture("twilio/error_codes.csv")) {
    CAPTURE(row.at("code"), row.at("message"));
    const int code = std::stoi(row.at("code"));
    published.insert(code);
    const KnownError* known = find_known_error(code);
    REQUIRE(known);
    CHECK(known->code == code);
    CHECK(to_string(known->repeat) == row.at("retryable"));
  }
  CHECK(published.size() == 278);
  CHECK(known_errors().size() == published.size());
  CHECK_FALSE(find_known_error(0));
  CHECK_FALSE(find_known_error(21209));
  CHECK_FALSE(find_known_error(99999));
}

TEST_CASE("an error that asks for too much is one that a repeat may help, but for forecasts") {
  const std::set<int> warnings{30025, 30026};  // half or most of a day's messages are used up
  for (const KnownError& known : known_errors()) {
    CAPTURE(known.code);
    if (category_of(known.means) != ErrorCategory::rate_limit || warnings.contains(known.code)) continue;
    CHECK(known.repeat != Repeat::no);
  }
}

TEST_CASE("what a code means decides more than its HTTP status") {
  const auto [code, status, means] = GENERATE(table<int, int, ErrorCode>({
      {21211, 400, ErrorCode::invalid_recipient}, {21606, 400, ErrorCode::invalid_sender},
      {21612, 400, ErrorCode::invalid_sender},    {21408, 400, ErrorCode::configuration},
      {21617, 400, ErrorCode::too_long},          {21602, 400, ErrorCode::invalid_content},
      {21620, 400, ErrorCode::invalid_content},   {21610, 400, ErrorCode::opted_out},
      {21611, 429, ErrorCode::queue_full},        {20429, 429, ErrorCode::rate_limited},
      {30022, 0, ErrorCode::sender_rate_limited}, {30003, 0, ErrorCode::unreachable},
      {30007, 0, ErrorCode::carrier_rejected},    {30500, 0, ErrorCode::server},
      {20003, 401, ErrorCode::unauthorized},      {20009, 409, ErrorCode::rejected},
      {20404, 404, ErrorCode::not_found},         {11200, 0, ErrorCode::webhook_failed},
      {14101, 0, ErrorCode::webhook_failed},      {35118, 400, ErrorCode::configuration},
      {63033, 0, ErrorCode::opted_out},
  }));
  CAPTURE(code);
  CHECK(meaning_of(code, status) == means);
}

TEST_CASE("a code that nobody knows, or none, means what its HTTP status does") {
  const auto [status, means] = GENERATE(table<int, ErrorCode>({
      {400, ErrorCode::rejected},
      {401, ErrorCode::unauthorized},
      {403, ErrorCode::unauthorized},
      {404, ErrorCode::not_found},
      {409, ErrorCode::rejected},
      {429, ErrorCode::rate_limited},
      {500, ErrorCode::server},
      {503, ErrorCode::server},
  }));
  const int code = GENERATE(0, 99999);
  CAPTURE(status, code);
  CHECK(meaning_of(code, status) == means);
}

TEST_CASE("whether to try again is the catalogue's word where there is one") {
  CHECK(retryable(error_of(ErrorCode::unreachable, 30003)));
  CHECK_FALSE(retryable(error_of(ErrorCode::unreachable, 30006)));
  CHECK(retryable(error_of(ErrorCode::rejected, 20009)));
  CHECK_FALSE(retryable(error_of(ErrorCode::server, 30103)));
}

TEST_CASE("without a known code, what may pass by itself may be tried again") {
  const std::set<ErrorCode> passing{ErrorCode::rate_limited,
                                    ErrorCode::sender_rate_limited,
                                    ErrorCode::queue_full,
                                    ErrorCode::timeout,
                                    ErrorCode::connection_failed,
                                    ErrorCode::unknown_host,
                                    ErrorCode::tls_failed,
                                    ErrorCode::connection_lost,
                                    ErrorCode::server,
                                    ErrorCode::circuit_open,
                                    ErrorCode::deferred};
  for (int i = 0; i <= static_cast<int>(last_code); ++i) {
    const auto code = static_cast<ErrorCode>(i);
    CAPTURE(to_string(code));
    CHECK(retryable(error_of(code)) == passing.contains(code));
    CHECK(retryable(error_of(code, 99999)) == passing.contains(code));
  }
}

TEST_CASE("an error of Twilio's has a page of Twilio's") {
  CHECK(more_info(error_of(ErrorCode::invalid_recipient, 21211)) == "https://www.twilio.com/docs/errors/21211");
  CHECK(more_info(error_of(ErrorCode::timeout)).empty());
}

TEST_CASE("the page on errors has each of ours, with its category") {
  std::string table = "| error | category | a repeat may help |\n|---|---|---|\n";
  for (int i = 0; i <= static_cast<int>(last_code); ++i) {
    const auto code = static_cast<ErrorCode>(i);
    table += fmt::format("| `{}` | {} | {} |\n", to_string(code), to_string(category_of(code)),
                         retryable(error_of(code)) ? "yes" : "no");
  }
  check_table("errors.md", "the errors", table);
}

TEST_CASE("the page on errors has each of Twilio's, with what it means here") {
  std::string table = "| code | Twilio's words | error | category | a repeat may help |\n|---|---|---|---|---|\n";
  for (const auto& row : read_csv_fixture("twilio/error_codes.csv")) {
    const KnownError* known = find_known_error(std::stoi(row.at("code")));
    REQUIRE(known);
    table += fmt::format("| [{0}](https://www.twilio.com/docs/errors/{0}) | {1} | `{2}` | {3} | {4} |\n", known->code,
                         row.at("message"), to_string(known->means), to_string(category_of(known->means)),
                         to_string(known->repeat));
  }
  check_table("errors.md", "Twilio's codes", table);
}
