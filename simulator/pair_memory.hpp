#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/runtime/time.hpp"

namespace understudy::simulator {

// Something that is remembered for each pair of a phone and a number until the two have been silent for long.
template <class T>
class PairMemory {
 public:
  explicit PairMemory(Duration silence) : silence_(silence) {}

  // What is remembered of the pair, begun anew if that is nothing; the pair has spoken.
  T& spoken(std::string_view phone, std::string_view number, TimePoint now) {
    if (pairs_.size() >= sweep_at_) sweep(now);
    Entry& entry = pairs_[std::pair(std::string(phone), std::string(number))];
    if (is_forgotten(entry, now)) entry.value = T{};
    entry.last = now;
    return entry.value;
  }

  std::size_t size() const { return pairs_.size(); }

 private:
  struct Entry {
    T value{};
    TimePoint last{};
  };
  bool is_forgotten(const Entry& entry, TimePoint now) const { return now - entry.last > silence_; }
  // Seldom enough to cost nothing, often enough that the silent ones are never the greater part for long.
  void sweep(TimePoint now) {
    std::erase_if(pairs_, [&](const auto& pair) { return is_forgotten(pair.second, now); });
    sweep_at_ = std::max(sweep_min, 2 * pairs_.size());
  }

  static constexpr std::size_t sweep_min = 1024;
  Duration silence_;
  std::map<std::pair<std::string, std::string>, Entry> pairs_;
  std::size_t sweep_at_ = sweep_min;
};

}  // namespace understudy::simulator
