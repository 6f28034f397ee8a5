#pragma once

#include <optional>
#include <string>

#include "core/http/transport.hpp"
#include "recorder/recording.hpp"

namespace understudy::recorder {

struct ProxyOptions {
  std::string upstream;                 // the API's origin, such as https://api.twilio.com
  std::optional<std::string> webhooks;  // the app's origin, such as http://localhost:3000
};

// Stands between an app and the API, on one port, and records both directions. Requests below the API's paths go
// upstream; signed webhooks go on to the app, with the Host they were sent to, because their signature holds there; the
// control API of a fake upstream can be reached, and is not recorded.
class RecordingProxy final : public Service {
 public:
  RecordingProxy(Transport& network, Recording& recording, ProxyOptions options);
  Task<Result<Response>> handle(Request request) override;

 private:
  // Sends on what it is given to the app.
  class Forwarder final : public Service {
   public:
    Forwarder(Transport& network, std::optional<std::string> origin);
    Task<Result<Response>> handle(Request request) override;
    bool leads_somewhere() const { return origin_.has_value(); }

   private:
    Transport& network_;
    std::optional<std::string> origin_;
  };
  Task<Result<Response>> to_upstream(Request request);
  Task<Result<Response>> to_app(Request request);

  Transport& network_;
  std::string upstream_;
  RecordingTransport recorded_network_;
  Forwarder app_;
  RecordingService recorded_app_;
};

}  // namespace understudy::recorder
