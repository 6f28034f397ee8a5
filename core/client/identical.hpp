#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/runtime/stop.hpp"
#include "core/runtime/waiting.hpp"

namespace understudy {

// Lets equal messages go one after the other, so that a look at what the service has cannot take one for another.
class Identical {
 public:
  explicit Identical(Executor& executor) : executor_(executor) {}

  class Turn {
   public:
    Turn(Identical& all, std::string key) : all_(&all), key_(std::move(key)) {}
    Turn(Turn&& other) noexcept : all_(std::exchange(other.all_, nullptr)), key_(std::move(other.key_)) {}
    Turn& operator=(Turn&&) = delete;
    ~Turn() {
      if (all_) all_->end(key_);
    }

   private:
    Identical* all_;
    std::string key_;
  };

  // Ends when no equal message is on its way any more; at once, most of the time. Nothing when `due` or the stop comes
  // before that.
  Task<std::optional<Turn>> turn(std::string key, std::optional<TimePoint> due, Stop* stop) {
    Bell* const stop_bell = stop ? &stop->bell() : nullptr;
    for (auto busy = busy_.find(key); busy != busy_.end(); busy = busy_.find(key)) {
      if ((stop && stop->requested()) || (due && *due <= executor_.now())) co_return std::nullopt;
      if (!busy->second) busy->second = std::make_shared<Bell>(executor_);
      std::shared_ptr<Bell> bell = busy->second;
      co_await SleepUnlessRung(executor_, due, *bell, stop_bell);
    }
    busy_.emplace(key, nullptr);
    co_return Turn(*this, std::move(key));
  }

 private:
  void end(const std::string& key) {
    const auto bell = busy_.extract(key).mapped();
    if (bell) bell->ring();
  }

  Executor& executor_;
  std::map<std::string, std::shared_ptr<Bell>> busy_;  // a bell once somebody waits
};

}  // namespace understudy
