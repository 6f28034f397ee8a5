#include "simulator/control_clock.hpp"

#include <algorithm>

#include "core/api/json_writer.hpp"
#include "simulator/control_answer.hpp"
#include "simulator/control_bodies.hpp"
#include "simulator/simulated_twilio.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace understudy::simulator {
namespace {

void write_clock(JsonWriter& json, const SimulatedTwilio& twilio) {
  json.member("mode", to_string(twilio.clock().mode()));
  if (twilio.clock().mode() == ClockMode::real) json.member("speed", twilio.clock().speed());
  member(json, "now", twilio.now());
  const auto due = twilio.world().next_due();
  due ? member(json, "next_due", *due) : void(json.key("next_due").null());
  json.member("idle", twilio.idle());
}

// How far a move goes; a message when it cannot.
Result<Duration> distance(const Move& move, const SimulatedTwilio& twilio) {
  const TimePoint now = twilio.now();
  if (const auto* by = std::get_if<MoveBy>(&move.where)) return by->by;
  if (const auto* until = std::get_if<MoveUntil>(&move.where)) return until->within;
  if (const auto* to = std::get_if<MoveTo>(&move.where)) {
    if (to->to >= now) return to->to - now;
    return failure(ErrorCode::invalid_input, fmt::format("to: {} is past; the world's time is {}",
                                                         format_timestamp(to->to), format_timestamp(now)));
  }
  const auto due = twilio.world().next_due();
  return due ? std::max(*due - now, Duration{0}) : Duration{0};
}

Response no_snapshot(std::string_view name, const Snapshots& snapshots) {
  std::vector<std::string_view> known;
  for (const auto& [other, snapshot] : snapshots.all()) known.push_back(other);
  return problem(404, fmt::format("There is no snapshot \"{}\"; there {}", name,
                                  known.empty() ? "is none" : fmt::format("is \"{}\"", fmt::join(known, "\", \""))));
}

void write_snapshot(JsonWriter& json, std::string_view name, const Snapshot& snapshot) {
  json.begin_object();
  json.member("name", name);
  member(json, "at", snapshot.at);
  json.member("events", static_cast<std::int64_t>(snapshot.world.journal().size()));
  json.member("digest", std::string_view(snapshot.world.journal().digest()));
  json.end_object();
}

// What a move that did not get where it should has come to.
Response stuck(const Advance& done, const Move& move) {
  if (done.stopped) {
    return problem(503, fmt::format("stopped at {}: nothing falls due here any more", format_timestamp(done.to)));
  }
  if (done.gave_up) {
    return problem(504, fmt::format("gave up at {} after {} of waiting; still busy: {}", format_timestamp(done.to),
                                    format_duration(*move.patience), fmt::join(done.busy, ", ")));
  }
  const auto& until = std::get<MoveUntil>(move.where);
  return problem(
      409, fmt::format("no event like {} came within {}, and nothing more falls due in it; the world's time is {}",
                       until.event.text(), format_duration(until.within), format_timestamp(done.to)));
}

}  // namespace

Response show_clock(SimulatedTwilio& twilio, const Request&) {
  return json_object([&](JsonWriter& json) { write_clock(json, twilio); });
}

Task<Response> advance_clock(SimulatedTwilio& twilio, Request request) {
  const auto move = parse_move(request.body);
  if (!move) co_return problem(move.error());
  const auto by = distance(*move, twilio);
  if (!by) co_return problem(by.error());
  AdvanceWish wish{*by};
  if (const auto* until = std::get_if<MoveUntil>(&move->where)) wish.until = until->event;
  wish.settle = move->settle;
  wish.patience = move->patience;
  const bool until = wish.until.has_value();
  const Advance done = co_await twilio.advance(std::move(wish));
  if (done.stopped || done.gave_up || (until && !done.met)) co_return stuck(done, *move);
  co_return json_object([&](JsonWriter& json) {
    member(json, "from", done.from);
    member(json, "to", done.to);
    json.member("events", static_cast<std::int64_t>(done.events));
    json.member("deliveries", static_cast<std::int64_t>(done.deliveries));
    if (done.met) json.key("met").raw(*done.met);
  });
}

Response list_snapshots(SimulatedTwilio& twilio, const Request&) {
  return json_object([&](JsonWriter& json) {
    json.key("snapshots").begin_array();
    for (const auto& [name, snapshot] : twilio.snapshots().all()) write_snapshot(json, name, snapshot);
    json.end_array();
  });
}

Task<Response> take_snapshot(SimulatedTwilio& twilio, Request request) {
  auto given = parse_snapshot(request.body);
  if (!given) co_return problem(given.error());
  const auto name = co_await twilio.take_snapshot(std::move(*given));
  if (!name) {
    co_return problem(409, fmt::format("there are {} snapshots already; drop one first", Snapshots::kept_max));
  }
  std::string body;
  JsonWriter json(body);
  write_snapshot(json, *name, *twilio.snapshots().find(*name));
  co_return json_response(201, std::move(body));
}

Task<Response> restore_snapshot(SimulatedTwilio& twilio, Request request) {
  const std::string name = named_in(request, "/snapshots/");
  const bool restored = co_await twilio.restore_snapshot(name);
  if (!restored) co_return no_snapshot(name, twilio.snapshots());
  co_return show_clock(twilio, request);
}

Task<Response> drop_snapshot(SimulatedTwilio& twilio, Request request) {
  const std::string name = named_in(request, "/snapshots/");
  if (!twilio.drop_snapshot(name)) co_return no_snapshot(name, twilio.snapshots());
  co_return Response(204);
}

Task<Response> reset_world(SimulatedTwilio& twilio, Request request) {
  co_await twilio.reset();
  co_return show_clock(twilio, request);
}

}  // namespace understudy::simulator
