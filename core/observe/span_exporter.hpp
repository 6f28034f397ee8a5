#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "core/http/transport.hpp"
#include "core/observe/observer.hpp"
#include "core/runtime/scope.hpp"
#include "core/runtime/waiting.hpp"

namespace understudy {

struct SpanOptions {
  std::string url = "http://localhost:4318/v1/traces";  // of an OpenTelemetry collector
  std::string service_name = "understudy";
  std::size_t batch = 512;                      // spans in one request
  std::size_t queue = 8192;                     // that may wait; beyond it the oldest are dropped
  Duration every = std::chrono::seconds(5);     // how long a span waits for others at most
  Duration timeout = std::chrono::seconds(10);  // for one request
};

// Sends spans to a collector, by OTLP over HTTP in JSON: `twilio.send_sms` with a part for each request,
// `twilio.lookup` and the other calls, `twilio.receive_sms`, `twilio.status_callback`. Nothing waits for it: what the
// collector does not take is dropped, and counted. Numbers are masked, texts left out.
// https://opentelemetry.io/docs/specs/otlp/#otlphttp
class SpanExporter final : public Observer {
 public:
  // Both must outlive it. Runs in turns of the executor.
  SpanExporter(Executor& executor, Transport& transport, SpanOptions options);

  void on(const RequestMade& event) override;
  void on(const SendEnded& event) override;
  void on(const CallEnded& event) override;
  void on(const WebhookTaken& event) override;
  using Observer::on;

  // Ends when all spans there are have been taken or dropped; for the end of a program.
  Task<> flush();
  std::uint64_t dropped() const { return dropped_; }

 private:
  void add(std::string span);
  Task<> export_in_time();
  Task<> export_batch();

  Executor& executor_;
  Transport& transport_;
  const SpanOptions options_;
  std::deque<std::string> waiting_;  // each the JSON of a span
  std::uint64_t dropped_ = 0;
  Alarm next_;
  Scope clockwork_;
  bool ticking_ = false;
  int under_way_ = 0;  // batches
  Bell answered_;
};

}  // namespace understudy
