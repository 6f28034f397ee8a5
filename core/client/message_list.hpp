#pragma once

#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "core/api/message_resource.hpp"
#include "core/runtime/pending.hpp"

namespace understudy {

class Calls;

// Which messages a list holds.
// https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources
struct MessageFilter {
  std::string to{};
  std::string from{};
  // By date sent, in whole seconds; both ends are inclusive. `sent_on` is a day in UTC.
  std::optional<TimePoint> sent_on{};
  std::optional<TimePoint> sent_after{};
  std::optional<TimePoint> sent_before{};
  int page_size = 50;  // 1 to 1,000; how many come with one request
};

// Messages, newest first, a page at a time as they are asked for. In a task:
//
//   auto message = co_await list.next();           // Result<std::optional<Message>>; no message: that was all
//
// In ordinary code, where an error is the last that comes:
//
//   for (const Result<Message>& message : client.list({.to = "+15550100099"})) …
//
// The client must outlive it. Stays where it is while `next` is under way.
class MessageList {
 public:
  MessageList(Executor& executor, Calls& calls, const MessageFilter& filter);

  Task<Result<std::optional<Message>>> next();

  struct End {};
  class Iterator {
   public:
    using value_type = Result<Message>;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;
    explicit Iterator(MessageList& list) : list_(&list) { ++*this; }
    const Result<Message>& operator*() const { return *current_; }
    const Result<Message>* operator->() const { return &*current_; }
    Iterator& operator++();
    void operator++(int) { ++*this; }
    bool operator==(End) const { return !current_; }

   private:
    MessageList* list_;
    std::optional<Result<Message>> current_;
  };
  Iterator begin() { return Iterator(*this); }
  End end() const { return {}; }

 private:
  Executor* executor_;
  Calls* calls_;
  std::optional<std::string> next_page_;  // nothing after the last one
  std::vector<Message> page_;
  std::size_t taken_ = 0;  // of the page
};

}  // namespace understudy
