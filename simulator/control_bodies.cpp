#include "simulator/control_bodies.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>

#include "core/text/base64.hpp"
#include "core/text/nearest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace understudy::simulator {
namespace {

using Json = nlohmann::json;
using Keys = std::span<const std::string_view>;

// Far beyond any test, and far from where microseconds overflow.
constexpr Duration move_max = std::chrono::days(36'500);
constexpr std::size_t name_max = 100;

// Thrown and caught in this file only.
struct Bad : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::string shown(const Json& value) {
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  constexpr std::size_t enough = 60;
  if (text.size() > enough) text = text.substr(0, enough) + "…";
  return text;
}

Bad wrong(std::string_view key, std::string_view wanted, const Json& met) {
  return Bad(fmt::format("{}: wants {}, got {}", key, wanted, shown(met)));
}

// One JSON object of which only known keys are allowed.
class Object {
 public:
  Object(const Json& json, Keys known, std::string_view prefix = {}) : json_(json), prefix_(prefix) {
    for (const auto& item : json.items()) refuse_unknown(item.key(), known);
  }

  const Json* find(std::string_view key) const {
    const auto found = json_.find(key);
    return found == json_.end() ? nullptr : &*found;
  }

  std::string name(std::string_view key) const { return fmt::format("{}{}", prefix_, key); }

  std::optional<std::string> text(std::string_view key) const {
    const Json* value = find(key);
    if (!value) return std::nullopt;
    if (!value->is_string()) throw wrong(name(key), "a string", *value);
    return value->get<std::string>();
  }
  std::string needed_text(std::string_view key, std::string_view example) const {
    auto value = text(key);
    if (!value) throw Bad(fmt::format("{}: is missing; wants a string such as \"{}\"", name(key), example));
    return *value;
  }
  std::optional<Duration> duration(std::string_view key) const {
    const Json* value = find(key);
    if (!value) return std::nullopt;
    const auto parsed = value->is_string() ? parse_duration(value->get<std::string>()) : std::nullopt;
    if (!parsed) throw wrong(name(key), "a duration like 250ms", *value);
    if (*parsed > move_max) throw wrong(name(key), "at most " + format_duration(move_max), *value);
    return parsed;
  }

 private:
  void refuse_unknown(const std::string& key, Keys known) const {
    if (std::ranges::find(known, key) != known.end()) return;
    const auto meant = nearest(key, known);
    throw Bad(fmt::format("{}: there is no such key; {}the known ones are {}", name(key),
                          meant ? fmt::format("did you mean \"{}\"? ", *meant) : "", fmt::join(known, ", ")));
  }

  const Json& json_;
  std::string prefix_;
};

Json parse_object(std::string_view text, std::string_view example) {
  Json json = Json::parse(text, nullptr, false);
  if (json.is_object()) return json;
  if (!json.is_discarded())
    throw Bad(fmt::format("the body wants to be an object like {}, got {}", example, shown(json)));
  throw Bad(fmt::format("the body is not JSON; it wants to be like {}", example));
}

// Runs what may throw Bad.
template <class Read>
auto guarded(Read read) -> Result<decltype(read())> {
  try {
    return read();
  } catch (const Bad& bad) {
    return failure(ErrorCode::invalid_input, bad.what());
  }
}

EventPattern read_pattern(const Json& until) {
  constexpr std::string_view wanted = R"(members of an event such as {"kind": "status", "status": "delivered"})";
  if (!until.is_object() || until.empty()) throw wrong("until", wanted, until);
  std::vector<EventPattern::Member> members;
  for (const auto& [name, value] : until.items()) {
    if (value.is_structured()) throw wrong("until." + name, "a plain value", value);
    members.emplace_back(name, value.dump(-1, ' ', false, Json::error_handler_t::replace));
  }
  return EventPattern(std::move(members));
}

decltype(Move::where) read_where(const Json& json, const Object& body) {
  constexpr Duration usual_within = std::chrono::days(1);
  constexpr std::array<std::string_view, 4> ways{"by", "to", "next", "until"};
  const auto given = std::ranges::count_if(ways, [&](std::string_view way) { return body.find(way) != nullptr; });
  if (given != 1) throw Bad(fmt::format("the body wants exactly one of by, to, next and until, got {}", shown(json)));
  const Json* until = body.find("until");
  const auto within = body.duration("within");
  if (within && !until) throw Bad("within: goes with until only");
  if (until) return MoveUntil{read_pattern(*until), within.value_or(usual_within)};
  if (const auto by = body.duration("by")) return MoveBy{*by};
  if (const Json* to = body.find("to")) {
    const auto at = to->is_string() ? parse_timestamp(to->get<std::string>()) : std::nullopt;
    if (!at) throw wrong("to", "a time like 2026-01-01T09:00:00Z", *to);
    return MoveTo{*at};
  }
  if (*body.find("next") != true) throw wrong("next", "true", *body.find("next"));
  return MoveToNext{};
}

Move read_move(std::string_view text) {
  constexpr std::array<std::string_view, 7> keys{"by", "to", "next", "until", "within", "settle", "patience"};
  constexpr std::string_view example = R"({"by": "30s"}, {"to": "2026-01-01T09:00:00Z"} or {"next": true})";
  const Json json = parse_object(text, example);
  const Object body(json, keys);
  Move move{read_where(json, body)};
  move.settle = body.duration("settle").value_or(Duration{0});
  move.patience = body.duration("patience");
  return move;
}

constexpr std::string_view media_wanted = R"(a list of URLs, or of {"content_type": "image/png", "base64": "…"})";

MediaSource read_medium(const Json& json) {
  constexpr std::array<std::string_view, 2> keys{"content_type", "base64"};
  if (json.is_string()) return {json.get<std::string>()};
  if (!json.is_object()) throw wrong("media", media_wanted, json);
  const Object medium(json, keys, "media.");
  auto bytes = base64_decode(medium.needed_text("base64", "iVBORw0KGgo="));
  if (!bytes) throw wrong("media.base64", "base64 as RFC 4648 has it, with padding", *medium.find("base64"));
  return {"", medium.needed_text("content_type", "image/png"), std::move(*bytes)};
}

InboundText read_inbound(std::string_view text) {
  constexpr std::array<std::string_view, 4> keys{"from", "to", "body", "media"};
  const Json json = parse_object(text, R"({"from": "+15550100099", "to": "+15550100001", "body": "hi"})");
  const Object body(json, keys);
  InboundText inbound;
  inbound.from = body.needed_text("from", "+15550100099");
  inbound.to = body.needed_text("to", "+15550100001");
  inbound.body = body.text("body").value_or("");
  const Json* media = body.find("media");
  if (!media) return inbound;
  if (!media->is_array()) throw wrong("media", media_wanted, *media);
  for (const Json& medium : *media) inbound.media.push_back(read_medium(medium));
  return inbound;
}

}  // namespace

Result<Move> parse_move(std::string_view json) {
  return guarded([json] { return read_move(json); });
}
Result<InboundText> parse_inbound(std::string_view json) {
  return guarded([json] { return read_inbound(json); });
}
Result<OptOut> parse_opt_out(std::string_view json) {
  return guarded([json] {
    constexpr std::array<std::string_view, 2> keys{"phone", "sender"};
    const Json parsed = parse_object(json, R"({"phone": "+15550100099", "sender": "+15550100001"})");
    const Object body(parsed, keys);
    std::string phone = body.needed_text("phone", "+15550100099");
    return OptOut{std::move(phone), body.needed_text("sender", "+15550100001")};
  });
}
Result<std::optional<std::string>> parse_snapshot(std::string_view json) {
  if (json.empty()) return std::nullopt;
  return guarded([json] {
    const Json parsed = parse_object(json, R"({"name": "before"})");
    constexpr std::array<std::string_view, 1> keys{"name"};
    auto name = Object(parsed, keys).text("name");
    if (name && (name->empty() || name->size() > name_max)) {
      throw wrong("name", fmt::format("1 to {} characters", name_max), parsed.at("name"));
    }
    return name;
  });
}

}  // namespace understudy::simulator
