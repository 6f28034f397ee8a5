#include "simulator/faults.hpp"

#include <algorithm>

#include "core/api/json_writer.hpp"

namespace understudy::simulator {
namespace {

// Delays add up; an answer and a drop are those of the fault that was added first.
void merge(Fault& fault, const Fault& other) {
  fault.delay += other.delay;
  if (fault.drop == Fault::Drop::none) fault.drop = other.drop;
  if (fault.status) return;
  fault.status = other.status;
  fault.code = other.code;
  fault.retry_after = other.retry_after;
}

std::string_view usual_text(int code) {
  switch (code) {
    case 20003: return "Authenticate";
    case 20429: return "Too Many Requests";
    case 20500: return "An internal server error has occurred";
    case 20503: return "Service unavailable";
    case 21611: return "SMS queue is full.";
    default: return "The request was refused by a fault";
  }
}

}  // namespace

void FaultPlan::add(Fault fault) {
  const std::uint64_t strikes_at = count(fault.on) + static_cast<std::uint64_t>(std::max(fault.nth, 1));
  waiting_.push_back({fault, strikes_at});
}

std::optional<Fault> FaultPlan::strike(Operation operation) {
  const std::uint64_t now = ++count(operation);
  if (waiting_.empty()) return std::nullopt;
  std::optional<Fault> struck;
  for (const Waiting& waiting : waiting_) {
    if (waiting.fault.on != operation || waiting.strikes_at != now) continue;
    struck ? merge(*struck, waiting.fault) : void(struck = waiting.fault);
  }
  if (struck) {
    std::erase_if(waiting_, [&](const Waiting& w) { return w.fault.on == operation && w.strikes_at == now; });
  }
  return struck;
}

Answer faulty_answer(const Fault& fault) {
  const int code = fault.code != 0 ? fault.code : *fault.status == 401 ? 20003 : 20'000 + *fault.status;
  Answer answer = refuse({*fault.status, code, std::string(usual_text(code))});
  answer.retry_after = fault.retry_after;
  return answer;
}

std::string_view to_string(Fault::Drop drop) {
  switch (drop) {
    case Fault::Drop::none: return "none";
    case Fault::Drop::before: return "before";
    case Fault::Drop::after: return "after";
  }
  return "";  // not a drop
}

void write_fault(JsonWriter& json, const Fault& fault) {
  json.member("on", to_string(fault.on));
  if (fault.delay > Duration{0}) json.member("delay", std::string_view(format_duration(fault.delay)));
  if (fault.drop != Fault::Drop::none) json.member("drop", to_string(fault.drop));
  if (!fault.status) return;
  json.key("answer").begin_object();
  json.member("status", *fault.status);
  if (fault.code != 0) json.member("code", fault.code);
  if (fault.retry_after) json.member("retry_after", std::string_view(format_duration(*fault.retry_after)));
  json.end_object();
}

}  // namespace understudy::simulator
