#include "core/client/marks.hpp"

namespace understudy {

void Marks::hear(std::string_view mark, const MessageSid& message) {
  const auto expected = messages_.find(mark);
  if (expected != messages_.end()) expected->second = message;
}

std::optional<MessageSid> Marks::message_of(std::string_view mark) const {
  const auto expected = messages_.find(mark);
  return expected == messages_.end() ? std::nullopt : expected->second;
}

}  // namespace understudy
