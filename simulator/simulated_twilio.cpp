#include "simulator/simulated_twilio.hpp"

#include <cassert>

#include "core/http/url.hpp"
#include "core/runtime/scope.hpp"
#include "core/runtime/waiting.hpp"
#include "simulator/control.hpp"
#include "simulator/form_json.hpp"
#include "simulator/journal_feed.hpp"

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

struct SimulatedTwilio::State {
  State(Executor& e, Transport& t, WorldConfig config, ClockOptions options)
      : executor(e),
        transport(t),
        first_config(std::move(config)),
        world(first_config),
        clock(options, e.now()),
        first_time(clock.now(e.now())),
        alarm(e),
        settled(e),
        feed(std::make_shared<JournalFeed>(e, world.journal())),
        tasks(e) {
    listen();
  }

  TimePoint now() const { return clock.now(executor.now()); }
  bool idle() const { return requests == 0 && in_flight == 0; }
  bool leaps() const { return clock.mode() == ClockMode::automatic && idle(); }

  void listen();
  void pursue();
  std::optional<TimePoint> next_wake() const;
  std::uint64_t run_due();
  static Task<> live(State& state);
  static Task<> post(State& state, Delivery delivery);
  static Task<bool> calm(State& state, Duration settle);
  static Task<bool> calm_by(State& state, Duration settle, std::optional<TimePoint> deadline);
  std::vector<std::string> busy() const;

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

  Executor& executor;
  Transport& transport;
  WorldConfig first_config;
  World world;
  WorldClock clock;
  TimePoint first_time;
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
  Scope tasks;  // the last, because its tasks use all the others
};

void SimulatedTwilio::State::listen() {
  world.journal().set_listener([this](const Journal::Event& event) {
    if (listener) listener(event);
    feed->ring();
  });
}

// After anything that may have changed the world: webhooks go out, and the alarm is set for what comes next.
void SimulatedTwilio::State::pursue() {
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
  const std::uint64_t done = world.run_due(now());
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
  const TimePoint begun = state.executor.now();
  const std::uint64_t replaced = state.replaced;
  auto exchange = state.transport.roundtrip(std::move(delivery.request));
  auto outcome = co_await within(state.executor, delivery.patience, std::move(exchange));
  if (!outcome) outcome = failure(ErrorCode::timeout, "no answer within " + format_duration(delivery.patience));
  if (replaced != state.replaced) co_return;  // its world is gone
  --state.in_flight;
  delivery.is_webhook() ? ++state.answered : --state.fetches;
  state.world.delivered(delivery.id, *outcome, state.now(), state.executor.now() - begun);
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
    : state_(std::make_unique<State>(executor, webhooks, std::move(config), clock)) {
  state_->world.begin(state_->now());
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
    co_return response;
  }
  Busy busy(*state_);
  Reply reply = state_->world.handle(request, state_->now());
  state_->pursue();
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
    left -= gap;
    done.events += state.run_due();
  }
  const bool whole = !wish.until && !done.gave_up && !done.stopped;
  if (whole) state.clock.leap_to(state.now() + left, state.executor.now());
  state.pursue();
  if (done.gave_up) done.busy = state.busy();
  done.to = state.now();
  done.deliveries = state.answered - answered_before;
  co_return done;
}

Task<World> SimulatedTwilio::copy() {
  State& state = *state_;
  state.run_due();
  while (state.advancing || state.in_flight > 0) co_await state.settled.wait();
  World copied = state.world;
  co_return copied;
}

Task<> SimulatedTwilio::replace(World world, TimePoint now) {
  State& state = *state_;
  while (state.advancing) co_await state.settled.wait();
  state.world = std::move(world);
  state.listen();
  state.feed->replace(state.world.journal());
  state.clock.set(now, state.executor.now());
  state.world.begin(now);
  ++state.replaced;
  state.in_flight = 0;
  state.fetches = 0;
  state.pursue();
  state.settled.ring();
}

void SimulatedTwilio::served_at(std::string origin) {
  state_->origin = std::move(origin);
  state_->world.served_at(state_->origin);
}

Task<> SimulatedTwilio::reset() {
  const bool real = state_->clock.mode() == ClockMode::real;
  World fresh(state_->first_config);
  fresh.served_at(state_->origin);
  return replace(std::move(fresh), real ? state_->now() : state_->first_time);
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
Snapshots& SimulatedTwilio::snapshots() { return state_->snapshots; }

}  // namespace understudy::simulator
