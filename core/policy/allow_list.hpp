#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "core/policy/send_gate.hpp"

namespace understudy {

// Whom messages may go to.
struct AllowListOptions {
  std::vector<std::string> numbers{};   // these, "+15005550006" or "whatsapp:+15005550006"
  std::vector<std::string> prefixes{};  // and all that begin like one of these, "+1555"
  bool operator==(const AllowListOptions&) const = default;
};

// Lets messages go to a few numbers only, such as those of a team. It looks at the number that a message really goes
// to, so that in test mode the one that all are redirected to has to be on it, and that is all.
class AllowList : public SendGate {
 public:
  // `configuration` when it names nobody, or something that cannot be a number or the beginning of one.
  static Result<AllowList> make(const AllowListOptions& options);

  bool allows(std::string_view address) const;

  std::string_view name() const override { return "allow_list"; }
  std::optional<Error> refusal(const GateQuestion& question, TimePoint now) const override;

 private:
  AllowList() = default;
  std::set<std::string, std::less<>> numbers_;
  std::vector<std::string> prefixes_;
};

}  // namespace understudy
