#include "core/policy/opt_out_list.hpp"

#include <catch2/catch.hpp>

namespace understudy {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + 9h;
constexpr const char* who = "+15551230099";
constexpr const char* sender = "+15005550006";
constexpr const char* other_sender = "+15005550007";
constexpr const char* service = "MG0123456789abcdef0123456789abcdef";
constexpr const char* other_service = "MGfedcba9876543210fedcba9876543210";

OptOutPair by_number(std::string number) { return {.recipient = who, .sender = std::move(number)}; }
OptOutPair by_service(std::string sid) { return {.recipient = who, .messaging_service_sid = std::move(sid)}; }
OptOutPair by_both(std::string number, std::string sid) {
  return {.recipient = who, .sender = std::move(number), .messaging_service_sid = std::move(sid)};
}

TEST_CASE("STOP holds between one recipient and one sender, until START") {
  OptOutList list;
  list.hear(by_number(sender), OptOutType::stop, start);
  CHECK(list.contains(by_number(sender)));
  CHECK_FALSE(list.contains(by_number(other_sender)));
  CHECK_FALSE(list.contains({.recipient = "+15551230098", .sender = sender}));
  list.hear(by_number(sender), OptOutType::start, start + 1h);
  CHECK_FALSE(list.contains(by_number(sender)));
  CHECK(list.entries().empty());
}

TEST_CASE("STOP to a number of a messaging service holds for the whole service") {
  OptOutList list;
  list.hear(by_both(sender, service), OptOutType::stop, start);
  CHECK(list.contains(by_service(service)));
  CHECK(list.contains(by_both(other_sender, service)));
  CHECK(list.contains(by_number(sender)));
  CHECK(list.contains(by_number(service)));  // From may be the service, too
  CHECK_FALSE(list.contains(by_service(other_service)));
  CHECK_FALSE(list.contains(by_number(other_sender)));
}

TEST_CASE("START to any number of a messaging service ends what holds with the service") {
  OptOutList list;
  list.hear(by_both(sender, service), OptOutType::stop, start);
  list.refused_with_21610(by_service(service), start);
  list.hear(by_number("+15005550008"), OptOutType::stop, start);
  list.hear(by_both(other_sender, service), OptOutType::start, start + 1h);
  CHECK_FALSE(list.contains(by_service(service)));
  CHECK_FALSE(list.contains(by_number(sender)));
  CHECK(list.contains(by_number("+15005550008")));
}

TEST_CASE("what Twilio refuses with 21610 is not tried again") {
  OptOutList list;
  list.refused_with_21610(by_number(sender), start);
  const auto refused = list.refusal({.to = who, .from = sender}, start + 1h);
  REQUIRE(refused);
  CHECK(refused->code == ErrorCode::opted_out);
  CHECK(refused->message ==
        "+1555•••0099 has opted out of messages from +1500•••0006, known since 2026-01-01T09:00:00.000000Z; it may be "
        "sent to again once it has texted START there");
}

TEST_CASE("a refusal of a service names the service") {
  OptOutList list;
  list.hear(by_both(sender, service), OptOutType::stop, start);
  const auto refused = list.refusal({.to = who, .messaging_service_sid = service}, start);
  REQUIRE(refused);
  CHECK_THAT(refused->message, Catch::Contains("from " + std::string(service)));
}

TEST_CASE("an opt-out is found however the number is written") {
  OptOutList list;
  list.opt_out({.recipient = "+1 (555) 123-0099", .sender = "+1 500 555 0006"}, start);
  CHECK(list.refusal({.to = "+1-555-123-0099", .from = sender}, start));
}

TEST_CASE("an opt-out of one channel is not one of another") {
  OptOutList list;
  list.opt_out(by_number(sender), start);
  CHECK_FALSE(list.refusal({.to = "whatsapp:+15551230099", .from = "whatsapp:+15005550006"}, start));
}

TEST_CASE("in test mode it is the opt-out of the original recipient that counts") {
  OptOutList list;
  list.opt_out(by_number(sender), start);
  CHECK(list.refusal({.to = who, .sent_to = "+15005550001", .from = sender}, start));
  CHECK_FALSE(list.refusal({.to = "+15005550001", .sent_to = who, .from = sender}, start));
}

TEST_CASE("an opt-out that is heard twice keeps its first time") {
  OptOutList list;
  list.opt_out(by_number(sender), start);
  list.opt_out(by_number(sender), start + 1h);
  CHECK(list.entries() == std::vector<OptOutEntry>{{.pair = by_number(sender), .since = start}});
}

TEST_CASE("what names no sender opts out of nothing") {
  OptOutList list;
  list.opt_out({.recipient = who}, start);
  CHECK(list.entries().empty());
  CHECK_FALSE(list.contains({.recipient = who}));
}

}  // namespace
}  // namespace understudy
