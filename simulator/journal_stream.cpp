#include "simulator/journal_stream.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

constexpr std::size_t piece_size = 64 * 1024;  // about

}  // namespace

JournalStream::JournalStream(std::shared_ptr<JournalFeed> feed, JournalWish wish)
    : feed_(std::move(feed)),
      follower_(*feed_),
      wish_(std::move(wish)),
      seen_(wish_.after),
      safe_(feed_->journal() ? feed_->journal()->size() : 0),
      replacements_(feed_->replacements()),
      comment_due_(now() + silence_max) {}

std::string JournalStream::take() {
  const Journal* journal = feed_->journal();
  if (!journal) return {};
  std::string text = replacement() + loss();
  const auto& events = journal->events();
  for (auto i = static_cast<std::size_t>(seen_ - journal->dropped()); i < events.size(); ++i) {
    const Journal::Event& event = events[i];
    if (text.size() >= piece_size || (feed_->log() && event.seq > safe_)) break;
    seen_ = event.seq;
    if (wish_.kind && event.kind != *wish_.kind) continue;
    fmt::format_to(std::back_inserter(text), "id: {}\nevent: {}\ndata: {}\n\n", event.seq, event.kind, event.line);
  }
  if (text.empty() && comment_due_ <= now()) text = ": nothing new\n\n";
  if (!text.empty()) comment_due_ = now() + silence_max;
  return text;
}

// Its numbers go on from an earlier one, as they also do for who comes back with the number of an event that is undone.
std::string JournalStream::replacement() {
  const std::uint64_t size = feed_->journal()->size();
  const bool replaced = replacements_ != feed_->replacements();
  if (!replaced && seen_ <= size) return {};
  seen_ = replaced ? feed_->replaced_after() : size;
  replacements_ = feed_->replacements();
  return fmt::format("id: {0}\nevent: replaced\ndata: {{\"after\":{0}}}\n\n", seen_);
}

std::string JournalStream::loss() {
  const std::uint64_t dropped = feed_->journal()->dropped();
  if (seen_ >= dropped) return {};
  const std::uint64_t first = std::exchange(seen_, dropped) + 1;
  return fmt::format("id: {1}\nevent: lost\ndata: {{\"from\":{0},\"to\":{1}}}\n\n", first, dropped);
}

bool JournalStream::behind() const {
  return seen_ != feed_->journal()->size() || replacements_ != feed_->replacements();
}

Task<bool> JournalStream::more() {
  for (;;) {
    if (!feed_->journal()) co_return false;
    const Duration patience = comment_due_ - now();
    if (behind() || patience <= Duration{0}) {
      const auto log = feed_->log();
      if (!log) co_return true;
      safe_ = feed_->journal()->size();
      const bool kept = co_await log->kept();
      co_return kept && feed_->journal();
    }
    co_await JournalFeed::news(feed_, patience);
  }
}

}  // namespace understudy::simulator
