#include "core/http/local_transport.hpp"
#include "scenarios/runner/scenario.hpp"
#include "scenarios/runner/stage.hpp"
#include "simulator/simulated_twilio.hpp"

namespace understudy::scenarios {
namespace {

class MemoryStage final : public Stage {
 public:
  MemoryStage(VirtualExecutor& executor, Service& app, simulator::WorldConfig world)
      : network_(executor), twilio_(executor, network_, std::move(world)) {
    network_.mount(app_origin, app);
    network_.mount(twilio_origin, twilio_);
  }
  Transport& api() override { return network_; }
  Result<void> text_in(const simulator::InboundText& text) override {
    auto sid = twilio_.text_in(text);
    if (!sid) return tl::unexpected(sid.error());
    return {};
  }
  std::optional<std::string> world_digest() const override { return twilio_.world().journal().digest(); }

 private:
  LocalTransport network_;
  simulator::SimulatedTwilio twilio_;
};

}  // namespace

OpenStage in_memory() {
  return [](VirtualExecutor& executor, Service& app, simulator::WorldConfig world) -> Result<std::unique_ptr<Stage>> {
    return std::make_unique<MemoryStage>(executor, app, std::move(world));
  };
}

}  // namespace understudy::scenarios
