#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "simulator/world.hpp"

namespace understudy::simulator {

// A world as it was, to go back to.
struct Snapshot {
  TimePoint at;  // its time
  World world;
};

// Those of one world, by name.
class Snapshots {
 public:
  using ByName = std::map<std::string, Snapshot, std::less<>>;
  static constexpr std::size_t kept_max = 100;

  bool full() const { return snapshots_.size() >= kept_max; }
  const Snapshot* find(std::string_view name) const {
    const auto found = snapshots_.find(name);
    return found == snapshots_.end() ? nullptr : &found->second;
  }
  // In place of one of that name.
  void put(std::string name, Snapshot snapshot) { snapshots_.insert_or_assign(std::move(name), std::move(snapshot)); }
  bool drop(std::string_view name) {
    const auto found = snapshots_.find(name);
    if (found == snapshots_.end()) return false;
    snapshots_.erase(found);
    return true;
  }
  // A name that none has: "1", "2" …
  std::string free_name() const {
    std::size_t number = snapshots_.size() + 1;
    while (find(std::to_string(number))) ++number;
    return std::to_string(number);
  }
  const ByName& all() const { return snapshots_; }

 private:
  ByName snapshots_;
};

}  // namespace understudy::simulator
