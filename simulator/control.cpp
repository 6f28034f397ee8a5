#include "simulator/control.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include "core/api/json_writer.hpp"
#include "core/http/form.hpp"
#include "core/http/url.hpp"
#include "simulator/control_answer.hpp"
#include "simulator/control_bodies.hpp"
#include "simulator/control_clock.hpp"
#include "simulator/control_faults.hpp"
#include "simulator/control_webhooks.hpp"
#include "simulator/simulated_twilio.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

// What a request is answered with, in a row of: method, path below the root or the world, who answers.
using Answerer = Response (*)(SimulatedTwilio&, const Request&);

Response health(SimulatedTwilio&, const Request&) { return json_response(200, R"({"status":"ok"})"); }

Response inbound(SimulatedTwilio& twilio, const Request& request) {
  const auto text = parse_inbound(request.body);
  if (!text) return problem(text.error());
  const auto sid = twilio.text_in(*text);
  if (!sid) return problem(sid.error());
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("sid", std::string_view(sid->text())).end_object();
  return json_response(201, std::move(body));
}

// JSON lines: the events after ?after=SEQ, of ?kind=… if given.
Response journal(SimulatedTwilio& twilio, const Request& request) {
  const Form query = decode_form(query_of(request.url));
  const std::string_view digits = query.get("after");
  std::uint64_t after = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), after);
  if (!digits.empty() && (error != std::errc{} || end != digits.data() + digits.size())) {
    return problem(400, fmt::format("after: wants the number of an event, got \"{}\"", digits));
  }
  const auto kind = query.find("kind");
  const Journal& events = twilio.world().journal();
  Response response(200, "application/jsonl", "");
  for (const Journal::Event& event : events.events()) {
    if (event.seq <= after || (kind && event.kind != *kind)) continue;
    response.body.append(event.line).append("\n");
  }
  response.headers.add("Understudy-Digest", events.digest());
  response.headers.add("Understudy-Dropped", std::to_string(events.dropped()));
  return response;
}

using PatientAnswerer = Task<Response> (*)(SimulatedTwilio&, Request);
struct Row {
  std::string_view method;
  std::string_view path;
  Answerer answer;  // nullptr: it takes its time
  PatientAnswerer answer_patiently = nullptr;
};
constexpr Row rows[] = {
    {"GET", "/health", health},
    {"GET", "/clock", show_clock},
    {"POST", "/clock/advance", nullptr, advance_clock},
    {"GET", "/snapshots", list_snapshots},
    {"POST", "/snapshots", nullptr, take_snapshot},
    {"POST", "/snapshots/{name}/restore", nullptr, restore_snapshot},
    {"DELETE", "/snapshots/{name}", nullptr, drop_snapshot},
    {"POST", "/reset", nullptr, reset_world},
    {"POST", "/inbound", inbound},
    {"GET", "/faults", list_faults},
    {"POST", "/faults", add_fault},
    {"DELETE", "/faults", clear_faults},
    {"DELETE", "/faults/{id}", remove_fault},
    {"GET", "/journal", journal},
    {"GET", "/alerts", list_alerts},
    {"GET", "/webhooks", list_webhooks},
    {"GET", "/webhooks/{id}/explain", explain_webhook},
};

// Segment by segment; {…} stands for any one.
bool matches(std::string_view pattern, std::string_view path) {
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = pattern.substr(0, pattern.find('/', 1));
    const std::string_view met = path.substr(0, path.find('/', 1));
    if (wanted != met && !(wanted.starts_with("/{") && met.size() > 1)) return false;
    pattern.remove_prefix(wanted.size());
    path.remove_prefix(met.size());
  }
  return pattern.empty() && path.empty();
}

Response unknown_path(std::string_view path) {
  std::string known;
  for (const Row& row : rows)
    known += fmt::format("{}{} {}{}", known.empty() ? "" : ", ", row.method, control_root, row.path);
  return problem(404, fmt::format("There is nothing at {}; there is: {}", path, known));
}

constexpr std::string_view worlds_folder = "/worlds/";

// Takes /worlds/{name} off the front of the path. A message when there is no such world.
std::optional<std::string> enter_world(std::string_view& path, const std::string& account_sid) {
  if (!path.starts_with(worlds_folder)) return std::nullopt;
  std::string_view rest = path.substr(worlds_folder.size());
  const std::string_view name = rest.substr(0, rest.find('/'));
  if (name != "default" && name != account_sid) {
    return fmt::format("There is no world \"{}\"; there is \"default\", which is {}", name, account_sid);
  }
  path = rest.substr(name.size());
  return std::nullopt;
}

}  // namespace

bool is_control_path(std::string_view path) {
  return path.starts_with(control_root) && (path.size() == control_root.size() || path[control_root.size()] == '/');
}

Task<Response> answer_control(SimulatedTwilio& twilio, Request request) {
  const std::string_view whole = path_of(request.url);
  std::string_view path = whole.substr(control_root.size());
  if (const auto unknown = enter_world(path, twilio.world().config().account_sid)) co_return problem(404, *unknown);
  std::vector<std::string_view> allowed;
  for (const Row& row : rows) {
    if (!matches(row.path, path)) continue;
    if (row.method == request.method && row.answer) {
      if (row.method == "GET") co_return row.answer(twilio, request);
      co_return twilio.change(request, [&] { return row.answer(twilio, request); });
    }
    if (row.method == request.method) {
      auto response = co_await row.answer_patiently(twilio, std::move(request));
      co_return response;
    }
    allowed.push_back(row.method);
  }
  if (allowed.empty()) co_return unknown_path(whole);
  co_return wrong_method(request.method, whole, allowed);
}

void repeat_control(SimulatedTwilio& twilio, const Request& request) {
  std::string_view path = path_of(request.url).substr(control_root.size());
  if (path.starts_with(worlds_folder)) path.remove_prefix(std::min(path.find('/', worlds_folder.size()), path.size()));
  for (const Row& row : rows) {
    if (row.method == request.method && row.answer && matches(row.path, path)) row.answer(twilio, request);
  }
}

}  // namespace understudy::simulator
