#include "core/message/address.hpp"

#include <utility>

#include <catch2/catch.hpp>

namespace understudy {
namespace {

TEST_CASE("an address has one spelling, however people write it") {
  const auto [written, plain] = GENERATE(table<std::string, std::string>({
      {"+14155552671", "+14155552671"},
      {"+1 (415) 555-2671", "+14155552671"},
      {" +49.30.123456 ", "+4930123456"},
      {"whatsapp:+1 415 555 2671", "whatsapp:+14155552671"},
      {"415-555-2671", "4155552671"},
      {"12345", "12345"},
      {"My Shop", "My Shop"},
      {"A-1", "A-1"},
      {"rcs:my_agent.2", "rcs:my_agent.2"},
      {"", ""},
  }));
  CHECK(plain_address(written) == plain);
  CHECK(plain_address(plain) == plain);
}

TEST_CASE("the number of an address is what follows its channel") {
  CHECK(without_channel("whatsapp:+14155552671") == "+14155552671");
  CHECK(without_channel("+14155552671") == "+14155552671");
  CHECK(without_channel("").empty());
}

}  // namespace
}  // namespace understudy
