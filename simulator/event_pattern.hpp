#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace understudy::simulator {

// An event of a journal that is waited for: the members that its line has, each with its value as JSON.
class EventPattern {
 public:
  using Member = std::pair<std::string, std::string>;  // "status", "\"delivered\""

  explicit EventPattern(std::vector<Member> members) : members_(std::move(members)) {}

  bool matches(std::string_view line) const;
  std::string text() const;  // {"kind":"status","status":"delivered"}

 private:
  std::vector<Member> members_;
};

}  // namespace understudy::simulator
