#include "core/policy/do_not_contact.hpp"

#include <catch2/catch.hpp>

namespace understudy {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + 9h;
constexpr const char* who = "+15551230099";
constexpr GateQuestion to_who{.to = who};

TEST_CASE("what the register said holds for a day") {
  const bool listed = GENERATE(true, false);
  DoNotContact list;
  CHECK(list.should_ask(who, start));
  list.remember(who, listed, start);
  CHECK(list.known(who, start + 24h - 1us) == listed);
  CHECK_FALSE(list.should_ask(who, start + 24h - 1us));
  CHECK(list.known(who, start + 24h) == std::nullopt);
  CHECK(list.should_ask(who, start + 24h));
}

TEST_CASE("who is listed is not sent to, and who is not listed is") {
  DoNotContact list;
  list.remember(who, true, start);
  const auto refused = list.refusal(to_who, start + 1h);
  REQUIRE(refused);
  CHECK(*refused == Error(ErrorCode::withheld,
                          "+1555•••0099 is in the do-not-contact register, which said so at "
                          "2026-01-01T09:00:00.000000Z; it may be sent to once the register no longer has it"));
  list.remember(who, false, start + 1h);
  CHECK(list.refusal(to_who, start + 1h) == std::nullopt);
}

TEST_CASE("while nobody knows, a message is withheld, goes, or is deferred, as was chosen") {
  const bool has_failed = GENERATE(true, false);
  const auto list_that = [&](WhenDown when_down) {
    DoNotContact list({.when_down = when_down});
    if (has_failed) list.register_failed(who, start);
    return list;
  };
  const auto withheld = list_that(WhenDown::refuse).refusal(to_who, start);
  REQUIRE(withheld);
  CHECK(withheld->code == ErrorCode::withheld);
  CHECK(withheld->message == (has_failed ? "the do-not-contact register gave no answer about +1555•••0099 at "
                                           "2026-01-01T09:00:00.000000Z, and nothing goes out unasked; it may be sent "
                                           "to once the register answers that it does not have it"
                                         : "the do-not-contact register has not been asked about +1555•••0099 of late, "
                                           "and nothing goes out unasked; it may be sent to once the register answers "
                                           "that it does not have it"));
  CHECK(list_that(WhenDown::allow).refusal(to_who, start) == std::nullopt);
  const auto deferred = list_that(WhenDown::defer).refusal(to_who, start);
  REQUIRE(deferred);
  CHECK(deferred->code == ErrorCode::deferred);
  CHECK(deferred->not_before == start + 10min);
}

TEST_CASE("a message is deferred until the register may be asked again") {
  DoNotContact list({.when_down = WhenDown::defer});
  list.register_failed(who, start);
  CHECK_FALSE(list.should_ask(who, start + 10min - 1us));
  CHECK(list.should_ask(who, start + 10min));
  CHECK(list.refusal(to_who, start + 7min)->not_before == start + 10min);
  CHECK(list.refusal(to_who, start + 10min)->not_before == start + 20min);
}

TEST_CASE("a breakdown takes nothing from what is known") {
  DoNotContact list;
  list.remember(who, false, start);
  list.register_failed(who, start + 1h);
  CHECK(list.refusal(to_who, start + 1h) == std::nullopt);
  CHECK(list.refusal(to_who, start + 24h)->code == ErrorCode::withheld);
}

TEST_CASE("who was listed stays refused however old that is, even where a breakdown lets messages through") {
  DoNotContact list({.when_down = WhenDown::allow});
  list.remember(who, true, start);
  list.register_failed(who, start + 48h);
  CHECK(list.refusal(to_who, start + 48h)->code == ErrorCode::withheld);
  list.remember(who, false, start + 49h);
  CHECK(list.refusal(to_who, start + 49h) == std::nullopt);
}

TEST_CASE("a full list forgets whom it heard of longest ago") {
  DoNotContact list({.entries_most = 2});
  list.remember("+15551230001", true, start);
  list.remember("+15551230002", true, start + 1s);
  list.register_failed("+15551230001", start + 2s);
  list.remember("+15551230003", true, start + 3s);
  CHECK(list.size() == 2);
  CHECK(list.known("+15551230001", start + 3s) == true);
  CHECK(list.known("+15551230002", start + 3s) == std::nullopt);
  CHECK(list.known("+15551230003", start + 3s) == true);
}

TEST_CASE("the register knows a number by whichever channel and spelling") {
  DoNotContact list;
  list.remember(who, true, start);
  CHECK(list.refusal({.to = "whatsapp:+1 555 123 0099"}, start));
  CHECK(list.refusal({.to = who, .sent_to = "+15005550001"}, start));
}

TEST_CASE("options that keep nothing are refused") {
  CHECK(DoNotContactOptions{}.check() == std::nullopt);
  const auto wrong = GENERATE(DoNotContactOptions{.ttl = 0s}, DoNotContactOptions{.ask_again = 0s},
                              DoNotContactOptions{.entries_most = 0});
  REQUIRE(wrong.check());
  CHECK(wrong.check()->code == ErrorCode::configuration);
}

}  // namespace
}  // namespace understudy
