#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/message/sid.hpp"

namespace understudy {

// Marks of sends whose answers have not come, and the messages that webhooks have named for them.
class Marks {
 public:
  void expect(const std::string& mark) { messages_.emplace(mark, std::nullopt); }
  void forget(const std::string& mark) { messages_.erase(mark); }
  // What nobody expects is not kept.
  void hear(std::string_view mark, const MessageSid& message);
  std::optional<MessageSid> message_of(std::string_view mark) const;

 private:
  std::map<std::string, std::optional<MessageSid>, std::less<>> messages_;
};

}  // namespace understudy
