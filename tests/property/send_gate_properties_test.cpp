#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/policy/do_not_contact.hpp"
#include "core/policy/opt_out_list.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

namespace understudy {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + 9h;

// Two numbers share a messaging service, one is alone in another, one is in none.
struct Sender {
  std::string number;
  std::string service;
  std::string scope() const { return service.empty() ? number : service; }
};
const std::vector<Sender> senders{
    {"+15005550001", "MG00000000000000000000000000000001"},
    {"+15005550002", "MG00000000000000000000000000000001"},
    {"+15005550003", "MG00000000000000000000000000000002"},
    {"+15005550004", ""},
};
const std::vector<std::string> recipients{"+15551230001", "+15551230002"};

TEST_CASE("an opt-out list knows what each phone said last") {
  rc::prop("to a sender, or to any sender of its service; and so does a list made of its entries", [] {
    OptOutList list;
    std::map<std::pair<std::string, std::string>, bool> stopped;
    TimePoint now = start;
    const int texts = *rc::gen::inRange(0, 40);
    for (int i = 0; i < texts; ++i) {
      now += 1min;
      const std::string& who = recipients[*rc::gen::inRange<std::size_t>(0, recipients.size())];
      const Sender& to = senders[*rc::gen::inRange<std::size_t>(0, senders.size())];
      const auto said = *rc::gen::element(OptOutType::stop, OptOutType::start);
      list.hear({.recipient = who, .sender = to.number, .messaging_service_sid = to.service}, said, now);
      stopped[{who, to.scope()}] = said == OptOutType::stop;
    }
    const OptOutList again(list.entries());
    RC_ASSERT(again.entries() == list.entries());
    for (const std::string& who : recipients) {
      for (const Sender& from : senders) {
        const GateQuestion question{.to = who, .from = from.number, .messaging_service_sid = from.service};
        const bool expected = stopped[std::pair(who, from.scope())];
        RC_ASSERT(list.refusal(question, now).has_value() == expected);
        RC_ASSERT(again.refusal(question, now).has_value() == expected);
      }
    }
  });
}

TEST_CASE("a do-not-contact list keeps its promises whatever the register does") {
  rc::prop("who was last said to be listed is refused, and without a word only `allow` lets go", [] {
    const DoNotContactOptions options{
        .ttl = 1h,
        .when_down = *rc::gen::element(WhenDown::refuse, WhenDown::allow, WhenDown::defer),
        .ask_again = 10min};
    DoNotContact list(options);
    const GateQuestion question{.to = "+15551230001"};
    std::optional<bool> last;
    TimePoint answered = start;
    TimePoint now = start;
    const int steps = *rc::gen::inRange(0, 40);
    for (int i = 0; i < steps; ++i) {
      now += Duration(5min) * *rc::gen::inRange(0, 20);
      const int event = *rc::gen::inRange(0, 4);
      if (event == 0) list.register_failed(question.to, now);
      if (event == 1 || event == 2) {
        last = event == 1;
        answered = now;
        list.remember(question.to, *last, now);
      }
      const bool fresh = last && now < answered + options.ttl;
      const auto refusal = list.refusal(question, now);
      RC_ASSERT(list.known(question.to, now) == (fresh ? last : std::nullopt));
      if (fresh) RC_ASSERT(!list.should_ask(question.to, now));
      if (last == true) {
        RC_ASSERT(refusal && refusal->code == ErrorCode::withheld);
      } else if (fresh || options.when_down == WhenDown::allow) {
        RC_ASSERT(!refusal);
      } else if (options.when_down == WhenDown::refuse) {
        RC_ASSERT(refusal && refusal->code == ErrorCode::withheld);
      } else {
        RC_ASSERT(refusal && refusal->code == ErrorCode::deferred);
        RC_ASSERT(*refusal->not_before > now);
        RC_ASSERT(list.should_ask(question.to, *refusal->not_before));
      }
    }
  });
}

}  // namespace
}  // namespace understudy
