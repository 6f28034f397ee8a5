#include "simulator/simulated_twilio.hpp"

#include <cassert>

#include "core/http/url.hpp"
#include "simulator/control.hpp"
#include "simulator/form_json.hpp"
#include "simulator/journal_feed.hpp"
#include "simulator/simulated_state.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

constexpr Duration at_once{0};  // what is answered is believed to be done with

// The first event beyond those already seen that is as wanted.
std::optional<std::string> first_match(const Journal& journal, std::uint64_t& seen, const EventPattern& wanted) {
  const auto& events = journal.events();
  const std::uint64_t oldest = journal.size() - events.size();
  std::size_t i = seen > oldest ? static_cast<std::size_t>(seen - oldest) : 0;
  for (; i < events.size(); ++i) {
    seen = events[i].seq;
    if (wanted.matches(events[i].line)) return std::string(events[i].line);
  }
  return std::nullopt;
}

}  // namespace

SimulatedTwilio::State::State(Executor& e, Transport& t, World w, ClockOptions options)
    : executor(e),
      transport(t),
      first_config(w.config()),
      world(std::move(w)),
      first_outside(e.now()),
      clock(options, first_outside),
      first_time(clock.now(first_outside)),
      alarm(e),
      settled(e),
      feed(std::make_shared<JournalFeed>(e, world.journal())),
      tasks(e) {
  listen();
}

void SimulatedTwilio::State::listen() {
  world.journal().set_listener([this](const Journal::Event& event) {
    if (listener) listener(event);
    feed->ring();
  });
}

// After anything that may have changed the world: webhooks go out, and the alarm is set for what comes next.
void SimulatedTwilio::State::pursue() {
  if (repeating) return;  // what was kept already had its consequences
  for (Delivery& delivery : world.take_deliveries()) {
    ++in_flight;
    if (!delivery.is_webhook()) ++fetches;
    tasks.spawn(post(*this, std::move(delivery)));
  }
  alarm.set(next_wake());
}

std::optional<TimePoint> SimulatedTwilio::State::next_wake() const {
  const auto due = world.next_due();
  if (!due || closed) return std::nullopt;
  if (leaps()) return executor.now();
  return clock.outside(*due);
}

std::uint64_t SimulatedTwilio::State::run_due() {
  const TimePoint at = now();
  const std::uint64_t done = world.run_due(at);
  if (done > 0) note(Input::CaughtUp{}, at);
  pursue();
  return done;
}

Task<> SimulatedTwilio::State::live(State& state) {
  for (;;) {
    co_await state.alarm.wait();
    const auto due = state.world.next_due();
    if (due && state.leaps()) state.clock.leap_to(*due, state.executor.now());
    state.run_due();
  }
}

Task<> SimulatedTwilio::State::post(State& state, Delivery delivery) {
  const std::uint64_t replaced = state.replaced;
  if (state.log) {
    const bool safe = co_await state.kept();
    if (!safe) {
      --state.in_flight;
      state.settled.ring();
      co_return;
    }
  }
  const TimePoint begun = state.executor.now();
  auto exchange = state.transport.roundtrip(std::move(delivery.request));
  auto outcome = co_await within(state.executor, delivery.patience, std::move(exchange));
  if (!outcome) outcome = failure(ErrorCode::timeout, "no answer within " + format_duration(delivery.patience));
  if (replaced != state.replaced) co_return;  // its world is gone
  --state.in_flight;
  delivery.is_webhook() ? ++state.answered : --state.fetches;
  const TimePoint at = state.now();
  const Duration took = state.executor.now() - begun;
  state.world.delivered(delivery.id, *outcome, at, took);
  state.note(Input::Answered{delivery.id, std::move(*outcome), took}, at);
  state.pursue();
  if (state.in_flight == 0) state.settled.ring();
}

// Until all is answered, and for a while nothing was asked.
Task<bool> SimulatedTwilio::State::calm(State& state, Duration settle) {
  for (;;) {
    while (state.in_flight > 0 || (settle > Duration{0} && state.requests > 0)) co_await state.settled.wait();
    if (settle == Duration{0}) co_return true;
    const std::uint64_t asked = state.asked;
    co_await sleep_for(state.executor, settle);
    if (asked == state.asked && state.idle()) co_return true;
  }
}

