#include "core/policy/do_not_contact.hpp"

#include "core/message/address.hpp"
#include "core/message/masked.hpp"

namespace understudy {
namespace {

// The register has numbers, whichever channel they are reached by.
std::string key_of(std::string_view address) { return plain_address(without_channel(address)); }

}  // namespace

std::optional<Error> DoNotContactOptions::check() const {
  const Duration none(0);
  if (ttl > none && ask_again > none && entries_most > 0) return std::nullopt;
  return Error(ErrorCode::configuration,
               "a do-not-contact list should keep answers for more than 0s, ask again after more than 0s and hold at "
               "least 1 entry, not " +
                   format_duration(ttl) + ", " + format_duration(ask_again) + " and " + std::to_string(entries_most));
}

std::optional<bool> DoNotContact::known(std::string_view number, TimePoint now) const {
  const Entry* entry = find(number);
  if (!entry || !entry->listed || now >= entry->answered + options_.ttl) return std::nullopt;
  return entry->listed;
}

bool DoNotContact::should_ask(std::string_view number, TimePoint now) const {
  if (known(number, now)) return false;
  const Entry* entry = find(number);
  return !entry || !entry->failed || now >= *entry->failed + options_.ask_again;
}

void DoNotContact::remember(std::string_view number, bool listed, TimePoint now) {
  Entry& entry = touch(number);
  entry.listed = listed;
  entry.answered = now;
  entry.failed.reset();
}

void DoNotContact::register_failed(std::string_view number, TimePoint now) { touch(number).failed = now; }

std::optional<Error> DoNotContact::refusal(const GateQuestion& question, TimePoint now) const {
  const Entry* entry = find(question.to);
  const std::string who = masked_number(question.to);
  if (entry && entry->listed == true) {
    return Error(ErrorCode::withheld, who + " is in the do-not-contact register, which said so at " +
                                          format_timestamp(entry->answered) +
                                          "; it may be sent to once the register no longer has it");
  }
  if (known(question.to, now)) return std::nullopt;

  const std::string why =
      entry && entry->failed
          ? "the do-not-contact register gave no answer about " + who + " at " + format_timestamp(*entry->failed)
          : "the do-not-contact register has not been asked about " + who + " of late";
  switch (options_.when_down) {
    case WhenDown::allow: return std::nullopt;
    case WhenDown::refuse:
      return Error(ErrorCode::withheld, why +
                                            ", and nothing goes out unasked; it may be sent to once the register "
                                            "answers that it does not have it");
    case WhenDown::defer: break;
  }
  const bool just_failed = entry && entry->failed && *entry->failed + options_.ask_again > now;
  const TimePoint again = (just_failed ? *entry->failed : now) + options_.ask_again;
  Error error(ErrorCode::deferred, why + "; it may be tried again from " + format_timestamp(again) + " on");
  error.not_before = again;
  return error;
}

const DoNotContact::Entry* DoNotContact::find(std::string_view number) const {
  const auto found = entries_.find(key_of(number));
  return found == entries_.end() ? nullptr : &found->second;
}

DoNotContact::Entry& DoNotContact::touch(std::string_view number) {
  const auto [entry, is_new] = entries_.try_emplace(key_of(number));
  if (!is_new) by_order_.erase(entry->second.order);
  entry->second.order = next_order_++;
  by_order_.emplace(entry->second.order, entry);
  if (entries_.size() > options_.entries_most) {
    const auto oldest = by_order_.begin();
    entries_.erase(oldest->second);
    by_order_.erase(oldest);
  }
  return entry->second;
}

}  // namespace understudy
