#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

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

 private:
  std::set<std::pair<std::string, std::string>> pairs_;
};

enum class Keyword { stop, start, help };
// The keyword that a text is: the one word, in any letter case, spaces around it aside.
std::optional<Keyword> keyword_in(std::string_view body);
// What Twilio answers by itself.
std::string_view default_reply(Keyword keyword);

}  // namespace understudy::simulator
