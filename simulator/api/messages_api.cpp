#include "core/http/url.hpp"
#include "core/message/segments.hpp"
#include "simulator/api/create_request.hpp"
#include "simulator/api/message_json.hpp"
#include "simulator/api/message_list.hpp"
#include "simulator/api/resources.hpp"
#include "simulator/world_state.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace understudy::simulator {
namespace {

Answer show(const WorldState& world, std::size_t index, int status = 200) {
  Answer answer;
  answer.status = status;
  answer.body = message_json(world.messages[index], world.config);
  return answer;
}

Refusal bad_update() { return {400, 30400, "Parameters are not valid"}; }

}  // namespace

Answer create_message(WorldState& world, Call& call) {
  auto wanted = CreateCheck(world, call.now).check(call.form);
  if (!wanted) return refuse(wanted.error());
  call.message = world.send(std::move(*wanted), Direction::outbound_api, call.now);
  if (const auto unknown = unknown_parameters(call.form); !unknown.empty()) {
    const std::string text = fmt::format("Unknown parameters: {}", fmt::join(unknown, ", "));
    world.alert(20001, text, world.messages[*call.message].sid, call.now);
  }
  Answer answer = show(world, *call.message, 201);
  answer.request_id = fmt::format("RQ{}", world.messages[*call.message].sid.view().substr(2));
  return answer;
}

Answer create_test_message(const WorldState& world, Call& call) {
  const auto wanted = CreateCheck::for_test(world, call.now).check(call.form);
  if (!wanted) return refuse(wanted.error());
  // A world of one message, as it would be.
  WorldConfig config;
  config.account_sid = world.config.test_account_sid;
  MessageRecord message;
  Rng digits = Rng(world.config.seed).fork(std::to_string(world.journal.size()));
  message.sid = make_sid(wanted->media.empty() ? "SM" : "MM", digits);
  message.from = wanted->from;
  message.to = wanted->to;
  message.body = wanted->body;
  message.num_media = static_cast<std::uint8_t>(wanted->media.size());
  message.segments = wanted->media.empty() ? segment(wanted->body).segments : 1;
  message.created = message.updated = call.now;
  Answer answer;
  answer.status = 201;
  answer.body = message_json(message, config);
  answer.request_id = fmt::format("RQ{}", message.sid.view().substr(2));
  return answer;
}

Answer fetch_message(WorldState& world, Call& call) {
  call.message = world.messages.find(call.id(1));
  if (!call.message) return refuse(not_found(call.path));
  return show(world, *call.message);
}

// Redacts with an empty Body, cancels with Status=canceled; one of them, and nothing else.
Answer update_message(WorldState& world, Call& call) {
  call.message = world.messages.find(call.id(1));
  if (!call.message) return refuse(not_found(call.path));
  const auto body = call.form.find("Body");
  const auto status = call.form.find("Status");
  if (body.has_value() == status.has_value()) return refuse(bad_update());
  if (body) {
    if (!body->empty()) return refuse(bad_update());
    world.redact(*call.message, call.now);
  } else {
    if (*status != to_string(MessageStatus::canceled)) return refuse(bad_update());
    if (!world.cancel(*call.message, call.now)) return refuse({409, 30409, "This message cannot be canceled"});
  }
  return show(world, *call.message);
}

Answer delete_message(WorldState& world, Call& call) {
  const auto index = world.messages.find(call.id(1));
  if (!index) return refuse(not_found(call.path));
  const MessageRecord& message = world.messages[*index];
  const bool complete = is_final(message.status) || message.status == message.outcome.last;
  if (!complete) return refuse({409, 20009, "Cannot delete this resource before it is complete"});
  world.messages.erase(*index);
  world.media.erase_all(*index);
  Answer answer;
  answer.status = 204;
  return answer;
}

Answer list_messages(WorldState& world, Call& call) {
  return list_page(world.messages, world.config, decode_form(query_of(call.request.url)));
}

}  // namespace understudy::simulator
