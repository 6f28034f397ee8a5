#include <algorithm>

#include "core/api/json_writer.hpp"
#include "core/message/phone_number.hpp"
#include "simulator/world_state.hpp"

#include <fmt/format.h>

namespace understudy::simulator {

// {"kind": "number", "added": "+15550100001"}
void WorldState::note_holding(std::string_view kind, std::string_view what, std::string_view which, TimePoint now) {
  journal.append(now, kind, [&](JsonWriter& json) { json.member(what, which); });
}

bool WorldState::add_number(Number number, TimePoint now) {
  begin(now);
  run_due(now);
  queues.set_rate(number.number, number.segments_per_second);
  const std::string text = number.number;
  const bool is_new = account.add(std::move(number));
  note_holding("number", is_new ? "added" : "changed", text, now);
  return is_new;
}

bool WorldState::remove_number(const std::string& number, TimePoint now) {
  begin(now);
  run_due(now);
  if (!account.remove_number(number)) return false;
  queues.set_rate(number, std::nullopt);
  note_holding("number", "removed", number, now);
  return true;
}

Result<std::string> WorldState::add_service(MessagingService service, TimePoint now) {
  begin(now);
  run_due(now);
  for (const std::string& number : service.pool) {
    if (account.number(number)) continue;
    return failure(ErrorCode::invalid_input, fmt::format("pool: the account has no number \"{}\"", number));
  }
  if (service.sid.empty()) service.sid = make_sid("MG", sids);
  const bool is_new = account.service(service.sid) == nullptr;
  const std::string sid = account.add(std::move(service)).sid;
  note_holding("service", is_new ? "added" : "changed", sid, now);
  return sid;
}

bool WorldState::remove_service(const std::string& sid, TimePoint now) {
  begin(now);
  run_due(now);
  if (!account.remove_service(sid)) return false;
  note_holding("service", "removed", sid, now);
  return true;
}

Result<std::string> WorldState::scope_of(const OptOut& pair) const {
  if (!PhoneNumber::parse(pair.phone)) {
    return failure(ErrorCode::invalid_input,
                   fmt::format("phone: wants the phone's number as +15550100099, got \"{}\"", pair.phone));
  }
  if (account.service(pair.sender)) return pair.sender;
  if (account.number(pair.sender)) return std::string(account.opt_out_scope(pair.sender));
  return failure(
      ErrorCode::invalid_input,
      fmt::format("sender: wants a number of the account or the SID of a messaging service, got \"{}\"", pair.sender));
}

Result<bool> WorldState::add_opt_out(const OptOut& pair, TimePoint now) {
  begin(now);
  run_due(now);
  const auto scope = scope_of(pair);
  if (!scope) return tl::unexpected(scope.error());
  if (!opt_outs.add(pair.phone, *scope)) return false;
  journal.append(now, "opt_out", [&](JsonWriter& json) {
    json.member("added", std::string_view(pair.phone)).member("sender", std::string_view(*scope));
  });
  return true;
}

Result<bool> WorldState::remove_opt_out(const OptOut& pair, TimePoint now) {
  begin(now);
  run_due(now);
  // One may have outlived its service, or its number's place in a pool.
  const bool as_said = opt_outs.contains(pair.phone, pair.sender);
  const auto scope = as_said ? Result<std::string>(pair.sender) : scope_of(pair);
  if (!scope) return tl::unexpected(scope.error());
  if (!opt_outs.remove(pair.phone, *scope)) return false;
  journal.append(now, "opt_out", [&](JsonWriter& json) {
    json.member("removed", std::string_view(pair.phone)).member("sender", std::string_view(*scope));
  });
  return true;
}

}  // namespace understudy::simulator
