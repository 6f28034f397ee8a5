#pragma once

#include <cstdint>
#include <memory>

#include "core/observe/journal.hpp"
#include "core/runtime/task.hpp"
#include "core/runtime/waiting.hpp"
#include "simulator/input.hpp"

namespace understudy::simulator {

// Where those who follow a world's journal, be it one or many, wait for news. It outlives the world, so that they can
// be told of its end.
class JournalFeed {
 public:
  JournalFeed(Executor& executor, const Journal& journal)
      : executor_(executor), journal_(&journal), news_(executor), left_(executor) {}

  Executor& executor() const { return executor_; }
  const Journal* journal() const { return journal_; }  // nullptr once it is closed

  // Another journal has taken the place of the one before; how often so far, and where the newest began.
  void replace(const Journal& journal);
  std::uint64_t replacements() const { return replacements_; }
  std::uint64_t replaced_after() const { return replaced_after_; }

  // Where what led to its events is kept; nullptr where nothing is. Nobody is told of an event before that is safe.
  void keep_in(std::shared_ptr<InputLog> log) { log_ = std::move(log); }
  const std::shared_ptr<InputLog>& log() const { return log_; }

  // Something was written.
  void ring() { news_.ring(); }
  void close();

  // Until something was written, the journal was replaced, or the feed is closed; no longer than so long, outside.
  static Task<> news(std::shared_ptr<JournalFeed> feed, Duration at_most);

  // While one lives, the feed is followed.
  class Follower {
   public:
    explicit Follower(JournalFeed& feed) : feed_(feed) { ++feed_.followers_; }
    Follower(const Follower&) = delete;
    Follower& operator=(const Follower&) = delete;
    ~Follower() {
      if (--feed_.followers_ == 0) feed_.left_.ring();
    }

   private:
    JournalFeed& feed_;
  };
  // Until nobody follows it any more.
  static Task<bool> deserted(std::shared_ptr<JournalFeed> feed);

 private:
  static Task<bool> next(std::shared_ptr<JournalFeed> feed);

  Executor& executor_;
  const Journal* journal_;
  std::shared_ptr<InputLog> log_;
  std::uint64_t replacements_ = 0;
  std::uint64_t replaced_after_ = 0;
  int followers_ = 0;
  Bell news_;
  Bell left_;
};

}  // namespace understudy::simulator
