// The plan of faults against a model that is told the same, and against itself.

#include <regex>
#include <string>
#include <vector>

#include "core/api/json_writer.hpp"
#include "simulator/fault_json.hpp"
#include "simulator/fault_table.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

using namespace understudy;
using namespace understudy::simulator;
using namespace std::chrono_literals;

namespace {

const TimePoint start = *parse_timestamp("2026-01-01T09:00:00Z");

// Something that happens: which operation, how long after what happened before, to whom.
struct Event {
  Operation on;
  Duration after;
  std::string to;
};
std::ostream& operator<<(std::ostream& out, const Event& event) {
  return out << to_string(event.on) << " to " << event.to << " " << format_duration(event.after) << " later";
}

rc::Gen<Operation> operation() {
  return rc::gen::map(rc::gen::inRange<std::size_t>(0, 4), [](std::size_t i) { return static_cast<Operation>(i); });
}
rc::Gen<std::string> recipient() { return rc::gen::element<std::string>("+1", "+12", "+123", "+21", "+2", ""); }
rc::Gen<Duration> span() {
  return rc::gen::map(rc::gen::inRange(0, 20), [](int n) { return Duration(std::chrono::seconds(n)); });
}

rc::Gen<Event> event() { return rc::gen::construct<Event>(operation(), span(), recipient()); }

rc::Gen<Occasion> occasion() {
  return rc::gen::apply(
      [](int which, int n) -> Occasion {
        if (which == 0) return Nth{n};
        if (which == 1) return First{n};
        return Every{n};
      },
      rc::gen::inRange(0, 3), rc::gen::inRange(1, 6));
}

rc::Gen<std::optional<Moment>> moment() {
  return rc::gen::apply(
      [](int kind, Duration after) -> std::optional<Moment> {
        if (kind == 0) return std::nullopt;
        if (kind == 1) return Moment(after);
        return Moment(start + after);
      },
      rc::gen::inRange(0, 3), rc::gen::map(span(), [](Duration d) { return d * 5; }));
}

Fault fault_of(Operation on, const std::string& pattern, const Occasion& occasion, const std::optional<Moment>& from,
               const std::optional<Moment>& until) {
  Fault fault;
  fault.on = on;
  if (!pattern.empty()) fault.match = {{"To", pattern}};
  fault.occasion = occasion;
  fault.from = from;
  fault.until = until;
  fault.effect.delay = 1s;
  return fault;
}

rc::Gen<Fault> fault() {
  return rc::gen::apply(fault_of, operation(), rc::gen::element<std::string>("", "+1", "+1*", "*2*", "*1", "**"),
                        occasion(), moment(), moment());
}

std::vector<std::uint64_t> ids(const std::vector<Strike>& strikes) {
  std::vector<std::uint64_t> all;
  for (const Strike& strike : strikes) all.push_back(strike.fault);
  return all;
}

// Which faults strike, event by event, said in another way: each fault looks over all that happens and picks its own.
std::vector<std::vector<std::uint64_t>> model(const std::vector<Fault>& faults, const std::vector<Event>& events) {
  std::vector<std::vector<std::uint64_t>> struck(events.size());
  for (std::size_t f = 0; f < faults.size(); ++f) {
    const Fault& fault = faults[f];
    const auto absolute = [](const Moment& moment) {
      return std::holds_alternative<Duration>(moment) ? start + std::get<Duration>(moment)
                                                      : std::get<TimePoint>(moment);
    };
    std::vector<std::size_t> own;
    TimePoint now = start;
    for (std::size_t e = 0; e < events.size(); ++e) {
      now += events[e].after;
      bool meant = fault.on == Operations(events[e].on);
      if (fault.from && now < absolute(*fault.from)) meant = false;
      if (fault.until && now >= absolute(*fault.until)) meant = false;
      for (const Condition& condition : fault.match) {
        std::string expression = std::regex_replace(condition.pattern, std::regex("\\+"), "\\+");
        expression = std::regex_replace(expression, std::regex("\\*"), ".*");
        if (!std::regex_match(events[e].to, std::regex(expression))) meant = false;
      }
      if (meant) own.push_back(e);
    }
    for (std::size_t i = 0; i < own.size(); ++i) {
      const auto n = static_cast<int>(i) + 1;
      const bool strikes = std::holds_alternative<Nth>(fault.occasion) ? std::get<Nth>(fault.occasion).nth == n
                           : std::holds_alternative<First>(fault.occasion)
                               ? std::get<First>(fault.occasion).count >= n
                               : n % std::get<Every>(fault.occasion).every == 0;
      if (strikes) struck[own[i]].push_back(f + 1);
    }
  }
  return struck;
}

std::vector<std::vector<std::uint64_t>> played(FaultPlan plan, const std::vector<Event>& events) {
  std::vector<std::vector<std::uint64_t>> struck;
  TimePoint now = start;
  for (const Event& event : events) {
    now += event.after;
    struck.push_back(ids(plan.strike(event.on, now, {{"To", event.to}})));
  }
  return struck;
}

Fault by_chance(int per_million) {
  Fault fault;
  fault.occasion = ByChance{per_million};
  fault.effect.delay = 1s;
  return fault;
}

// Of so many occasions those that a fault strikes.
std::vector<bool> chances(FaultPlan& plan, std::uint64_t id, int occasions) {
  std::vector<bool> struck;
  for (int i = 0; i < occasions; ++i) {
    const auto strikes = ids(plan.strike(Operation::messages_create, start, {}));
    struck.push_back(std::find(strikes.begin(), strikes.end(), id) != strikes.end());
  }
  return struck;
}

}  // namespace

