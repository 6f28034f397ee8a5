#include "core/api/json_writer.hpp"
#include "core/http/url.hpp"
#include "simulator/api/create_request.hpp"
#include "simulator/api/representation.hpp"
#include "simulator/api/resources.hpp"
#include "simulator/fault_effects.hpp"
#include "simulator/form_json.hpp"
#include "simulator/world_state.hpp"

namespace understudy::simulator {
namespace {

constexpr std::string_view all_of_2010 = "/2010-04-01/";

// What Standard keys have no access to: "API key and Account resources".
// https://www.twilio.com/docs/iam/api-keys/key-resource-v2010
bool is_administration(Operation operation) {
  const std::string_view name = to_string(operation);
  return name.starts_with("keys.") || name.starts_with("accounts.");
}

Answer represented(Answer answer, const Call& call, std::string_view element) {
  const bool chosen = call.representation != Representation::json && call.path.starts_with(all_of_2010);
  if (answer.body.empty() || !chosen) return answer;
  if (answer.content_type != json_content_type) return answer;
  if (call.representation == Representation::csv) {
    answer.body = to_csv(answer.body);
    answer.content_type = "text/csv";
  } else {
    answer.body = to_xml(answer.body, element);
    answer.content_type = "application/xml";
  }
  return answer;
}

Duration time_on_line(const Response& response) {
  if (!response.bad_line) return Duration{0};
  return response.bad_line->time_for(response.bad_line->passes(response.body.size()));
}

}  // namespace

Reply WorldState::handle(const Request& request, TimePoint now) {
  begin(now);
  run_due(now);
  Call call{request, now};
  const Route found = route(request.method, path_of(request.url), call);
  Answer answer = represented(respond(found, call), call, found.endpoint ? found.endpoint->element : "");
  if (call.fault) spoil(answer, *call.fault);
  if (answer.request_id.empty()) answer.request_id = make_sid("RQ", request_ids_);
  record(call, answer);
  answer.concurrent_requests = concurrent(now) + 1;
  const Duration delay = call.fault ? call.fault->delay : Duration{0};
  if (call.fault && call.fault->drop != Fault::Drop::none) {
    if (delay > Duration{0}) answered_at_.insert(now + delay);
    return {failure(ErrorCode::connection_lost, "the connection ended without an answer: a fault wanted it so"), delay};
  }
  Response response = to_response(std::move(answer), delay);
  if (call.fault) response.bad_line = line_of(*call.fault);
  const Duration held_back = delay + time_on_line(response);
  if (held_back > Duration{0}) answered_at_.insert(now + held_back);
  return {std::move(response), delay};
}

Answer WorldState::respond(const Route& found, Call& call) {
  if (call.path.starts_with(content_root) && call.request.method == "GET") return content(call);
  const bool ours = call.path.starts_with(api_2010);
  if (!ours && !found.known_path) return refuse(not_found(call.path));
  const std::string_view asked = account_in(call.path);
  const bool for_all = config.switches.media_without_credentials && found.endpoint &&
                       found.endpoint->operation == Operation::media_fetch &&
                       call.representation == Representation::none;
  const auto visitor = authentication_.admit(call.request.headers.get("Authorization"), asked);
  if (!visitor && !for_all) return refuse(visitor.error());
  if (visitor == Visitor::tester) return answer_test(found, call);
  if (ours && asked != account.sid()) return refuse(not_found(call.path));
  if (visitor == Visitor::standard_key && found.endpoint && is_administration(found.endpoint->operation)) {
    return refuse({401, 20003, "Authenticate"});
  }
  if (config.status != AccountStatus::active) return refuse({403, 20005, "Account not active"});
  if (!found.known_path) return refuse(not_found(call.path));
  if (!found.endpoint) return refuse({405, 20004, "Method not allowed"});
  if (config.concurrency_max > 0 && concurrent(call.now) >= config.concurrency_max) {
    return refuse({429, 20429, "Too Many Requests"});
  }
  std::optional<Refusal> unreadable;
  if (call.request.method == "POST") {
    auto form = read_parameters(call.request);
    form ? void(call.form = std::move(*form)) : void(unreadable = form.error());
  }
  if (auto spoilt = strike(found.endpoint->operation, call)) return std::move(*spoilt);
  if (unreadable) return refuse(*unreadable);
  return found.endpoint->answer(*this, call);
}

// With test credentials messages can be created, of which nothing remains, and nothing else can be done.
Answer WorldState::answer_test(const Route& found, Call& call) const {
  if (!found.endpoint || found.endpoint->operation != Operation::messages_create) {
    return refuse({403, 20008, "Resource not accessible with Test Account Credentials"});
  }
  auto form = read_parameters(call.request);
  if (!form) return refuse(form.error());
  call.form = std::move(*form);
  return create_test_message(*this, call);
}

// Requests that are being answered, which takes time only where a fault holds the answer back.
int WorldState::concurrent(TimePoint now) {
  answered_at_.erase(answered_at_.begin(), answered_at_.upper_bound(now));
  return static_cast<int>(answered_at_.size());
}

void WorldState::record(const Call& call, const Answer& answer) {
  journal.append(call.now, "request", [&](JsonWriter& json) {
    json.member("method", std::string_view(call.request.method));
    write_url(json, "path", target_of(call.request.url));
    if (!call.form.empty()) write_form(json, "form", call.form);
    const bool dropped = call.fault && call.fault->drop != Fault::Drop::none;
    if (dropped) json.member("dropped", to_string(call.fault->drop));
    const bool acted = !call.fault || call.fault->drop != Fault::Drop::before;
    if (acted) json.member("status", answer.status);
    if (answer.code != 0) json.member("code", answer.code);
    if (call.fault && call.fault->delay > Duration{0}) {
      json.member("delay", std::string_view(format_duration(call.fault->delay)));
    }
    if (!call.message) return;
    const MessageRecord& message = messages[*call.message];
    json.member("message", std::string_view(message.sid));
    json.member("message_status", to_string(message.status));
  });
}

}  // namespace understudy::simulator
