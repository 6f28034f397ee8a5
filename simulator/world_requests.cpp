#include "core/api/json_writer.hpp"
#include "core/http/url.hpp"
#include "simulator/form_json.hpp"
#include "simulator/message_json.hpp"
#include "simulator/message_list.hpp"
#include "simulator/routes.hpp"
#include "simulator/world_state.hpp"

#include <fmt/format.h>

namespace understudy::simulator {

// One request on its way through the world.
struct WorldState::Exchange {
  std::string_view path;
  Form form;
  std::optional<Fault> fault;          // that struck it
  std::optional<std::size_t> message;  // that it was about
};

Reply WorldState::handle(const Request& request, TimePoint now) {
  run_due(now);
  Exchange exchange;
  exchange.path = path_of(request.url);
  Answer answer = respond(request, exchange, now);
  if (answer.request_id.empty()) answer.request_id = make_sid("RQ", request_ids_);
  record(request, exchange, answer, now);
  const Duration delay = exchange.fault ? exchange.fault->delay : Duration{0};
  if (exchange.fault && exchange.fault->drop != Fault::Drop::none) {
    return {failure(ErrorCode::connection_lost, "the connection ended without an answer: a fault wanted it so"), delay};
  }
  return {to_response(std::move(answer), delay), delay};
}

Answer WorldState::respond(const Request& request, Exchange& exchange, TimePoint now) {
  const Route route = parse_route(exchange.path);
  if (route.account.empty()) return refuse(not_found(exchange.path));
  if (auto refusal = authentication_.check(request.headers.get("Authorization"))) return refuse(*refusal);
  if (route.account != account_.sid()) return refuse(not_found(exchange.path));
  switch (route.resource) {
    case Route::Resource::unknown: return refuse(not_found(exchange.path));
    case Route::Resource::messages:
      if (request.method == "POST") return create(request, exchange, now);
      if (request.method == "GET") return list_messages(messages_, account_.sid(), decode_form(query_of(request.url)));
      break;
    case Route::Resource::message:
      if (request.method == "GET") return fetch(route.message_sid, exchange, now);
      break;
  }
  return refuse({405, 20004, "Method not allowed"});
}

Answer WorldState::create(const Request& request, Exchange& exchange, TimePoint now) {
  auto form = read_parameters(request);
  if (form) exchange.form = std::move(*form);
  if (auto spoilt = strike(Operation::messages_create, exchange, now)) return std::move(*spoilt);
  if (!form) return refuse(form.error());
  auto wanted = CreateCheck(config, account_, opt_outs_).check(exchange.form);
  if (!wanted) return refuse(wanted.error());

  exchange.message = send(std::move(*wanted), Direction::outbound_api, now);
  const MessageRecord& message = messages_[*exchange.message];
  Answer answer;
  answer.status = 201;
  answer.body = message_json(message, account_.sid());
  answer.request_id = "RQ" + message.sid.substr(2);
  return answer;
}

Answer WorldState::fetch(std::string_view sid, Exchange& exchange, TimePoint now) {
  if (auto spoilt = strike(Operation::messages_fetch, exchange, now)) return std::move(*spoilt);
  exchange.message = messages_.find(sid);
  if (!exchange.message) return refuse(not_found(exchange.path));
  Answer answer;
  answer.body = message_json(messages_[*exchange.message], account_.sid());
  return answer;
}

// The answer that a fault puts in place of acting, if one does.
std::optional<Answer> WorldState::strike(Operation operation, Exchange& exchange, TimePoint now) {
  exchange.fault = faults.strike(operation);
  if (!exchange.fault) return std::nullopt;
  journal.append(now, "fault", [&](JsonWriter& json) { write_fault(json, *exchange.fault); });
  if (exchange.fault->drop == Fault::Drop::before) return Answer{};
  if (exchange.fault->status) return faulty_answer(*exchange.fault);
  return std::nullopt;
}

void WorldState::record(const Request& request, const Exchange& exchange, const Answer& answer, TimePoint now) {
  journal.append(now, "request", [&](JsonWriter& json) {
    json.member("method", std::string_view(request.method));
    write_url(json, "path", target_of(request.url));
    if (!exchange.form.empty()) write_form(json, "form", exchange.form);
    if (exchange.fault && exchange.fault->drop != Fault::Drop::none)
      json.member("dropped", to_string(exchange.fault->drop));
    const bool acted = !exchange.fault || exchange.fault->drop != Fault::Drop::before;
    if (acted) json.member("status", answer.status);
    if (answer.code != 0) json.member("code", answer.code);
    if (exchange.fault && exchange.fault->delay > Duration{0}) {
      json.member("delay", std::string_view(format_duration(exchange.fault->delay)));
    }
    if (!exchange.message) return;
    const MessageRecord& message = messages_[*exchange.message];
    json.member("message", std::string_view(message.sid));
    json.member("message_status", to_string(message.status));
  });
}

}  // namespace understudy::simulator
