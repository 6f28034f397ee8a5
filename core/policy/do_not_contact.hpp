#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "core/policy/send_gate.hpp"

namespace understudy {

// What becomes of a message while nobody knows whether its recipient is in the register.
enum class WhenDown {
  refuse,  // it is withheld
  allow,   // it goes
  defer,   // it may be tried again once the register may be asked again
};

struct DoNotContactOptions {
  Duration ttl = std::chrono::hours(24);  // so long an answer of the register holds
  WhenDown when_down = WhenDown::refuse;
  Duration ask_again = std::chrono::minutes(10);  // so long a register that failed is left alone about that number
  std::size_t entries_most = 100'000;             // then the number that was heard of longest ago is forgotten

  // `configuration` when a time or the number of entries is not above zero.
  std::optional<Error> check() const;
  bool operator==(const DoNotContactOptions&) const = default;
};

// What a register of people who must not be contacted has said of numbers: a memory only, filled by whoever asks the
// register (core/client/contact_register.hpp).
//
// An answer "not listed" holds for `ttl`. "Listed" refuses until the register says otherwise, however old it is, so
// that no breakdown of the register, under `allow` neither, lets through what it once forbade.
class DoNotContact : public SendGate {
 public:
  explicit DoNotContact(DoNotContactOptions options = {}) : options_(options) {}

  // Whether the number is listed, by an answer that still holds; nothing when there is none.
  std::optional<bool> known(std::string_view number, TimePoint now) const;
  // Whether the register should be asked: nothing is known, and it has not just failed.
  bool should_ask(std::string_view number, TimePoint now) const;
  void remember(std::string_view number, bool listed, TimePoint now);
  // No answer could be had; what is known is kept.
  void register_failed(std::string_view number, TimePoint now);
  std::size_t size() const { return entries_.size(); }

  std::string_view name() const override { return "do_not_contact"; }
  std::optional<Error> refusal(const GateQuestion& question, TimePoint now) const override;

 private:
  struct Entry {
    std::optional<bool> listed{};
    TimePoint answered{};
    std::optional<TimePoint> failed{};  // since that answer
    std::uint64_t order = 0;
  };
  using Entries = std::map<std::string, Entry, std::less<>>;

  const Entry* find(std::string_view number) const;
  Entry& touch(std::string_view number);

  DoNotContactOptions options_;
  Entries entries_;
  std::map<std::uint64_t, Entries::iterator> by_order_;
  std::uint64_t next_order_ = 0;
};

}  // namespace understudy
