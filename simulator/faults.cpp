#include "simulator/faults.hpp"

#include <algorithm>

#include "core/api/json_writer.hpp"
#include "simulator/fault_json.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

constexpr std::size_t over_max = 100;

template <class... Cases>
struct Choice : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Choice(Cases...) -> Choice<Cases...>;  // which clang 14 does not find by itself

TimePoint time_of(const Moment& moment, TimePoint planned) {
  if (const auto* after = std::get_if<Duration>(&moment)) return planned + *after;
  return std::get<TimePoint>(moment);
}

bool meets(const Form& parameters, const Condition& condition) {
  return std::any_of(parameters.begin(), parameters.end(), [&](const Form::Field& field) {
    return field.first == condition.parameter && fits(condition.pattern, field.second);
  });
}

bool speaks_of(const FaultPlan::Rule& rule, Operation operation, TimePoint now, const Form& parameters) {
  if (!rule.fault.on.contains(operation) || now < rule.from || now >= rule.until) return false;
  return std::ranges::all_of(rule.fault.match,
                             [&](const Condition& condition) { return meets(parameters, condition); });
}

// Whether this occasion, the newest that the rule has counted, is one to strike.
bool is_due(FaultPlan::Rule& rule) {
  const auto number = [](int value) { return static_cast<std::uint64_t>(value); };
  const Choice choice{
      [&](const Nth& nth) { return rule.matched == number(nth.nth); },
      [&](const First& first) { return rule.matched <= number(first.count); },
      [&](const Every& every) { return rule.matched % number(every.every) == 0; },
      [&](const ByChance& chance) {
        return rule.chance.chance({number(chance.per_million), 1'000'000});
      },
  };
  return std::visit(choice, rule.fault.occasion);
}

std::string as_json(const Fault& fault) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  write_fault(json, fault);
  json.end_object();
  return text;
}

template <class T>
void keep_first(std::optional<T>& kept, const std::optional<T>& other) {
  if (!kept) kept = other;
}
template <class Enum>
void keep_first(Enum& kept, Enum other) {
  if (kept == Enum{}) kept = other;
}

void merge(Fault::Effect& into, const Fault::Effect& other) {
  into.delay += other.delay;
  keep_first(into.drop, other.drop);
  keep_first(into.answer, other.answer);
  keep_first(into.body, other.body);
  keep_first(into.content_type, other.content_type);
  keep_first(into.reset, other.reset);
  keep_first(into.drip, other.drip);
  into.duplicate += other.duplicate;
  keep_first(into.reorder, other.reorder);
  keep_first(into.signature, other.signature);
  for (const auto& [name, value] : other.extra) into.extra.add(name, value);
}

}  // namespace

std::uint64_t FaultPlan::add(Fault fault, TimePoint now) {
  Rule rule;
  rule.id = ++last_id_;
  if (fault.from) rule.from = time_of(*fault.from, now);
  if (fault.until) rule.until = time_of(*fault.until, now);
  if (std::holds_alternative<ByChance>(fault.occasion)) {
    const std::string name = as_json(fault);
    rule.chance = rng_.fork(fmt::format("{} {}", ++equal_ones_[name], name));
  }
  rule.fault = std::move(fault);
  rules_.push_back(std::move(rule));
  return last_id_;
}

bool FaultPlan::remove(std::uint64_t id) {
  const auto is_it = [id](const Rule& rule) { return rule.id == id; };
  return std::erase_if(rules_, is_it) + std::erase_if(over_, is_it) > 0;
}

void FaultPlan::clear() {
  rules_.clear();
  over_.clear();
}

std::vector<Strike> FaultPlan::strike(Operation operation, TimePoint now, const Form& parameters) {
  std::vector<Strike> strikes;
  for (Rule& rule : rules_) {
    if (!speaks_of(rule, operation, now, parameters)) continue;
    ++rule.matched;
    if (!is_due(rule)) continue;
    ++rule.struck;
    strikes.push_back({rule.id, rule.fault.effect});
  }
  const auto ended =
      std::stable_partition(rules_.begin(), rules_.end(), [&](const Rule& r) { return !is_over(r, now); });
  std::move(ended, rules_.end(), std::back_inserter(over_));
  rules_.erase(ended, rules_.end());
  if (over_.size() > over_max) over_.erase(over_.begin(), over_.end() - over_max);
  return strikes;
}

bool FaultPlan::is_over(const Rule& rule, TimePoint now) {
  if (now >= rule.until) return true;
  if (const auto* nth = std::get_if<Nth>(&rule.fault.occasion)) {
    return rule.matched >= static_cast<std::uint64_t>(nth->nth);
  }
  const auto* first = std::get_if<First>(&rule.fault.occasion);
  return first && rule.matched >= static_cast<std::uint64_t>(first->count);
}

std::vector<FaultPlan::Rule> FaultPlan::rules() const {
  std::vector<Rule> all = over_;
  all.insert(all.end(), rules_.begin(), rules_.end());
  std::ranges::sort(all, {}, &Rule::id);
  return all;
}

const FaultPlan::Rule* FaultPlan::find(std::uint64_t id) const {
  for (const auto* rules : {&rules_, &over_}) {
    const auto found = std::ranges::find(*rules, id, &Rule::id);
    if (found != rules->end()) return &*found;
  }
  return nullptr;
}

Fault::Effect merged(std::span<const Strike> strikes) {
  Fault::Effect effect;
  for (const Strike& strike : strikes) merge(effect, strike.effect);
  return effect;
}

bool fits(std::string_view pattern, std::string_view text) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == text;
  if (!text.starts_with(pattern.substr(0, star))) return false;
  text.remove_prefix(star);
  pattern.remove_prefix(star + 1);
  // Of what comes between two stars the first place is as good as any.
  for (std::size_t next = pattern.find('*'); next != std::string_view::npos; next = pattern.find('*')) {
    const std::size_t at = text.find(pattern.substr(0, next));
    if (at == std::string_view::npos) return false;
    text.remove_prefix(at + next);
    pattern.remove_prefix(next + 1);
  }
  return text.ends_with(pattern);
}

std::string_view to_string(Fault::Drop drop) {
  switch (drop) {
    case Fault::Drop::none: return "none";
    case Fault::Drop::before: return "before";
    case Fault::Drop::after: return "after";
  }
  return "";  // not a drop
}

std::string_view to_string(Fault::Body body) {
  switch (body) {
    case Fault::Body::whole: return "whole";
    case Fault::Body::cut: return "cut";
    case Fault::Body::malformed: return "malformed";
    case Fault::Body::empty: return "empty";
    case Fault::Body::html: return "html";
  }
  return "";  // not a body
}

std::string_view to_string(Fault::Signature signature) {
  switch (signature) {
    case Fault::Signature::right: return "right";
    case Fault::Signature::wrong: return "wrong";
    case Fault::Signature::other_url: return "other_url";
    case Fault::Signature::none: return "none";
  }
  return "";  // not a signature
}

}  // namespace understudy::simulator
