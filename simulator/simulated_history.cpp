#include <algorithm>

#include "core/http/url.hpp"
#include "simulator/control.hpp"
#include "simulator/journal_feed.hpp"
#include "simulator/simulated_state.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

// What only says how a world began or where it is may have outlived the events that were there when it was kept.
bool writes_events(const Input::What& what) {
  return std::holds_alternative<Input::Asked>(what) || std::holds_alternative<Input::Answered>(what) ||
         std::holds_alternative<Input::CaughtUp>(what) || std::holds_alternative<Input::Moved>(what);
}

// Tells one journal from others.
std::string mark_of(const Journal& journal) {
  constexpr std::string_view prefix = "sha256:";
  return journal.digest().substr(prefix.size(), 16);
}

}  // namespace

void SimulatedTwilio::State::note(Input::What what, TimePoint at) {
  if (!log || repeating) return;
  std::string journal = writes_events(what) ? mark_of(world.journal()) : "";
  log->keep({std::move(what), at, std::move(journal)});
}

void SimulatedTwilio::State::note_clock() {
  const TimePoint outside = executor.now();
  note(Input::ClockSet{outside}, clock.now(outside));
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
  state_->feed->keep_in(state_->log);
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
  unanswered.take();
  first_time = at;
  clock_outside = begun.outside;
  clock_at = at;
}

void SimulatedTwilio::State::again(const Input::Forked& forked, TimePoint at) {
  world.rename(forked.names);
  snapshots = {};
  first_config = world.config();
  first_time = at;
  clock_outside = forked.outside;
  clock_at = at;
}

void SimulatedTwilio::State::again(Input::Answered& answered, TimePoint at) {
  world.delivered(answered.delivery, answered.outcome, at, answered.took);
  unanswered.remove(answered.delivery);
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
  unanswered.take();
  clock_outside = restored.outside;
  clock_at = at;
}

void SimulatedTwilio::State::again(const Input::SnapshotDropped& dropped, TimePoint) { snapshots.drop(dropped.name); }

Result<void> SimulatedTwilio::repeat(Input input) {
  State& state = *state_;
  state.repeating = true;
  state.latest = input.at;
  const State::Moment still(state, input.at);
  if (const auto* answered = std::get_if<Input::Answered>(&input.what);
      answered && !state.unanswered.contains(answered->delivery)) {
    return failure(ErrorCode::invalid_input, fmt::format("delivery {} was not in flight", answered->delivery));
  }
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
  for (Delivery& delivery : state.world.take_deliveries()) state.unanswered.add(std::move(delivery));
  if (!writes_events(input.what) || input.journal == mark_of(state.world.journal())) return {};
  return failure(ErrorCode::invalid_input,
                 fmt::format("at {} its journal is another than it was", format_timestamp(input.at)));
}

void SimulatedTwilio::resume() {
  State& state = *state_;
  state.repeating = false;
  const TimePoint outside = state.executor.now();
  if (state.clock.mode() == ClockMode::real) state.clock.set(state.clock_at, state.clock_outside);
  const TimePoint by_then = state.clock.mode() == ClockMode::real ? state.clock.now(outside) : state.latest;
  state.clock.set(std::max(by_then, state.latest), outside);
  if (state.clock.mode() == ClockMode::real) state.note_clock();
  for (Delivery& delivery : state.unanswered.take()) {
    ++state.in_flight;
    if (!delivery.is_webhook()) ++state.fetches;
    state.tasks.spawn(State::post(state, std::move(delivery)));
  }
  state.pursue();
}

}  // namespace understudy::simulator
