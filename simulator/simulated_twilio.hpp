#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/http/transport.hpp"
#include "core/runtime/executor.hpp"
#include "simulator/event_pattern.hpp"
#include "simulator/input.hpp"
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
  // A world that has been somewhere already; a reset brings it back to its configuration.
  SimulatedTwilio(Executor& executor, Transport& webhooks, World world, ClockOptions clock);
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

  // Does something with the world, to copy it say, in the turn in which it is in no advance any more and no webhook is
  // in flight.
  Task<> at_rest(std::function<void()> act);
  // As it was made; so is the clock, unless it is the real one. What is in flight is no longer waited for.
  Task<> reset();
  // Keeps a copy under that name, in place of one that has it, or under a new one; nothing when there are too many
  // already.
  Task<std::optional<std::string>> take_snapshot(std::optional<std::string> name);
  // The world and its clock as they were then; false when there is no such snapshot. What is in flight is no longer
  // waited for.
  Task<bool> restore_snapshot(std::string name);
  bool drop_snapshot(std::string_view name);  // false when there is none
  const Snapshots& snapshots() const;
  // Lets `act` change the world as `request` to the control API wants it: all in one moment, and kept with the world's
  // other inputs.
  Response change(const Request& request, const std::function<Response()>& act);

  // From now on every input is kept there, and nothing that came of one is told before it is safe. Requests are inputs,
  // and so is what is done with clock and snapshots; what is done to `world()` past them is not.
  void keep_in(std::shared_ptr<InputLog> log);
  // So is first how the world was made: of its configuration, or as a copy that was given these names.
  void keep_made_in(std::shared_ptr<InputLog> log);
  void keep_forked_in(std::shared_ptr<InputLog> log, WorldNames names);
  const std::shared_ptr<InputLog>& log() const;  // nullptr when nothing is kept
  // Does what was kept again, before anything is asked of it; `invalid_input` when it goes another way than it went.
  Result<void> repeat(Input input);
  // Goes on after the last of those: the real clock as if it had never stopped, the others from where they were.
  // Webhooks that were not answered are posted again.
  void resume();

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
  void keep(std::shared_ptr<InputLog> log, std::optional<Input::What> made);
  std::unique_ptr<State> state_;
};

}  // namespace understudy::simulator
