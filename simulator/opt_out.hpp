#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "simulator/config.hpp"

namespace understudy::simulator {

// Who does not want to hear from whom: pairs of a phone and a sender, which is a number or, for all numbers of its
// pool, a messaging service. https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out
class OptOuts {
 public:
  bool contains(std::string_view phone, std::string_view sender) const {
    return !pairs_.empty() && pairs_.contains(std::pair(std::string(phone), std::string(sender)));
  }
  // True when that changed something.
  bool add(std::string_view phone, std::string_view sender) { return pairs_.emplace(phone, sender).second; }
  bool remove(std::string_view phone, std::string_view sender) {
    return pairs_.erase(std::pair(std::string(phone), std::string(sender))) > 0;
  }

  const std::set<std::pair<std::string, std::string>>& pairs() const { return pairs_; }

 private:
  std::set<std::pair<std::string, std::string>> pairs_;
};

enum class Keyword { stop, start, help };
std::string_view to_string(Keyword keyword);  // "STOP", "START", "HELP"

// Who looks after a number's keywords: Twilio by default, or with a service's own rules; STOP and START of a toll-free
// number the carriers' network.
struct OptOutHandling {
  const AdvancedOptOut* own = nullptr;
  bool by_network = false;
};
bool is_toll_free(std::string_view number);  // of North America

// The keyword that a text is: the one word, in any letter case, spaces around it aside.
std::optional<Keyword> keyword_in(std::string_view body, const OptOutHandling& handling = {});
// What the phone is answered by itself.
std::string_view automatic_reply(Keyword keyword, const OptOutHandling& handling = {});

}  // namespace understudy::simulator
