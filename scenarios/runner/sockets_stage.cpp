#include "core/http/httplib_server.hpp"
#include "core/http/httplib_transport.hpp"
#include "recorder/recording.hpp"
#include "scenarios/runner/scenario.hpp"
#include "scenarios/runner/stage.hpp"
#include "simulator/simulated_twilio.hpp"

namespace understudy::scenarios {
namespace {

// Both origins keep their names in URLs and signatures; only where they are looked for depends on the ports.
HttplibOptions leading(const char* origin, const HttpServer& server) {
  HttplibOptions options;
  options.connect_to[std::string(origin).substr(7) + ":80"] = server.origin().substr(7);
  return options;
}

class SocketsStage final : public Stage {
 public:
  SocketsStage(VirtualExecutor& executor, Service& app, const Secret& auth_token)
      : executor_(executor), recording_(executor, twilio_origin), app_(app, recording_) {
    recording_.add_secret(auth_token);
  }

  Result<void> open(simulator::WorldConfig world) {
    auto app_server = HttpServer::listen(executor_, app_);
    if (!app_server) return tl::unexpected(app_server.error());
    app_server_ = std::move(*app_server);
    webhooks_ = std::make_unique<HttplibTransport>(executor_, leading(app_origin, *app_server_));
    twilio_ = std::make_unique<simulator::SimulatedTwilio>(executor_, *webhooks_, std::move(world));

    auto twilio_server = HttpServer::listen(executor_, *twilio_);
    if (!twilio_server) return tl::unexpected(twilio_server.error());
    twilio_server_ = std::move(*twilio_server);
    requests_ = std::make_unique<HttplibTransport>(executor_, leading(twilio_origin, *twilio_server_));
    api_ = std::make_unique<recorder::RecordingTransport>(*requests_, recording_);
    return {};
  }

  Transport& api() override { return *api_; }
  Result<void> text_in(const simulator::InboundText& text) override {
    auto sid = twilio_->text_in(text);
    if (!sid) return tl::unexpected(sid.error());
    return {};
  }
  std::optional<std::string> world_digest() const override { return twilio_->world().journal().digest(); }
  const recorder::Cassette* cassette() const override { return &recording_.cassette(); }

 private:
  // In the order in which they need each other; the last goes first.
  VirtualExecutor& executor_;
  recorder::Recording recording_;
  recorder::RecordingService app_;
  std::unique_ptr<HttpServer> app_server_;
  std::unique_ptr<HttplibTransport> webhooks_;
  std::unique_ptr<simulator::SimulatedTwilio> twilio_;
  std::unique_ptr<HttpServer> twilio_server_;
  std::unique_ptr<HttplibTransport> requests_;
  std::unique_ptr<recorder::RecordingTransport> api_;
};

}  // namespace

OpenStage over_sockets() {
  return [](VirtualExecutor& executor, Service& app, simulator::WorldConfig world) -> Result<std::unique_ptr<Stage>> {
    auto stage = std::make_unique<SocketsStage>(executor, app, world.auth_token);
    auto opened = stage->open(std::move(world));
    if (!opened) return tl::unexpected(opened.error());
    return stage;
  };
}

}  // namespace understudy::scenarios
