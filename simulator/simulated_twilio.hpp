#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/http/transport.hpp"
#include "core/runtime/executor.hpp"
#include "simulator/event_pattern.hpp"
#include "simulator/snapshots.hpp"
#include "simulator/world.hpp"
#include "simulator/world_clock.hpp"

namespace understudy::simulator {

// How far a clock is moved, and how the app is waited for meanwhile.
struct AdvanceWish {
  Duration by;
  std::optional<EventPattern> until = {};  // ends it sooner, as does the moment when nothing more falls due
  // An app may answer a webhook at once and act on it later. So long, outside, nothing may be asked and no webhook be
  // in flight before the next event is gone to; zero believes a webhook that is answered to be done with.
  Duration settle{0};
  // Gives up when that much outside time has passed; nothing: waits as long as it takes.
  std::optional<Duration> patience = {};
};

class JournalFeed;

// What an advance did.
struct Advance {
  TimePoint from;
  TimePoint to;
  std::uint64_t events = 0;             // status changes and other things that fell due
  std::uint64_t deliveries = 0;         // webhooks posted and answered
  std::optional<std::string> met = {};  // the event that was waited for, as it stands in the journal
  bool stopped = false;                 // the world is closed: it ended where it was
  bool gave_up = false;                 // patience was at its end; `busy` says with whom
  std::vector<std::string> busy = {};
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
  Task<Advance> advance(Duration by) { return advance(AdvanceWish{by}); }
  Task<Advance> advance(AdvanceWish wish);
  // Does what has fallen due by now; ends when that is done, delivered and answered.
  Task<> settle();
  // A text from a simulated phone.
  Result<MessageSid> text_in(const InboundText& text);
  // Where apps can reach it; see World::served_at.
  void served_at(std::string origin);

  // Is told of each event of the journal right after it was written, also of a world that takes this one's place.
  void set_listener(Journal::Listener listener);
  // Where those who follow the journal wait for news.
  const std::shared_ptr<JournalFeed>& feed() const;
  // After a change that was made through `world()`: webhooks go out, and what falls due next is waited for.
  void pursue();

  // A copy of the world as it is once no webhook is in flight.
  Task<World> copy();
  // Puts another world in the place of this one, at that time: what is in flight is no longer waited for, and whoever
  // listens to the journal listens to the other's.
  Task<> replace(World world, TimePoint now);
  // As it was made; so is the clock, unless it is the real one.
  Task<> reset();
  Snapshots& snapshots();
  // Takes no more due events, tells those who follow the journal that it ends, and ends itself when they have left and
  // webhooks in flight are answered, or the grace is over.
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