TEST_CASE("faults strike just when they say, whatever happens") {
  rc::prop("as a model has it, that looks at one fault after the other", [] {
    const auto faults = *rc::gen::container<std::vector<Fault>>(fault());
    const auto events = *rc::gen::container<std::vector<Event>>(event());
    FaultPlan plan(Rng(1));
    for (const Fault& fault : faults) plan.add(fault, start);
    RC_ASSERT(played(plan, events) == model(faults, events));
  });
}

TEST_CASE("what a fault was written as is what it is read as") {
  rc::prop("read undoes write", [] {
    Fault fault = *::fault();
    if (fault.from && fault.until && fault.from->index() == fault.until->index()) fault.until.reset();
    if (*rc::gen::arbitrary<bool>()) fault.occasion = ByChance{*rc::gen::inRange(0, 1'000'001)};
    if (*rc::gen::arbitrary<bool>())
      fault.on = operations_of(*rc::gen::elementOf(std::vector<std::string>{"*", "pool.*"}));
    if (*rc::gen::arbitrary<bool>()) fault.effect.drip = *rc::gen::inRange(1, 1000);
    if (*rc::gen::arbitrary<bool>()) fault.effect.reset = *rc::gen::inRange(0, 1000);
    if (*rc::gen::arbitrary<bool>()) fault.effect.answer = FaultAnswer{*rc::gen::inRange(400, 600), 0, 3s};
    if (*rc::gen::arbitrary<bool>()) fault.effect.content_type = "text/plain; charset=\"utf-8\"";
    fault.effect.body = static_cast<Fault::Body>(*rc::gen::inRange(0, 5));
    if (*rc::gen::arbitrary<bool>()) {
      fault.on = operations_of("callback.*");
      fault.effect = {};
      fault.effect.duplicate = *rc::gen::inRange(1, 100);
      fault.effect.signature = static_cast<Fault::Signature>(*rc::gen::inRange(0, 4));
      fault.effect.extra = {{"New \"one\"", "grüß\n dich"}, {"Other", ""}};
    }
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    write_fault(json, fault);
    json.end_object();
    const auto again = parse_fault(text, "written");
    if (!again) RC_FAIL(again.error().message + " in " + text);
    RC_ASSERT(*again == fault);
  });
}

TEST_CASE("chance is of the seed, and of each fault its own") {
  rc::prop("the same seed strikes the same, and other faults move nothing", [](std::uint64_t seed) {
    const Fault fault = by_chance(*rc::gen::inRange(1, 1'000'000));
    FaultPlan alone{Rng(seed)};
    const auto expected = chances(alone, alone.add(fault, start), 200);

    FaultPlan among{Rng(seed)};
    Fault other = by_chance(*rc::gen::inRange(1, 1'000'000));
    other.effect.delay = 2s;
    among.add(other, start);
    const std::uint64_t id = among.add(fault, start);
    among.add(*::fault(), start);
    RC_ASSERT(chances(among, id, 200) == expected);
  });
}

TEST_CASE("two faults by chance that say the same strike at times of their own") {
  FaultPlan plan{Rng(42)};
  const std::uint64_t first = plan.add(by_chance(500'000), start);
  const std::uint64_t second = plan.add(by_chance(500'000), start);
  FaultPlan again = plan;
  REQUIRE(chances(plan, first, 100) != chances(again, second, 100));
}

TEST_CASE("a fault by chance strikes about as often as it says") {
  const int per_million = GENERATE(0, 1'000, 200'000, 500'000, 990'000, 1'000'000);
  FaultPlan plan{Rng(42)};
  const auto struck = chances(plan, plan.add(by_chance(per_million), start), 100'000);
  const auto count = std::count(struck.begin(), struck.end(), true);
  const auto expected = per_million / 10;
  const auto leeway = expected == 0 || expected == 100'000 ? 0 : 30 + expected / 20;
  REQUIRE(std::abs(static_cast<long>(count) - expected) <= leeway);
  REQUIRE(plan.find(1)->matched == 100'000);
  REQUIRE(plan.find(1)->struck == static_cast<std::uint64_t>(count));
}

TEST_CASE("of faults that are over the newest hundred are kept") {
  FaultPlan plan{Rng(42)};
  for (int i = 0; i < 150; ++i) {
    plan.add(fault_of(Operation::messages_create, "", Nth{1}, {}, {}), start);
    plan.strike(Operation::messages_create, start, {});
  }
  REQUIRE(plan.idle());
  const auto rules = plan.rules();
  REQUIRE(rules.size() == 100);
  REQUIRE(rules.front().id == 51);
  REQUIRE_FALSE(plan.find(50));
  REQUIRE(plan.remove(51));
  REQUIRE_FALSE(plan.remove(51));
}
