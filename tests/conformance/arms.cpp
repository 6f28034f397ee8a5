#include "tests/conformance/arms.hpp"

#include "core/http/form.hpp"
#include "core/observe/log_observer.hpp"
#include "core/runtime/pending.hpp"
#include "core/runtime/waiting.hpp"
#include "core/text/base64.hpp"
#include "recorder/cassette.hpp"
#include "scenarios/runner/scenario.hpp"

#include <catch2/catch.hpp>
#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>

namespace understudy::test {
namespace {

const TimePoint start = *parse_timestamp("2026-01-01T09:00:00Z");

Task<int> sleeping(Executor& executor, Duration by) {
  co_await sleep_for(executor, by);
  co_return 0;
}

// Whatever was played, the token is in nothing that anybody may read: as it is, or as it goes over the wire.
void require_no_secret(const std::string& text, const simulator::WorldConfig& world) {
  const std::string token(world.auth_token.reveal());
  REQUIRE(text.find(token) == std::string::npos);
  REQUIRE(text.find(base64_encode(world.account_sid + ":" + token)) == std::string::npos);
}

recorder::Cassette play_on(const scenarios::OpenStage& open, const simulator::WorldConfig& world,
                           const std::function<void(Arm&)>& play) {
  Arm arm(open, world);
  play(arm);
  const recorder::Cassette cassette = arm.stage->cassette() ? *arm.stage->cassette() : recorder::Cassette{};
  require_no_secret(arm.told(), world);
  require_no_secret(recorder::format_cassette(cassette), world);
  return cassette;
}

}  // namespace

Arm::Arm(const scenarios::OpenStage& open, const simulator::WorldConfig& w)
    : executor(start),
      world(w),
      app(executor, w.auth_token, [this](const WebhookEvent& event) { return take(event); }) {
  auto logger = std::make_shared<spdlog::logger>("arm", std::make_shared<spdlog::sinks::ostream_sink_mt>(log_));
  logger->set_level(spdlog::level::trace);
  LogOptions everything;
  everything.level = LogLevel::trace;
  everything.show_numbers = everything.show_bodies = true;
  observer_ = std::make_shared<LogObserver>(std::move(logger), everything);
  auto opened = open(executor, app, world);
  REQUIRE(opened);
  stage = std::move(*opened);
}

Task<Result<Response>> AppWithFiles::handle(Request request) {
  const auto file = files.find(request.url);
  if (file != files.end()) co_return file->second;
  auto answer = co_await receiver_.handle(std::move(request));
  co_return answer;
}

Response Arm::take(const WebhookEvent& event) {
  if (const auto* update = std::get_if<StatusUpdate>(&event)) {
    received.push_back(update->message.text() + " " + std::string(to_string(update->status)));
    updates.push_back(*update);
  } else {
    const auto& text = std::get<InboundMessage>(event);
    received.push_back(text.from + " " + text.body);
    texts.push_back(text);
    return answer_text(text);
  }
  return WebhookReceiver::no_reply();
}

Config Arm::config() const {
  Config made;
  made.credentials = {world.account_sid, world.account_sid, world.auth_token};
  made.base_url = scenarios::twilio_origin;
  made.seed = 1;
  made.observer = observer_;
  return made;
}

Result<Response> Arm::ask(Request request) {
  return Pending<Result<Response>>(executor, stage->api().roundtrip(std::move(request))).get();
}

Request Arm::authorized(const std::string& method, const std::string& path) const {
  Request request(method, scenarios::twilio_origin + path);
  std::string pair = world.account_sid + ":" + std::string(world.auth_token.reveal());
  request.headers.add("Authorization", "Basic " + base64_encode(pair));
  if (method == "POST") request.headers.add("Content-Type", std::string(form_content_type));
  return request;
}

void Arm::advance(Duration by) { (void)Pending<int>(executor, sleeping(executor, by)).get(); }

OutgoingMessage Arm::message(const std::string& body) const {
  OutgoingMessage made;
  made.to = "+15550100099";
  made.from = "+15550100001";
  made.body = body;
  made.status_callback = std::string(scenarios::app_origin) + "/status";
  return made;
}

void on_every_arm(const simulator::WorldConfig& world, const std::function<void(Arm&)>& play) {
  {
    INFO("in memory");
    play_on(scenarios::in_memory(), world, play);
  }
  recorder::Cassette cassette;
  {
    INFO("over sockets");
    cassette = play_on(scenarios::over_sockets(), world, play);
  }
  INFO("from the cassette");
  play_on(scenarios::from_cassette(std::move(cassette)), world, play);
}

std::vector<std::string> on_simulated_arms(const simulator::WorldConfig& world, const std::function<void(Arm&)>& play) {
  std::vector<std::string> digests;
  for (const auto& [name, open] :
       {std::pair("in memory", scenarios::in_memory()), std::pair("over sockets", scenarios::over_sockets())}) {
    INFO(name);
    play_on(open, world, [&](Arm& arm) {
      play(arm);
      digests.push_back(arm.stage->world_digest().value());
    });
  }
  return digests;
}

}  // namespace understudy::test
