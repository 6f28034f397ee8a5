#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

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

  // Ends when no equal message is on its way any more. At once, most of the time.
  Task<Turn> turn(std::string key) {
    for (auto busy = busy_.find(key); busy != busy_.end(); busy = busy_.find(key)) {
      if (!busy->second) busy->second = std::make_shared<Bell>(executor_);
      std::shared_ptr<Bell> bell = busy->second;
      co_await bell->wait();
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
