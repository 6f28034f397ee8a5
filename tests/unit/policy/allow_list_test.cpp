#include "core/policy/allow_list.hpp"

#include <catch2/catch.hpp>

namespace understudy {
namespace {

constexpr TimePoint start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);

TEST_CASE("only what is on the list may be sent to") {
  const auto list = AllowList::make({.numbers = {"+1 415 555 2671", "whatsapp:+14155552672"}, .prefixes = {"+1555"}});
  REQUIRE(list);
  const auto [address, allowed] = GENERATE(table<std::string, bool>({
      {"+14155552671", true},
      {"+1 (415) 555-2671", true},
      {"+141555526710", false},
      {"+1415555267", false},
      {"whatsapp:+14155552671", false},
      {"whatsapp:+14155552672", true},
      {"+14155552672", false},
      {"+15551230099", true},
      {"+1-555-123-0099", true},
      {"+1556", false},
      {"15551230099", false},
      {"", false},
  }));
  CAPTURE(address);
  CHECK(list->allows(address) == allowed);
  CHECK(list->refusal({.to = address}, start).has_value() == !allowed);
}

TEST_CASE("a refusal says how many may be sent to") {
  const auto refused = AllowList::make({.prefixes = {"+1555"}})->refusal({.to = "+14155552671"}, start);
  REQUIRE(refused);
  CHECK(*refused == Error(ErrorCode::withheld,
                          "+1415•••2671 is none of the 0 numbers and 1 prefixes that messages may go to; add it to the "
                          "allow list if it should be"));
}

TEST_CASE("in test mode the number that everything goes to has to be on the list, and no other") {
  const auto list = AllowList::make({.numbers = {"+15005550006"}});
  CHECK_FALSE(list->refusal({.to = "+14155552671", .sent_to = "+15005550006"}, start));
  CHECK(list->refusal({.to = "+15005550006", .sent_to = "+14155552671"}, start));
}

TEST_CASE("an allow list of nobody, or of what is no number, is refused") {
  const auto [options, problem] = GENERATE(table<AllowListOptions, std::string>({
      {AllowListOptions{},
       "an allow list should name at least one number or prefix; without any nothing could be sent"},
      {{.numbers = {"4155552671"}}, "an allow list should have numbers like +14155552671, not \"415•••2671\""},
      {{.numbers = {""}}, "an allow list should have numbers like +14155552671, not \"\""},
      {{.prefixes = {"+"}}, "an allow list should have prefixes like +1415, not \"+\""},
      {{.prefixes = {""}}, "an allow list should have prefixes like +1415, not \"\""},
      {{.prefixes = {"+1555*"}}, "an allow list should have prefixes like +1415, not \"+1555*\""},
  }));
  const auto made = AllowList::make(options);
  REQUIRE_FALSE(made);
  CHECK(made.error() == Error(ErrorCode::configuration, problem));
}

}  // namespace
}  // namespace understudy
