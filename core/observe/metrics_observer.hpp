#pragma once

#include <memory>
#include <string>

#include "core/observe/observer.hpp"

namespace prometheus {
class Registry;
}

namespace understudy {

// Counts what happens, for Prometheus:
//   twilio_messages_sent_total{status,from_number}     accepted sends, by the status they were given
//   twilio_messages_received_total{to_number}          inbound messages
//   twilio_send_latency_seconds                        of whole sends, waiting included: a histogram
//   twilio_delivery_status_total{status}               status callbacks
//   twilio_errors_total{error_type}                    ends that are errors, by ErrorCode
//   twilio_rate_limit_hits_total{limit}                by Throttled::Limit
// Numbers are senders' own; recipients' are in no label.
class MetricsObserver final : public Observer {
 public:
  // In a registry of its own, or in the program's.
  explicit MetricsObserver(std::shared_ptr<prometheus::Registry> registry = nullptr);
  ~MetricsObserver() override;

  // All of the registry in the text format, as a scrape of /metrics gets it. From any thread.
  // https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
  std::string text() const;

  using Observer::on;
  void on(const Throttled& event) override;
  void on(const SendEnded& event) override;
  void on(const CallEnded& event) override;
  void on(const WebhookTaken& event) override;

 private:
  struct Families;
  std::shared_ptr<prometheus::Registry> registry_;
  std::unique_ptr<Families> families_;
};

}  // namespace understudy
