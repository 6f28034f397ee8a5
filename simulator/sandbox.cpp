#include "simulator/sandbox.hpp"

#include "core/runtime/pending.hpp"
#include "core/runtime/waiting.hpp"

namespace understudy::simulator {
namespace {

constexpr TimePoint default_epoch = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + std::chrono::hours(9);

// What falls due at the very end still belongs to it, so the world is asked to finish that instant.
Task<> pass(Executor& executor, SimulatedTwilio& twilio, Duration time) {
  co_await sleep_for(executor, time);
  co_await twilio.settle();
}

}  // namespace

Sandbox::Sandbox(WorldConfig config) : Sandbox(std::move(config), default_epoch) {}

Sandbox::Sandbox(WorldConfig config, TimePoint epoch)
    : executor_(epoch), twilio_(executor_, network_, std::move(config)) {
  network_.mount(base_url(), twilio_);
}

void Sandbox::advance(Duration by) { Pending<void>(executor_, pass(executor_, twilio_, by)).get(); }

}  // namespace understudy::simulator
