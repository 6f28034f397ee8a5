#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>

#include "core/runtime/scope.hpp"
#include "core/runtime/waiting.hpp"

namespace understudy {

// Does `work(0)` to `work(count - 1)`, begun in that order and at most so many at once. Ends when all have ended, or as
// soon as one throws. Ending, or being dropped, it drops those under way.
class SideBySide {
 public:
  using Work = std::function<Task<>(std::size_t)>;

  static Task<> run(Executor& executor, std::size_t count, std::size_t at_once, Work work) {
    SideBySide all(executor, count, std::move(work));
    const std::size_t hands = std::min(count, std::max<std::size_t>(at_once, 1));
    Scope scope(executor);
    for (std::size_t i = 0; i < hands; ++i) scope.spawn(hand(all));
    while (all.ended_ < hands) {
      co_await all.one_ended_.wait();
      scope.sweep();
    }
  }

 private:
  SideBySide(Executor& executor, std::size_t count, Work work)
      : count_(count), work_(std::move(work)), one_ended_(executor) {}

  struct End {
    explicit End(SideBySide& a) : all(a) {}
    End(const End&) = delete;
    End& operator=(const End&) = delete;
    ~End() {
      ++all.ended_;
      all.one_ended_.ring();
    }
    SideBySide& all;
  };
  static Task<> hand(SideBySide& all) {
    End end(all);
    while (all.next_ < all.count_) {
      Task<> one = all.work_(all.next_++);
      co_await std::move(one);
    }
  }

  const std::size_t count_;
  const Work work_;
  Bell one_ended_;
  std::size_t next_ = 0;
  std::size_t ended_ = 0;
};

}  // namespace understudy
