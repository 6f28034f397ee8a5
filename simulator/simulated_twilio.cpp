#include "simulator/simulated_twilio.hpp"

#include <cassert>

#include "core/api/json_writer.hpp"
#include "core/http/url.hpp"
#include "core/runtime/scope.hpp"
#include "core/runtime/waiting.hpp"
#include "simulator/control.hpp"

namespace understudy::simulator {
struct SimulatedTwilio::State {
  State(Executor& e, Transport& t, WorldConfig config, ClockOptions options)
      : executor(e), transport(t), world(std::move(config)), clock(options, e.now()), alarm(e), settled(e), tasks(e) {}

  TimePoint now() const { return clock.now(executor.now()); }
  bool idle() const { return requests == 0 && in_flight == 0; }
  bool leaps() const { return clock.mode() == ClockMode::automatic && idle(); }

  void pursue();
  std::optional<TimePoint> next_wake() const;
  std::uint64_t run_due();
  static Task<> live(State& state);
  static Task<> post(State& state, Delivery delivery);
  static Task<bool> all_answered(State& state);

  Executor& executor;
  Transport& transport;
  World world;
  WorldClock clock;
  Alarm alarm;       // for what falls due next
  Bell settled;      // no webhook is in flight any more, or an advance is over
  int requests = 0;  // being answered
  std::uint64_t in_flight = 0;
  std::uint64_t answered = 0;  // webhooks, so far
  bool advancing = false;
  bool closed = false;
  Scope tasks;  // the last, because its tasks use all the others
};

// After anything that may have changed the world: webhooks go out, and the alarm is set for what comes next.
void SimulatedTwilio::State::pursue() {
  for (Delivery& delivery : world.take_deliveries()) {
    ++in_flight;
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
  auto exchange = state.transport.roundtrip(std::move(delivery.request));
  auto outcome = co_await within(state.executor, delivery.patience, std::move(exchange));
  if (!outcome) outcome = failure(ErrorCode::timeout, "no answer within " + format_duration(delivery.patience));
  --state.in_flight;
  if (delivery.is_webhook()) ++state.answered;
  state.world.delivered(delivery.id, *outcome, state.now(), state.executor.now() - begun);
  state.pursue();
  if (state.in_flight == 0) state.settled.ring();
}

Task<bool> SimulatedTwilio::State::all_answered(State& state) {
  while (state.in_flight > 0) co_await state.settled.wait();
  co_return true;
}

SimulatedTwilio::SimulatedTwilio(Executor& executor, Transport& webhooks, WorldConfig config, ClockOptions clock)
    : state_(std::make_unique<State>(executor, webhooks, std::move(config), clock)) {
  state_->tasks.spawn(State::live(*state_));
}

SimulatedTwilio::~SimulatedTwilio() {
  state_->executor.exclusively([this] { state_->tasks.clear(); });
}

Task<Result<Response>> SimulatedTwilio::handle(Request request) {
  struct Busy {
    explicit Busy(State& s) : state(s) { ++state.requests; }
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;
    ~Busy() {
      --state.requests;
      if (state.clock.mode() == ClockMode::automatic) state.pursue();
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

Task<Advance> SimulatedTwilio::advance(Duration by) {
  State& state = *state_;
  assert(by >= Duration{0});
  while (state.advancing) co_await state.settled.wait();
  state.advancing = true;
  Advance done;
  done.from = state.now();
  state.world.journal().append(done.from, "clock", [&](JsonWriter& json) {
    json.member("by", std::string_view(format_duration(by)));
    json.member("to", std::string_view(format_timestamp(done.from + by)));
  });
  const std::uint64_t answered_before = state.answered;
  Duration left = by;
  co_await State::all_answered(state);
  for (;;) {
    const auto due = state.world.next_due();
    const Duration gap = due ? std::max(*due - state.now(), Duration{0}) : Duration::max();
    if (gap > left) break;
    state.clock.leap_to(state.now() + gap, state.executor.now());
    left -= gap;
    done.events += state.run_due();
    co_await State::all_answered(state);
  }
  state.clock.leap_to(state.now() + left, state.executor.now());
  state.pursue();
  done.to = state.now();
  done.deliveries = state.answered - answered_before;
  state.advancing = false;
  state.settled.ring();
  co_return done;
}

Task<> SimulatedTwilio::settle() {
  state_->run_due();
  co_await State::all_answered(*state_);
}

Result<MessageSid> SimulatedTwilio::text_in(const InboundText& text) {
  auto sid = state_->world.text_in(text, state_->now());
  state_->pursue();
  return sid;
}

Task<> SimulatedTwilio::close(Duration grace) {
  state_->closed = true;
  state_->alarm.set(std::nullopt);
  auto answered = State::all_answered(*state_);
  co_await within(state_->executor, grace, std::move(answered));
  state_->tasks.clear();
}

TimePoint SimulatedTwilio::now() const { return state_->now(); }
bool SimulatedTwilio::idle() const { return state_->idle(); }
const WorldClock& SimulatedTwilio::clock() const { return state_->clock; }
const World& SimulatedTwilio::world() const { return state_->world; }
World& SimulatedTwilio::world() { return state_->world; }

}  // namespace understudy::simulator
