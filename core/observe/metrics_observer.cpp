#include "core/observe/metrics_observer.hpp"

#include "core/api/message_resource.hpp"
#include "core/webhook/events.hpp"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace understudy {
namespace {

using Counters = prometheus::Family<prometheus::Counter>;

Counters& counters(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

// From a hundredth of a second, which an answer takes, to minutes, which a queue does.
const prometheus::Histogram::BucketBoundaries latency_bounds{0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,  2.5,
                                                             5,    10,    30,   60,  120,  300, 600};

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

struct MetricsObserver::Families {
  explicit Families(prometheus::Registry& r)
      : sent(counters(r, "twilio_messages_sent_total", "Messages that the service accepted")),
        received(counters(r, "twilio_messages_received_total", "Inbound messages")),
        delivery(counters(r, "twilio_delivery_status_total", "Status callbacks")),
        errors(counters(r, "twilio_errors_total", "Sends, calls and webhooks that ended in an error")),
        limits(counters(r, "twilio_rate_limit_hits_total", "Requests that met a limit")),
        latency(prometheus::BuildHistogram()
                    .Name("twilio_send_latency_seconds")
                    .Help("Time from asking for a send to its end")
                    .Register(r)
                    .Add({}, latency_bounds)) {}

  void count_error(const Error& error) { errors.Add({{"error_type", std::string(to_string(error.code))}}).Increment(); }

  Counters& sent;
  Counters& received;
  Counters& delivery;
  Counters& errors;
  Counters& limits;
  prometheus::Histogram& latency;
};

MetricsObserver::MetricsObserver(std::shared_ptr<prometheus::Registry> registry)
    : registry_(registry ? std::move(registry) : std::make_shared<prometheus::Registry>()),
      families_(std::make_unique<Families>(*registry_)) {}
MetricsObserver::~MetricsObserver() = default;

std::string MetricsObserver::text() const { return prometheus::TextSerializer().Serialize(registry_->Collect()); }

void MetricsObserver::on(const Throttled& event) {
  families_->limits.Add({{"limit", std::string(to_string(event.limit))}}).Increment();
}

void MetricsObserver::on(const SendEnded& event) {
  families_->latency.Observe(seconds(event.ended - event.began));
  if (event.error) return families_->count_error(*event.error);
  const Message& message = *event.message;
  const std::string from = message.from.value_or(message.messaging_service_sid.value_or(""));
  families_->sent.Add({{"status", std::string(to_string(message.status))}, {"from_number", from}}).Increment();
}

void MetricsObserver::on(const CallEnded& event) {
  if (event.error) families_->count_error(*event.error);
}

void MetricsObserver::on(const WebhookTaken& event) {
  if (event.update) {
    families_->delivery.Add({{"status", std::string(to_string(event.update->status))}}).Increment();
  } else if (event.message) {
    families_->received.Add({{"to_number", event.message->to}}).Increment();
  } else if (event.error) {
    families_->count_error(*event.error);
  }
}

}  // namespace understudy
