#include "core/observe/span_exporter.hpp"

#include <algorithm>

#include "core/api/message_resource.hpp"
#include "core/http/url.hpp"
#include "core/message/masked.hpp"
#include "core/webhook/events.hpp"

#include <nlohmann/json.hpp>

namespace understudy {
namespace {

using nlohmann::json;

// https://github.com/open-telemetry/opentelemetry-proto/blob/v1.3.2/opentelemetry/proto/trace/v1/trace.proto
enum class Kind { internal = 1, server = 2, client = 3 };

std::string nanoseconds(TimePoint at) { return std::to_string(at.time_since_epoch().count()) + "000"; }

class Span {
 public:
  Span(std::string_view name, Kind kind, const TraceContext& trace, TimePoint began, TimePoint ended)
      : span_{{"traceId", trace.trace_id()},
              {"spanId", hexadecimal(trace.span)},
              {"name", name},
              {"kind", static_cast<int>(kind)},
              {"startTimeUnixNano", nanoseconds(began)},
              {"endTimeUnixNano", nanoseconds(ended)},
              {"attributes", json::array()}} {
    if (trace.parent_span != 0) span_["parentSpanId"] = hexadecimal(trace.parent_span);
  }

  Span& with(const char* key, std::string_view value) {
    if (!value.empty()) span_["attributes"].push_back({{"key", key}, {"value", {{"stringValue", value}}}});
    return *this;
  }
  Span& with(const char* key, int value) {
    span_["attributes"].push_back({{"key", key}, {"value", {{"intValue", std::to_string(value)}}}});
    return *this;
  }
  Span& failed(const Error* error) {
    if (!error) return *this;
    span_["status"] = {{"code", 2}, {"message", with_masked_numbers(error->message)}};
    return with("error.type", to_string(error->code)).with("twilio.request_id", error->request_id);
  }
  std::string text() const { return span_.dump(-1, ' ', false, json::error_handler_t::replace); }

 private:
  json span_;
};

}  // namespace

SpanExporter::SpanExporter(Executor& executor, Transport& transport, SpanOptions options)
    : executor_(executor),
      transport_(transport),
      options_(std::move(options)),
      next_(executor),
      clockwork_(executor),
      answered_(executor) {}

void SpanExporter::on(const RequestMade& event) {
  Span span(event.method, Kind::client, event.trace, event.began, event.ended);
  span.with("http.request.method", event.method).with("url.path", with_masked_numbers(path_of(event.url)));
  if (const auto url = Url::parse(event.url)) span.with("server.address", url->host);
  if (event.status != 0) span.with("http.response.status_code", event.status);
  if (event.attempt > 1) span.with("http.request.resend_count", event.attempt - 1);
  add(span.with("twilio.request_id", event.request_id).failed(event.error).text());
}

void SpanExporter::on(const SendEnded& event) {
  Span span("twilio.send_sms", Kind::internal, event.trace, event.began, event.ended);
  span.with("twilio.to", masked_number(event.to)).with("twilio.from", event.from);
  span.with("twilio.messaging_service_sid", event.messaging_service_sid);
  span.with("twilio.attempts", event.attempts);
  if (event.message) {
    span.with("twilio.message_sid", event.message->sid.text()).with("twilio.status", to_string(event.message->status));
  }
  add(span.failed(event.error).text());
}

void SpanExporter::on(const CallEnded& event) {
  Span span("twilio." + std::string(event.operation), Kind::internal, event.trace, event.began, event.ended);
  add(span.failed(event.error).text());
}

void SpanExporter::on(const WebhookTaken& event) {
  const char* name = event.update ? "twilio.status_callback" : event.message ? "twilio.receive_sms" : "twilio.webhook";
  Span span(name, Kind::server, event.trace, event.began, event.ended);
  if (event.update) {
    span.with("twilio.message_sid", event.update->message.text());
    span.with("twilio.status", to_string(event.update->status));
  } else if (event.message) {
    span.with("twilio.message_sid", event.message->message.text());
    span.with("twilio.from", masked_number(event.message->from)).with("twilio.to", event.message->to);
  }
  add(span.failed(event.error).text());
}

void SpanExporter::add(std::string span) {
  if (options_.queue == 0) return;
  if (waiting_.size() >= options_.queue) {
    waiting_.pop_front();
    ++dropped_;
  }
  waiting_.push_back(std::move(span));
  const Duration pause = waiting_.size() >= options_.batch ? Duration(0) : options_.every;
  next_.set(std::min(next_.due().value_or(TimePoint::max()), executor_.now() + pause));
  if (std::exchange(ticking_, true)) return;
  clockwork_.spawn(export_in_time());
}

Task<> SpanExporter::export_in_time() {
  for (;;) {
    co_await next_.wait();
    while (!waiting_.empty()) co_await export_batch();
  }
}

Task<> SpanExporter::flush() {
  while (!waiting_.empty()) co_await export_batch();
  while (under_way_ > 0) co_await answered_.wait();
}

Task<> SpanExporter::export_batch() {
  const std::size_t count = std::min(waiting_.size(), std::max<std::size_t>(options_.batch, 1));
  const json service{{"key", "service.name"}, {"value", {{"stringValue", options_.service_name}}}};
  std::string spans;
  for (std::size_t i = 0; i < count; ++i) {
    spans += (i == 0 ? "" : ",") + waiting_.front();
    waiting_.pop_front();
  }
  Request request("POST", options_.url);
  request.headers.add("Content-Type", "application/json");
  request.body = R"({"resourceSpans":[{"resource":{"attributes":[)" + service.dump() +
                 R"(]},"scopeSpans":[{"scope":{"name":"understudy"},"spans":[)" + spans + "]}]}]}";
  ++under_way_;
  auto exchange = transport_.roundtrip(std::move(request));
  auto answer = co_await within(executor_, options_.timeout, std::move(exchange));
  const bool taken = answer && *answer && (*answer)->status >= 200 && (*answer)->status < 300;
  if (!taken) dropped_ += count;
  --under_way_;
  answered_.ring();
}

}  // namespace understudy
