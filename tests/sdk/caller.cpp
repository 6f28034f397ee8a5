// Makes the calls that it reads, a line of JSON each, through the client core, and answers each with a line: so that
// another SDK can make the same ones, and the two be compared. Credentials come from the environment.

#include <cstdio>
#include <iostream>
#include <string>

#include "core/client/client.hpp"

#include <nlohmann/json.hpp>

using namespace understudy;
using nlohmann::json;

namespace {

std::optional<bool> flag(const json& call, const char* name) {
  return call.contains(name) ? std::optional(call.at(name).get<bool>()) : std::nullopt;
}

std::string text(const json& call, const char* name) { return call.value(name, std::string()); }

std::optional<TimePoint> time(const json& call, const char* name) { return parse_timestamp(text(call, name)); }

OutgoingMessage message_of(const json& call) {
  OutgoingMessage message;
  message.to = text(call, "to");
  message.from = text(call, "from");
  message.body = text(call, "body");
  message.messaging_service_sid = text(call, "messaging_service_sid");
  message.media_urls = call.value("media_url", std::vector<std::string>());
  message.status_callback = text(call, "status_callback");
  message.send_at = time(call, "send_at");
  if (call.contains("validity_period")) message.validity = std::chrono::seconds(call.at("validity_period").get<int>());
  message.application_sid = text(call, "application_sid");
  if (call.contains("max_price")) message.max_price = text(call, "max_price");
  message.provide_feedback = flag(call, "provide_feedback");
  if (call.contains("attempt")) message.attempt = call.at("attempt").get<int>();
  message.force_delivery = flag(call, "force_delivery");
  if (call.contains("content_retention")) message.content_retention = ContentRetention::retain;
  if (call.contains("address_retention")) message.address_retention = AddressRetention::obfuscate;
  message.smart_encoded = flag(call, "smart_encoded");
  message.persistent_actions = call.value("persistent_action", std::vector<std::string>());
  message.shorten_urls = flag(call, "shorten_urls");
  message.send_as_mms = flag(call, "send_as_mms");
  return message;
}

json answer(const Message& message) {
  return {{"sid", message.sid.text()},
          {"status", to_string(message.status)},
          {"body", message.body},
          {"num_segments", std::to_string(message.num_segments)}};
}
json answer(const Error& error) { return {{"error", error.provider_code}, {"status", error.http_status}}; }

template <class T>
json answer(const Result<T>& result) {
  if (!result) return answer(result.error());
  if constexpr (std::is_void_v<T>) {
    return true;
  } else if constexpr (std::is_same_v<T, Receipt>) {
    return answer(result->message);
  } else {
    return answer(*result);
  }
}

json list(Client& client, const json& call) {
  MessageFilter filter;
  filter.to = text(call, "to");
  filter.from = text(call, "from");
  filter.sent_after = time(call, "date_sent_after");
  filter.sent_before = time(call, "date_sent_before");
  filter.page_size = call.value("page_size", 50);
  json sids = json::array();
  for (const Result<Message>& message : client.list(filter)) {
    if (!message) return answer(message.error());
    sids.push_back(message->sid.text());
  }
  return sids;
}

json media(Client& client, MessageSid sid) {
  const auto all = client.media_of(std::move(sid)).get();
  if (!all) return answer(all.error());
  json types = json::array();
  for (const Media& medium : *all) types.push_back(medium.content_type);
  return types;
}

json make(Client& client, const json& call) {
  const std::string name = call.at("call");
  if (name == "send") return answer(client.send(message_of(call)).get());
  if (name == "list") return list(client, call);
  const auto sid = MessageSid::parse(text(call, "sid"));
  if (!sid) throw std::invalid_argument("no message SID: " + call.dump());
  if (name == "get") return answer(client.get(*sid).get());
  if (name == "cancel") return answer(client.cancel(*sid).get());
  if (name == "redact") return answer(client.redact(*sid).get());
  if (name == "remove") return answer(client.remove(*sid).get());
  if (name == "feedback") return answer(client.give_feedback(*sid, FeedbackOutcome::unconfirmed).get());
  if (name == "media") return media(client, *sid);
  throw std::invalid_argument("no such call: " + call.dump());
}

}  // namespace

int main() {
  auto config = Config::from_environment();
  if (!config) {
    std::fprintf(stderr, "%s\n", config.error().message.c_str());
    return 2;
  }
  config->limits = {.account = {.per_second = 1000, .burst = 1000}, .sender = {.per_second = 1000, .burst = 1000}};
  config->reconciliation.mark_callbacks = false;  // no other SDK marks them
  Client client(std::move(*config));
  for (std::string line; std::getline(std::cin, line);)
    std::cout << make(client, json::parse(line)).dump() << std::endl;
}
