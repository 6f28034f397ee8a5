#pragma once

#include <string_view>
#include <variant>

#include "core/runtime/result.hpp"
#include "simulator/config.hpp"
#include "simulator/event_pattern.hpp"
#include "simulator/world.hpp"

namespace understudy::simulator {

// Where a clock is to be moved.
struct MoveBy {
  Duration by;
};
struct MoveTo {
  TimePoint to;
};
struct MoveToNext {};  // to what falls due next
struct MoveUntil {
  EventPattern event;
  Duration within;
};
struct Move {
  std::variant<MoveBy, MoveTo, MoveToNext, MoveUntil> where;
  Duration settle{0};
  std::optional<Duration> patience = {};
};

// JSON bodies of the control API. Errors are `invalid_input` and name the key, what was met and what would be right.
// {"by": "30s"} | {"to": "2026-01-01T09:00:00Z"} | {"next": true} | {"until": {"kind": "status", …}, "within": "1d"},
// each with "settle" and "patience" if wanted
Result<Move> parse_move(std::string_view json);
Result<std::optional<std::string>> parse_snapshot(std::string_view json);  // nothing or {"name": "before"}
Result<InboundText> parse_inbound(
    std::string_view json);  // {"from": "+1…", "to": "+1…", "body": "hi", "media": ["https://…"]}
Result<OptOut> parse_opt_out(std::string_view json);  // {"phone": "+1…", "sender": "+1… or MG…"}

}  // namespace understudy::simulator
