#include "core/client/message_list.hpp"

#include "core/client/calls.hpp"

namespace understudy {

MessageList::MessageList(Executor& executor, Calls& calls, const MessageFilter& filter)
    : executor_(&executor), calls_(&calls), next_page_(calls.first_page(filter)) {}

Task<Result<std::optional<Message>>> MessageList::next() {
  while (taken_ == page_.size()) {
    if (!next_page_) co_return std::optional<Message>();
    std::string url = *next_page_;
    auto page = co_await calls_->page(std::move(url));
    if (!page) co_return tl::unexpected(std::move(page.error()));
    page_ = std::move(page->messages);
    taken_ = 0;
    next_page_.reset();
    if (page->next_page_uri) next_page_ = calls_->page_at(*page->next_page_uri);
  }
  co_return std::optional<Message>(std::move(page_[taken_++]));
}

MessageList::Iterator& MessageList::Iterator::operator++() {
  if (current_ && !*current_) {
    current_.reset();
    return *this;
  }
  auto next = Pending<Result<std::optional<Message>>>(*list_->executor_, list_->next()).get();
  if (!next) {
    current_ = tl::unexpected(std::move(next.error()));
  } else if (*next) {
    current_ = std::move(**next);
  } else {
    current_.reset();
  }
  return *this;
}

}  // namespace understudy
