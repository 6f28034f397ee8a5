#include "simulator/fault_json.hpp"

#include "core/api/json_writer.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

void member(JsonWriter& json, std::string_view name, Duration duration) {
  json.member(name, std::string_view(format_duration(duration)));
}

void member(JsonWriter& json, std::string_view name, const Moment& moment) {
  const auto* after = std::get_if<Duration>(&moment);
  json.member(name, std::string_view(after ? format_duration(*after) : format_timestamp(std::get<TimePoint>(moment))));
}

void write_operations(JsonWriter& json, const Operations& operations) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < operations_count; ++i) {
    if (operations.contains(static_cast<Operation>(i))) names.push_back(to_string(static_cast<Operation>(i)));
  }
  json.key("on");
  if (operations == operations_of("*")) names = {"*"};
  if (names.size() == 1) return void(json.string(names.front()));
  json.begin_array();
  for (std::string_view name : names) json.string(name);
  json.end_array();
}

// 0.2 of 200000.
std::string decimal(int per_million) {
  if (per_million == 1'000'000) return "1";
  std::string text = fmt::format("0.{:06}", per_million);
  text.erase(text.find_last_not_of('0') + 1);
  return text.ends_with('.') ? "0" : text;
}

void write_occasion(JsonWriter& json, const Occasion& occasion) {
  if (const auto* nth = std::get_if<Nth>(&occasion)) json.member("nth", nth->nth);
  if (const auto* first = std::get_if<First>(&occasion)) json.member("first", first->count);
  if (const auto* every = std::get_if<Every>(&occasion)) json.member("every", every->every);
  if (const auto* chance = std::get_if<ByChance>(&occasion)) json.key("ratio").raw(decimal(chance->per_million));
}

void write_answer(JsonWriter& json, const FaultAnswer& answer) {
  json.key("answer").begin_object();
  json.member("status", answer.status);
  if (answer.code != 0) json.member("code", answer.code);
  if (answer.retry_after) member(json, "retry_after", *answer.retry_after);
  json.end_object();
}

}  // namespace

void write_effect(JsonWriter& json, const Fault::Effect& effect) {
  if (effect.delay > Duration{0}) member(json, "delay", effect.delay);
  if (effect.drop != Fault::Drop::none) json.member("drop", to_string(effect.drop));
  if (effect.answer) write_answer(json, *effect.answer);
  if (effect.body != Fault::Body::whole) json.member("body", to_string(effect.body));
  if (effect.content_type) json.member("content_type", std::string_view(*effect.content_type));
  if (effect.reset) json.member("reset", *effect.reset);
  if (effect.drip) json.member("drip", *effect.drip);
  if (effect.duplicate > 0) json.member("duplicate", effect.duplicate);
  if (effect.reorder) json.member("reorder", true);
  if (effect.signature != Fault::Signature::right) json.member("signature", to_string(effect.signature));
  if (effect.extra.empty()) return;
  json.key("extra").begin_object();
  for (const auto& [name, value] : effect.extra) json.member(name, std::string_view(value));
  json.end_object();
}

void write_fault(JsonWriter& json, const Fault& fault) {
  write_operations(json, fault.on);
  if (!fault.match.empty()) {
    json.key("match").begin_object();
    for (const Condition& condition : fault.match) {
      json.member(condition.parameter, std::string_view(condition.pattern));
    }
    json.end_object();
  }
  write_occasion(json, fault.occasion);
  if (fault.from) member(json, "from", *fault.from);
  if (fault.until) member(json, "until", *fault.until);
  write_effect(json, fault.effect);
}

void write_strike(JsonWriter& json, const Strike& strike) {
  json.member("fault", static_cast<std::int64_t>(strike.fault));
  write_effect(json, strike.effect);
}

void write_rule(JsonWriter& json, const FaultPlan::Rule& rule, TimePoint now) {
  json.member("id", static_cast<std::int64_t>(rule.id));
  write_fault(json, rule.fault);
  json.member("matched", static_cast<std::int64_t>(rule.matched));
  json.member("struck", static_cast<std::int64_t>(rule.struck));
  json.member("over", FaultPlan::is_over(rule, now));
}

}  // namespace understudy::simulator
