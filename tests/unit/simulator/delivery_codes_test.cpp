#include "simulator/delivery_codes.hpp"

#include "core/message/status.hpp"
#include "tests/support/fixtures.hpp"

#include <catch2/catch.hpp>

using namespace understudy;

TEST_CASE("the table of delivery errors is that of the fixture, row by row") {
  std::size_t rows = 0;
  for (const auto& row : test::read_csv_fixture("twilio/error_codes.csv")) {
    const bool other_channel = row.at("code").starts_with("63");
    if (row.at("final_message_status").empty() || other_channel) continue;
    ++rows;
    INFO(row.at("code"));
    const auto* known = simulator::find_delivery_code(std::stoi(row.at("code")));
    REQUIRE(known);
    CHECK(known->message == row.at("message"));
    CHECK(to_string(known->last) == row.at("final_message_status"));
  }
  REQUIRE(simulator::delivery_codes().size() == rows);
  REQUIRE_FALSE(simulator::find_delivery_code(30'009));
  REQUIRE_FALSE(simulator::find_delivery_code(99'999));
}
