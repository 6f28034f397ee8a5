#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/runtime/scope.hpp"
#include "core/runtime/waiting.hpp"
#include "simulator/simulated_twilio.hpp"

namespace understudy::simulator {

// Deliveries that were not answered yet, in the order in which they went out.
class Unanswered {
 public:
  bool contains(std::uint64_t id) const { return places_.contains(id); }
  void add(Delivery delivery) {
    const std::uint64_t id = delivery.id;
    places_[id] = deliveries_.insert(deliveries_.end(), std::move(delivery));
  }
  void remove(std::uint64_t id) {
    const auto found = places_.find(id);
    deliveries_.erase(found->second);
    places_.erase(found);
  }
  std::list<Delivery> take() {
    places_.clear();
    return std::exchange(deliveries_, {});
  }

 private:
  std::list<Delivery> deliveries_;
  std::unordered_map<std::uint64_t, std::list<Delivery>::iterator> places_;  // never iterated
};

// The inside of a world that is awake.
struct SimulatedTwilio::State {
  State(Executor& executor, Transport& transport, World world, ClockOptions options);

  TimePoint now() const { return moment.value_or(clock.now(executor.now())); }
  bool idle() const { return requests == 0 && in_flight == 0; }
  bool leaps() const { return clock.mode() == ClockMode::automatic && idle(); }

  // simulated_twilio.cpp: what goes on
  void listen();
  void pursue();
  std::optional<TimePoint> next_wake() const;
  std::uint64_t run_due();
  static Task<> live(State& state);
  static Task<> post(State& state, Delivery delivery);
  static Task<bool> calm(State& state, Duration settle);
  static Task<bool> calm_by(State& state, Duration settle, std::optional<TimePoint> deadline);
  std::vector<std::string> busy() const;
  void put(World other);
  TimePoint put(World other, TimePoint now);

  // simulated_history.cpp: what is kept of it, and done again
  void note(Input::What what, TimePoint at);
  void note_clock();
  Task<bool> kept();
  void again(const Input::Begun& begun, TimePoint at);
  void again(const Input::Forked& forked, TimePoint at);
  void again(Input::Answered& answered, TimePoint at);
  void again(const Input::CaughtUp&, TimePoint at);
  void again(const Input::Moved& moved, TimePoint at);
  void again(const Input::ClockSet& set, TimePoint at);
  void again(const Input::Served& served, TimePoint at);
  void again(const Input::SnapshotTaken& taken, TimePoint at);
  void again(const Input::Restored& restored, TimePoint at);
  void again(const Input::SnapshotDropped& dropped, TimePoint at);

  // One advance at a time, until it ends or is given up.
  struct Advancing {
    explicit Advancing(State& s) : state(s) { state.advancing = true; }
    Advancing(const Advancing&) = delete;
    Advancing& operator=(const Advancing&) = delete;
    ~Advancing() {
      state.advancing = false;
      state.settled.ring();
    }
    State& state;
  };

  // Time stands still in it while something happens all in one moment.
  struct Moment {
    Moment(State& s, TimePoint at) : state(s) { state.moment = at; }
    Moment(const Moment&) = delete;
    Moment& operator=(const Moment&) = delete;
    ~Moment() { state.moment.reset(); }
    State& state;
  };

  Executor& executor;
  Transport& transport;
  WorldConfig first_config;
  World world;
  TimePoint first_outside;
  WorldClock clock;
  TimePoint first_time;
  std::optional<TimePoint> moment;
  std::string origin;  // where it is served, if anywhere
  Snapshots snapshots;
  Alarm alarm;       // for what falls due next
  Bell settled;      // no webhook is in flight any more, or an advance is over
  int requests = 0;  // being answered
  std::uint64_t in_flight = 0;
  std::uint64_t fetches = 0;   // of those: media that are asked for
  std::uint64_t answered = 0;  // webhooks, so far
  std::uint64_t asked = 0;     // requests, so far
  std::uint64_t replaced = 0;  // worlds, so far
  bool advancing = false;
  bool closed = false;

  Journal::Listener listener;
  std::shared_ptr<JournalFeed> feed;

  std::shared_ptr<InputLog> log;  // nullptr: nothing is kept
  // While what was kept is done again.
  bool repeating = false;
  Unanswered unanswered;
  TimePoint clock_outside;  // when its clock was set, outside ...
  TimePoint clock_at;       // ... and to what
  TimePoint latest;         // the time of the input

  Scope tasks;  // the last, because its tasks use all the others
};

}  // namespace understudy::simulator
