#include <algorithm>

#include "core/http/url.hpp"
#include "simulator/control.hpp"
#include "simulator/simulated_state.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

// What only says how a world began or where it is may have outlived the events that were there when it was kept.
bool writes_events(const Input::What& what) {
  return std::holds_alternative<Input::Asked>(what) || std::holds_alternative<Input::Answered>(what) ||
         std::holds_alternative<Input::CaughtUp>(what) || std::holds_alternative<Input::Moved>(what);
}

}  // namespace

void SimulatedTwilio::State::note(Input::What what, TimePoint at) {
  if (log && !repeating) log->keep({std::move(what), at, world.journal().size()});
}

// Where nothing is kept there is nothing to wait for; ask for `log` first, and it costs nothing.
Task<bool> SimulatedTwilio::State::kept() { return log->kept(); }

Response SimulatedTwilio::change(const Request& request, const std::function<Response()>& act) {
  State& state = *state_;
  const TimePoint at = state.now();
  Response response;
  {
    const State::Moment still(state, at);
    response = act();
  }
  state.note(Input::Asked{request, ""}, at);  // refused or not: what had fallen due has happened
  return response;
}

void SimulatedTwilio::keep(std::shared_ptr<InputLog> log, std::optional<Input::What> made) {
  state_->log = std::move(log);
  if (made) state_->note(std::move(*made), state_->first_time);
}
void SimulatedTwilio::keep_in(std::shared_ptr<InputLog> log) { keep(std::move(log), std::nullopt); }
void SimulatedTwilio::keep_made_in(std::shared_ptr<InputLog> log) {
  keep(std::move(log), Input::Begun{state_->first_outside});
}
void SimulatedTwilio::keep_forked_in(std::shared_ptr<InputLog> log, WorldNames names) {
  keep(std::move(log), Input::Forked{std::move(names), state_->first_outside});
}

const std::shared_ptr<InputLog>& SimulatedTwilio::log() const { return state_->log; }

void SimulatedTwilio::State::again(const Input::Begun& begun, TimePoint at) {
  World fresh(first_config);
  fresh.begin(at);
  put(std::move(fresh));
  unanswered.clear();
  first_time = at;
  first_outside = clock_outside = begun.outside;
  clock_at = at;
}

void SimulatedTwilio::State::again(const Input::Forked& forked, TimePoint at) {
  world.rename(forked.names);
  snapshots = {};
  first_config = world.config();
  first_time = at;
  first_outside = clock_outside = forked.outside;
  clock_at = at;
}

void SimulatedTwilio::State::again(Input::Answered& answered, TimePoint at) {
  world.delivered(answered.delivery, answered.outcome, at, answered.took);
  unanswered.erase(answered.delivery);
}

void SimulatedTwilio::State::again(const Input::CaughtUp&, TimePoint at) { world.run_due(at); }
void SimulatedTwilio::State::again(const Input::Moved& moved, TimePoint at) { world.clock_moved(moved.by, at); }
void SimulatedTwilio::State::again(const Input::ClockSet& set, TimePoint at) {
  clock_outside = set.outside;
  clock_at = at;
}
void SimulatedTwilio::State::again(const Input::Served& served, TimePoint) {
  origin = served.origin;
  world.served_at(origin);
}
void SimulatedTwilio::State::again(const Input::SnapshotTaken& taken, TimePoint at) {
  snapshots.put(taken.name, {at, world});
}

void SimulatedTwilio::State::again(const Input::Restored& restored, TimePoint at) {
  if (const Snapshot* snapshot = snapshots.find(restored.name)) put(snapshot->world);
  unanswered.clear();
  clock_outside = restored.outside;
  clock_at = at;
}

void SimulatedTwilio::State::again(const Input::SnapshotDropped& dropped, TimePoint) { snapshots.drop(dropped.name); }

Result<void> SimulatedTwilio::repeat(Input input) {
  State& state = *state_;
  state.repeating = true;
  state.latest = input.at;
  const State::Moment still(state, input.at);
  if (auto* asked = std::get_if<Input::Asked>(&input.what)) {
    if (is_control_path(path_of(asked->request.url))) {
      repeat_control(*this, asked->request);
    } else {
      const std::string authorization = state.world.authorization_for(asked->credentials);
      if (!authorization.empty()) asked->request.headers.add("Authorization", authorization);
      state.world.handle(asked->request, input.at);
    }
  } else {
    std::visit(
        [&]<class Kind>(Kind& what) {
          if constexpr (!std::is_same_v<Kind, Input::Asked>) state.again(what, input.at);
        },
        input.what);
  }
  for (Delivery& delivery : state.world.take_deliveries()) {
    const std::uint64_t id = delivery.id;
    state.unanswered.insert_or_assign(id, std::move(delivery));
  }
  const std::uint64_t events = state.world.journal().size();
  if (events == input.events || !writes_events(input.what)) return {};
  return failure(ErrorCode::invalid_input, fmt::format("at {} the journal has {} events where it had {}",
                                                       format_timestamp(input.at), events, input.events));
}

void SimulatedTwilio::resume() {
  State& state = *state_;
  state.repeating = false;
  const TimePoint outside = state.executor.now();
  if (state.clock.mode() == ClockMode::real) state.clock.set(state.clock_at, state.clock_outside);
  const TimePoint by_then = state.clock.mode() == ClockMode::real ? state.clock.now(outside) : state.latest;
  state.clock.set(std::max(by_then, state.latest), outside);
  for (auto& [id, delivery] : state.unanswered) {
    ++state.in_flight;
    if (!delivery.is_webhook()) ++state.fetches;
    state.tasks.spawn(State::post(state, std::move(delivery)));
  }
  state.unanswered.clear();
  state.pursue();
}

}  // namespace understudy::simulator
