#include "simulator/fault_sense.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace understudy::simulator {
namespace {

// What can go wrong with what.
using Names = std::span<const std::string_view>;
constexpr std::array<std::string_view, 4> occasions{"nth", "first", "every", "ratio"};
constexpr std::array<std::string_view, 7> of_answers{"answer", "drop", "delay",       "reset",
                                                     "drip",   "body", "content_type"};
constexpr std::array<std::string_view, 6> of_callbacks{"drop", "delay", "duplicate", "reorder", "signature", "extra"};

std::string listed(Names names, std::string_view last) {
  return fmt::format("'{}' {} '{}'", fmt::join(names.first(names.size() - 1), "', '"), last, names.back());
}

class Sense {
 public:
  Sense(Problems& problems, const YamlValue& item, const Fault& fault)
      : problems_(problems), item_(item), fault_(fault) {}

  void check() {
    if (!item_.at("on") || fault_.on.empty()) return;  // which has been said
    if (fault_.on.has_callbacks() && fault_.on.has_requests()) {
      return problems_.add(item_.at("on")->place, "'on' has either what the API does or callbacks, not both");
    }
    if (fault_.on.has_callbacks()) {
      refuse(of_answers, of_callbacks, "it is the app that answers a callback; here {} can go wrong");
    } else {
      refuse(of_callbacks, of_answers, "that goes wrong with callbacks; here {} can");
    }
    one_of(occasions);
    for (std::string_view other : of_answers) not_both(other, "drop");
    for (std::string_view other : of_callbacks) not_both(other, "drop");
    not_both("delay", "reorder");
    if (fault_.effect.reorder && fault_.on.contains(Operation::callback_inbound)) {
      problems_.add(item_.at("reorder")->place,
                    "no other callback follows on callback.inbound; only callback.status can be in another order");
    }
    if (fault_.from && fault_.until && fault_.from->index() == fault_.until->index() && *fault_.until <= *fault_.from) {
      problems_.add(item_.at("until")->place, "'until' has to be later than 'from'");
    }
    does_something(fault_.on.has_callbacks() ? Names(of_callbacks) : Names(of_answers));
  }

 private:
  static bool contains(Names names, std::string_view name) { return std::ranges::find(names, name) != names.end(); }

  // What stands there though it is of the other side.
  void refuse(Names others, Names right, std::string_view words) {
    for (std::string_view name : others) {
      const YamlValue* met = contains(right, name) ? nullptr : item_.at(name);
      if (met) problems_.add(met->place, fmt::format(fmt::runtime(words), listed(right, "and")));
    }
  }
  void one_of(Names names) {
    std::vector<std::string_view> met;
    std::ranges::copy_if(names, std::back_inserter(met), [&](std::string_view name) { return item_.at(name); });
    if (met.size() > 1) {
      problems_.add(item_.place,
                    fmt::format("a fault strikes by one of {}, not by {}", listed(names, "and"), listed(met, "and")));
    }
  }
  void not_both(std::string_view one, std::string_view other) {
    if (one == other || (one == "delay" && other == "drop")) return;
    if (item_.at(one) && item_.at(other)) {
      problems_.add(item_.place, fmt::format("a fault has '{}' or '{}', not both", one, other));
    }
  }
  void does_something(Names effects) {
    const bool any = std::ranges::any_of(of_answers, [&](std::string_view name) { return item_.at(name); }) ||
                     std::ranges::any_of(of_callbacks, [&](std::string_view name) { return item_.at(name); });
    if (!any) problems_.add(item_.place, fmt::format("a fault needs what goes wrong: {}", listed(effects, "or")));
  }

  Problems& problems_;
  const YamlValue& item_;
  const Fault& fault_;
};

}  // namespace

void check_sense(Problems& problems, const YamlValue& item, const Fault& fault) {
  Sense(problems, item, fault).check();
}

}  // namespace understudy::simulator
