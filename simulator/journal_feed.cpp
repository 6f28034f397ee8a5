#include "simulator/journal_feed.hpp"

namespace understudy::simulator {

void JournalFeed::replace(const Journal& journal) {
  if (!journal_) return;
  journal_ = &journal;
  ++replacements_;
  replaced_after_ = journal.size();
  news_.ring();
}

void JournalFeed::close() {
  journal_ = nullptr;
  news_.ring();
}

Task<> JournalFeed::news(std::shared_ptr<JournalFeed> feed, Duration at_most) {
  Executor& executor = feed->executor_;
  auto next = JournalFeed::next(std::move(feed));
  co_await within(executor, at_most, std::move(next));
}

Task<bool> JournalFeed::next(std::shared_ptr<JournalFeed> feed) {
  co_await feed->news_.wait();
  co_return true;
}

Task<bool> JournalFeed::deserted(std::shared_ptr<JournalFeed> feed) {
  while (feed->followers_ > 0) co_await feed->left_.wait();
  co_return true;
}

}  // namespace understudy::simulator
