#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "core/observe/observer.hpp"

namespace understudy {

// Tells several observers, in their order.
class Observers final : public Observer {
 public:
  explicit Observers(std::vector<std::shared_ptr<Observer>> all) : all_(std::move(all)) {}

  void on(const RequestMade& event) override { tell(event); }
  void on(const Retrying& event) override { tell(event); }
  void on(const Throttled& event) override { tell(event); }
  void on(const SendEnded& event) override { tell(event); }
  void on(const CallEnded& event) override { tell(event); }
  void on(const WebhookTaken& event) override { tell(event); }

 private:
  template <class Event>
  void tell(const Event& event) {
    for (const auto& observer : all_) observer->on(event);
  }
  std::vector<std::shared_ptr<Observer>> all_;
};

}  // namespace understudy
