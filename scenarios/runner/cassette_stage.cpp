#include <algorithm>

#include "core/http/local_transport.hpp"
#include "recorder/replay.hpp"
#include "scenarios/runner/scenario.hpp"
#include "scenarios/runner/stage.hpp"
#include "simulator/inbound_handler.hpp"

namespace understudy::scenarios {
namespace {

recorder::ReplayOptions options_for(const simulator::WorldConfig& world) {
  recorder::ReplayOptions options;
  options.auth_token = world.auth_token;
  return options;
}

// A replay signs what it posts, and signs it right.
bool signs_wrongly(const simulator::WorldConfig& world) {
  return std::any_of(world.faults.begin(), world.faults.end(), [](const simulator::Fault& fault) {
    return fault.effect.signature != simulator::Fault::Signature::right;
  });
}

bool holds_texts_up(const simulator::WorldConfig& world) {
  return std::any_of(world.faults.begin(), world.faults.end(), [](const simulator::Fault& fault) {
    return fault.on.contains(simulator::Operation::callback_inbound);
  });
}

class CassetteStage final : public Stage {
 public:
  CassetteStage(VirtualExecutor& executor, Service& app, const simulator::WorldConfig& world,
                recorder::Cassette cassette)
      : account_(world),
        network_(executor),
        replay_(executor, network_, std::move(cassette), options_for(world)),
        api_(executor, replay_) {
    network_.mount(app_origin, app);
  }
  Transport& api() override { return api_; }
  Result<void> text_in(const simulator::InboundText& text) override {
    if (!is_heard(text.to)) return {};  // so there is nothing on the cassette either
    return replay_.text_in(text.from, text.to, text.body);
  }

 private:
  bool is_heard(const std::string& to) const { return simulator::inbound_handler(account_, to).has_value(); }

  simulator::Account account_;
  LocalTransport network_;
  recorder::Replay replay_;
  recorder::ReplayingTransport api_;
};

}  // namespace

OpenStage from_cassette(recorder::Cassette cassette) {
  return [cassette = std::move(cassette)](VirtualExecutor& executor, Service& app,
                                          simulator::WorldConfig world) -> Result<std::unique_ptr<Stage>> {
    if (holds_texts_up(world)) {
      return failure(
          ErrorCode::invalid_input,
          "a scenario with faults on callback.inbound cannot be played from a cassette: when a text was sent "
          "that was lost or came late is not on it");
    }
    if (signs_wrongly(world)) {
      return failure(ErrorCode::invalid_input,
                     "a scenario with faults of signatures cannot be played from a cassette: what is posted from one "
                     "is signed anew");
    }
    return std::make_unique<CassetteStage>(executor, app, world, cassette);
  };
}

}  // namespace understudy::scenarios
