#pragma once

#include <memory>

#include "core/http/transport.hpp"
#include "core/runtime/executor.hpp"
#include "simulator/world.hpp"
#include "simulator/world_clock.hpp"

namespace understudy::simulator {

// What an advance did.
struct Advance {
  TimePoint from;
  TimePoint to;
  std::uint64_t events = 0;      // status changes and other things that fell due
  std::uint64_t deliveries = 0;  // webhooks posted and answered
};

// Twilio, simulated: a world that is awake. It answers requests, wakes for what falls due, posts webhooks through a
// transport and holds the world's clock. Call it in memory or put it on a port; the caller cannot tell.
//
// Paths below /_understudy/v1 are the control API, all others are Twilio's.
class SimulatedTwilio final : public Service {
 public:
  SimulatedTwilio(Executor& executor, Transport& webhooks, WorldConfig config, ClockOptions clock = {});
  ~SimulatedTwilio() override;

  Task<Result<Response>> handle(Request request) override;

  // Moves a clock forward, event by event; ends when everything that fell due is done, delivered and answered. In
  // `real` mode the time comes on top of what has passed by itself.
  Task<Advance> advance(Duration by);
  // Does what has fallen due by now; ends when that is done, delivered and answered.
  Task<> settle();
  // A text from a simulated phone.
  Result<MessageSid> text_in(const InboundText& text);
  // Takes no more due events, and ends when webhooks in flight are answered or the grace is over.
  Task<> close(Duration grace);

  TimePoint now() const;  // the world's time
  bool idle() const;      // no webhook is in flight or waiting to go
  const WorldClock& clock() const;
  const World& world() const;
  World& world();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace understudy::simulator