Task<bool> SimulatedTwilio::State::calm_by(State& state, Duration settle, std::optional<TimePoint> deadline) {
  auto calm = State::calm(state, settle);
  if (!deadline) {
    const bool done = co_await calm;
    co_return done;
  }
  const auto done = co_await within(state.executor, *deadline - state.executor.now(), std::move(calm));
  co_return done.has_value();
}

std::vector<std::string> SimulatedTwilio::State::busy() const {
  std::vector<std::string> found;
  for (const WebhookRecord* webhook : world.unanswered()) {
    found.push_back(fmt::format("webhook {} ({} of {}) to {}", webhook->id, to_string(webhook->on),
                                webhook->message_sid, shown_url(webhook->url)));
  }
  if (fetches > 0) found.push_back(fmt::format("{} request{} for media", fetches, fetches == 1 ? "" : "s"));
  if (requests > 0) found.push_back(fmt::format("{} request{} of the app", requests, requests == 1 ? "" : "s"));
  if (found.empty()) found.emplace_back("an app that keeps asking");
  return found;
}

SimulatedTwilio::SimulatedTwilio(Executor& executor, Transport& webhooks, WorldConfig config, ClockOptions clock)
    : SimulatedTwilio(executor, webhooks, World(std::move(config)), clock) {}

SimulatedTwilio::SimulatedTwilio(Executor& executor, Transport& webhooks, World world, ClockOptions clock)
    : state_(std::make_unique<State>(executor, webhooks, std::move(world), clock)) {
  state_->world.begin(state_->first_time);
  state_->pursue();
  state_->tasks.spawn(State::live(*state_));
}

SimulatedTwilio::~SimulatedTwilio() {
  state_->executor.exclusively([this] {
    state_->feed->close();
    state_->tasks.clear();
  });
}

Task<Result<Response>> SimulatedTwilio::handle(Request request) {
  struct Busy {
    explicit Busy(State& s) : state(s) {
      ++state.requests;
      ++state.asked;
    }
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;
    ~Busy() {
      --state.requests;
      if (state.clock.mode() == ClockMode::automatic) state.pursue();
      if (state.idle()) state.settled.ring();
    }
    State& state;
  };
  if (is_control_path(path_of(request.url))) {
    auto response = co_await answer_control(*this, std::move(request));
    if (state_->log) {
      const bool safe = co_await state_->kept();
      if (!safe) co_return cannot_keep();
    }
    co_return response;
  }
  Busy busy(*state_);
  const TimePoint at = state_->now();
  std::string credentials;
  if (state_->log) credentials = state_->world.credentials_of(request.headers.get("Authorization"));
  Reply reply = state_->world.handle(request, at);
  if (state_->log) state_->note(Input::Asked{std::move(request), std::move(credentials)}, at);
  state_->pursue();
  if (state_->log) {
    const bool safe = co_await state_->kept();
    if (!safe) co_return cannot_keep();
  }
  if (reply.delay > Duration{0}) co_await sleep_for(state_->executor, reply.delay);
  co_return std::move(reply.response);
}

Task<Advance> SimulatedTwilio::advance(AdvanceWish wish) {
  State& state = *state_;
  assert(wish.by >= Duration{0});
  while (state.advancing) co_await state.settled.wait();
  const State::Advancing alone(state);
  Advance done;
  done.from = state.now();
  const auto deadline = wish.patience ? std::optional(state.executor.now() + *wish.patience) : std::nullopt;
  std::uint64_t seen = state.world.journal().size();
  state.world.clock_moved(wish.by, done.from);
  state.note(Input::Moved{wish.by}, done.from);
  const std::uint64_t answered_before = state.answered;
  Duration left = wish.by;
  for (;;) {
    const bool calm = co_await State::calm_by(state, wish.settle, deadline);
    done.gave_up = !calm;
    if (wish.until) done.met = first_match(state.world.journal(), seen, *wish.until);
    done.stopped = state.closed;
    if (done.gave_up || done.met || done.stopped) break;
    const auto due = state.world.next_due();
    const Duration gap = due ? std::max(*due - state.now(), Duration{0}) : Duration::max();
    if (gap > left) break;
    state.clock.leap_to(state.now() + gap, state.executor.now());
    if (state.clock.mode() == ClockMode::real) state.note_clock();
    left -= gap;
    done.events += state.run_due();
  }
  const bool whole = !wish.until && !done.gave_up && !done.stopped;
  if (whole) state.clock.leap_to(state.now() + left, state.executor.now());
  state.note_clock();
  state.pursue();
  if (done.gave_up) done.busy = state.busy();
  done.to = state.now();
  done.deliveries = state.answered - answered_before;
  co_return done;
}

