#include "core/policy/test_mode.hpp"

#include <catch2/catch.hpp>

namespace understudy {
namespace {

TEST_CASE("without test mode a message goes to whom it is meant for") {
  const auto destination = destination_of("+14155552671", std::nullopt);
  CHECK(destination == Destination{.sent_to = "+14155552671", .meant_for = "+14155552671"});
  CHECK_FALSE(destination.is_redirected());
}

TEST_CASE("in test mode every message goes to one number, and whom it was meant for stays known") {
  const TestMode mode{.redirect_to = "+15005550006"};
  const auto [to, sent_to] = GENERATE(table<std::string, std::string>({
      {"+14155552671", "+15005550006"},
      {"whatsapp:+14155552671", "whatsapp:+15005550006"},
      {"anybody", "+15005550006"},
      {"", "+15005550006"},
  }));
  const auto destination = destination_of(to, mode);
  CHECK(destination == Destination{.sent_to = sent_to, .meant_for = to});
  CHECK(destination.is_redirected());
}

TEST_CASE("test mode wants a number to redirect to") {
  CHECK(TestMode{.redirect_to = "+15005550006"}.check() == std::nullopt);
  const auto wrong = GENERATE(as<std::string>{}, "", "5005550006", "me");
  const auto problem = TestMode{.redirect_to = wrong}.check();
  REQUIRE(problem);
  CHECK(problem->code == ErrorCode::configuration);
}

}  // namespace
}  // namespace understudy
