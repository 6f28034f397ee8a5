#include "simulator/control_table.hpp"

#include "core/api/json_writer.hpp"
#include "simulator/control_answer.hpp"
#include "simulator/control_clock.hpp"
#include "simulator/control_faults.hpp"
#include "simulator/control_holdings.hpp"
#include "simulator/control_inbound.hpp"
#include "simulator/control_journal.hpp"
#include "simulator/control_messages.hpp"
#include "simulator/control_opt_outs.hpp"
#include "simulator/control_webhooks.hpp"
#include "simulator/control_worlds.hpp"
#include "simulator/fault_table.hpp"
#include "simulator/world_file.hpp"
#include "simulator/world_table.hpp"

namespace understudy::simulator {
namespace {

Response health(SimulatedTwilio&, const Request&) { return json_response(200, R"({"status":"ok"})"); }

constexpr QueryParameter of_message[] = {{"message", "Those about this message only", "SM…"}};
constexpr QueryParameter of_journal[] = {
    {"after", "Those with higher numbers only; for events the header Last-Event-ID says it too", "3"},
    {"kind", "Those of this kind only", "status"},
};
constexpr QueryParameter of_messages[] = {
    {"to", "Those to this number only", "+15550100099"},
    {"from", "Those from this sender only", "+15550100001"},
    {"body", "Those only that have this in their body", "code"},
    {"status", "Those of this status only", "delivered"},
    {"direction", "outbound-api, outbound-reply or inbound", "inbound"},
    {"limit", "The newest so many; 1000 are the most", "10"},
    {"wait", "Answers once there is one; 504 when none came in so long, on the caller's clock", "5s"},
};

constexpr ControlBody move_body{R"({"by": "30s"})"};
constexpr ControlBody snapshot_body{R"({"name": "before"})", false};
constexpr ControlBody inbound_body{R"({"from": "+15550100099", "to": "+15550100001", "body": "hi"})"};
constexpr ControlBody opt_out_body{R"({"phone": "+15550100099", "sender": "+15550100001"})"};
constexpr ControlBody world_body{R"({"seed": 7, "clock": "manual"})", false, write_world_body_schema};
constexpr ControlBody fault_body{R"({"on": "messages.create", "nth": 1, "answer": {"status": 503}})", true,
                                 &FaultRule::schema};
constexpr ControlBody number_body{R"({"number": "+15550100003", "sms_url": "http://127.0.0.1:3000/sms"})", true,
                                  write_number_schema};
constexpr ControlBody service_body{R"({"friendly_name": "Codes", "pool": ["+15550100001"]})", true,
                                   write_service_schema};

constexpr std::string_view json = "application/json";
constexpr std::string_view json_lines = "application/jsonl";

constexpr ControlOperation operations[] = {
    {"GET", "/health", "200 as soon as requests are served", health},
    {"GET", "/openapi.json", "this table as an OpenAPI 3.1 document", describe_control},
    {"GET", "/worlds", "the worlds there are", list_worlds},
    {"POST", "/worlds", "makes one, [see below](#worlds)", create_world, 201, world_body},
    {"DELETE", "/worlds/{id}", "takes one away; the default one stays", remove_world, 204},
    {"POST", "/worlds/{id}/fork", "makes a copy of it, another account with the same messages, at the same time",
     fork_world, 201},
    {"GET", "/clock", "mode, time, when the next event falls due, whether anything is in flight", show_clock},
    {"POST", "/clock/advance",
     R"(moves the clock: `{"by": "30s"}`, `{"to": "2026-01-01T10:00:00Z"}`, `{"next": true}` or `{"until": {…}}`)",
     advance_clock, 200, move_body},
    {"GET", "/snapshots", "the worlds as they were that are kept", list_snapshots},
    {"POST", "/snapshots", R"(keeps the world as it is; `{"name": "before"}`, or a number if that is left out)",
     take_snapshot, 201, snapshot_body},
    {"POST", "/snapshots/{name}/restore", "back to it, as often as wanted", restore_snapshot},
    {"DELETE", "/snapshots/{name}", "forgets it", drop_snapshot, 204},
    {"POST", "/reset", "the world as it was made", reset_world},
    {"GET",
     "/messages",
     "the messages, newest last, that are looked for; [waits](#messages) for one if told to",
     list_messages,
     200,
     {},
     of_messages},
    {"POST", "/inbound", "a text from a phone, [see below](#texts)", receive_text, 201, inbound_body},
    {"GET", "/numbers", "the account's numbers", list_numbers},
    {"POST", "/numbers", "one more, or another in the place of the one it has; [keys](world-file.md) of a world file",
     add_number, 201, number_body},
    {"DELETE", "/numbers/{number}", "takes one away, out of pools too", remove_number, 204},
    {"GET", "/services", "the messaging services", list_services},
    {"POST", "/services", "one more, or another in the place of the one with its `sid`; keys likewise", add_service,
     201, service_body},
    {"DELETE", "/services/{sid}", "takes one away", remove_service, 204},
    {"GET", "/opt-outs", "which phones do not want to hear from whom", list_opt_outs},
    {"POST", "/opt-outs", "a phone opts out of a number, or of a messaging service", add_opt_out, 204, opt_out_body},
    {"DELETE", "/opt-outs/{phone}/{sender}", "opts it in again", remove_opt_out, 204},
    {"GET", "/faults", "what is planned to go wrong, and how often it has", list_faults},
    {"POST", "/faults", "plans something, [see below](#faults)", add_fault, 201, fault_body},
    {"DELETE", "/faults", "nothing goes wrong any more", clear_faults, 204},
    {"DELETE", "/faults/{id}", "takes one away", remove_fault, 204},
    {"GET",
     "/journal",
     "what happened, as JSON lines, or as [events](#the-journal) while it happens",
     show_journal,
     200,
     {},
     of_journal,
     json_lines},
    {"GET", "/alerts", "what Twilio's debugger would show, newest last", list_alerts, 200, {}, of_message, json},
    {"GET",
     "/webhooks",
     "what was posted to apps and what came of it, newest last",
     list_webhooks,
     200,
     {},
     of_message,
     json},
    {"GET", "/webhooks/{id}/explain", "how one was signed, and what the usual mistakes in checking that come to",
     explain_webhook},
    {"POST", "/webhooks/{id}/redeliver", "posts it once more, as Twilio does when it tries again", redeliver_webhook,
     202},
};

}  // namespace

std::span<const ControlOperation> control_operations() { return operations; }

}  // namespace understudy::simulator