Task<> SimulatedTwilio::at_rest(std::function<void()> act) {
  State& state = *state_;
  state.run_due();
  while (state.advancing || state.in_flight > 0) co_await state.settled.wait();
  act();
}

// Whoever listened to the journal listens to that of the world which comes in its place, where this one is served.
void SimulatedTwilio::State::put(World other) {
  world = std::move(other);
  world.served_at(origin);
  listen();
  feed->replace(world.journal());
}

// At that time; tells what time it is outside. What was in flight is no longer waited for.
TimePoint SimulatedTwilio::State::put(World other, TimePoint at) {
  put(std::move(other));
  const TimePoint outside = executor.now();
  clock.set(at, outside);
  world.begin(at);
  ++replaced;
  in_flight = 0;
  fetches = 0;
  return outside;
}

void SimulatedTwilio::served_at(std::string origin) {
  State& state = *state_;
  if (origin == state.origin) return;
  state.origin = std::move(origin);
  state.world.served_at(state.origin);
  state.note(Input::Served{state.origin}, state.now());
}

Task<> SimulatedTwilio::reset() {
  State& state = *state_;
  while (state.advancing) co_await state.settled.wait();
  World fresh(state.first_config);
  const TimePoint at = state.clock.mode() == ClockMode::real ? state.now() : state.first_time;
  const TimePoint outside = state.put(std::move(fresh), at);
  state.note(Input::Begun{outside}, at);
  state.pursue();
  state.settled.ring();
}

Task<std::optional<std::string>> SimulatedTwilio::take_snapshot(std::optional<std::string> wanted) {
  State& state = *state_;
  std::optional<std::string> name;
  std::function<void()> take = [&] {
    name = wanted ? std::move(*wanted) : state.snapshots.free_name();
    if (state.snapshots.full() && !state.snapshots.find(*name)) return name.reset();
    const TimePoint at = state.now();
    state.note(Input::SnapshotTaken{*name}, at);
    state.snapshots.put(*name, {at, state.world});
  };
  auto taken = at_rest(std::move(take));
  co_await taken;
  co_return name;
}

Task<bool> SimulatedTwilio::restore_snapshot(std::string name) {
  State& state = *state_;
  while (state.advancing) co_await state.settled.wait();
  const Snapshot* snapshot = state.snapshots.find(name);
  if (!snapshot) co_return false;
  const TimePoint at = snapshot->at;
  const TimePoint outside = state.put(snapshot->world, at);
  state.note(Input::Restored{std::move(name), outside}, at);
  state.pursue();
  state.settled.ring();
  co_return true;
}

bool SimulatedTwilio::drop_snapshot(std::string_view name) {
  State& state = *state_;
  if (!state.snapshots.drop(name)) return false;
  state.note(Input::SnapshotDropped{std::string(name)}, state.now());
  return true;
}

Task<> SimulatedTwilio::settle() {
  state_->run_due();
  co_await State::calm(*state_, at_once);
}

Result<MessageSid> SimulatedTwilio::text_in(const InboundText& text) {
  auto sid = state_->world.text_in(text, state_->now());
  state_->pursue();
  return sid;
}

Task<> SimulatedTwilio::close(Duration grace) {
  const TimePoint latest = state_->executor.now() + grace;
  state_->closed = true;
  state_->alarm.set(std::nullopt);
  auto answered = State::calm(*state_, at_once);
  co_await within(state_->executor, grace, std::move(answered));
  state_->feed->close();
  auto deserted = JournalFeed::deserted(state_->feed);
  const Duration left = std::max(latest - state_->executor.now(), Duration{0});
  co_await within(state_->executor, left, std::move(deserted));
  state_->tasks.clear();
}

void SimulatedTwilio::set_listener(Journal::Listener listener) { state_->listener = std::move(listener); }
const std::shared_ptr<JournalFeed>& SimulatedTwilio::feed() const { return state_->feed; }
void SimulatedTwilio::pursue() { state_->pursue(); }
TimePoint SimulatedTwilio::now() const { return state_->now(); }
bool SimulatedTwilio::idle() const { return state_->idle(); }
const WorldClock& SimulatedTwilio::clock() const { return state_->clock; }
const World& SimulatedTwilio::world() const { return state_->world; }
World& SimulatedTwilio::world() { return state_->world; }
const Snapshots& SimulatedTwilio::snapshots() const { return state_->snapshots; }

}  // namespace understudy::simulator
