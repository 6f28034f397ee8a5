#include "core/policy/opt_out_list.hpp"

#include <algorithm>
#include <utility>

#include "core/message/address.hpp"
#include "core/message/masked.hpp"
#include "core/message/sid.hpp"

namespace understudy {
namespace {

// A service may stand in the sender's place: `From` takes its SID, too.
OptOutPair plain(const OptOutPair& pair) {
  OptOutPair one{.recipient = plain_address(pair.recipient),
                 .sender = plain_address(pair.sender),
                 .messaging_service_sid = pair.messaging_service_sid};
  if (one.messaging_service_sid.empty() && is_sid(one.sender, "MG")) std::swap(one.sender, one.messaging_service_sid);
  return one;
}

bool same(const std::string& a, const std::string& b) { return !a.empty() && a == b; }

// For pairs of one recipient.
bool overlap(const OptOutPair& a, const OptOutPair& b) {
  return same(a.sender, b.sender) || same(a.messaging_service_sid, b.messaging_service_sid);
}

}  // namespace

OptOutList::OptOutList(const std::vector<OptOutEntry>& entries) {
  for (const OptOutEntry& entry : entries) opt_out(entry.pair, entry.since);
}

void OptOutList::hear(const OptOutPair& pair, OptOutType said, TimePoint now) {
  switch (said) {
    case OptOutType::stop: return opt_out(pair, now);
    case OptOutType::start: return opt_in(pair);
    case OptOutType::help: return;
  }
}

void OptOutList::opt_out(const OptOutPair& pair, TimePoint now) {
  OptOutPair added = plain(pair);
  // without either of them it would be found by nobody
  if (added.sender.empty() && added.messaging_service_sid.empty()) return;
  auto& known = by_recipient_[added.recipient];
  if (std::ranges::find(known, added, &OptOutEntry::pair) != known.end()) return;
  known.push_back({.pair = std::move(added), .since = now});
}

void OptOutList::opt_in(const OptOutPair& pair) {
  const OptOutPair ended = plain(pair);
  auto known = by_recipient_.find(ended.recipient);
  if (known == by_recipient_.end()) return;
  std::erase_if(known->second, [&](const OptOutEntry& entry) { return overlap(entry.pair, ended); });
  if (known->second.empty()) by_recipient_.erase(known);
}

std::vector<OptOutEntry> OptOutList::entries() const {
  std::vector<OptOutEntry> all;
  for (const auto& [recipient, known] : by_recipient_) all.insert(all.end(), known.begin(), known.end());
  return all;
}

std::optional<Error> OptOutList::refusal(const GateQuestion& question, TimePoint) const {
  const OptOutPair asked = plain({.recipient = std::string(question.to),
                                  .sender = std::string(question.from),
                                  .messaging_service_sid = std::string(question.messaging_service_sid)});
  const OptOutEntry* entry = find(asked);
  if (!entry) return std::nullopt;
  const bool by_service = !same(entry->pair.sender, asked.sender);
  const std::string sender = by_service ? asked.messaging_service_sid : masked_number(asked.sender);
  return Error(ErrorCode::opted_out, masked_number(asked.recipient) + " has opted out of messages from " + sender +
                                         ", known since " + format_timestamp(entry->since) +
                                         "; it may be sent to again once it has texted START there");
}

const OptOutEntry* OptOutList::find(const OptOutPair& pair) const {
  const OptOutPair asked = plain(pair);
  auto known = by_recipient_.find(asked.recipient);
  if (known == by_recipient_.end()) return nullptr;
  const auto found =
      std::ranges::find_if(known->second, [&](const OptOutEntry& entry) { return overlap(entry.pair, asked); });
  return found == known->second.end() ? nullptr : &*found;
}

}  // namespace understudy
