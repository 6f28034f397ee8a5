#include "simulator/webhook_log.hpp"

namespace understudy::simulator {

void WebhookRecord::begin(std::uint64_t new_id, Operation operation, std::string_view sid, TimePoint now) {
  id = new_id;
  on = operation;
  message_sid = sid;
  planned = now;
  attempts = 0;
  for (std::string* text : {&method, &url, &body, &signature}) text->clear();
  answered.reset();
  status.reset();
  absence.reset();
  error_code = 0;
  strikes.clear();
}

void WebhookRecord::sent(const Request& request, int attempt) {
  attempts = attempt;
  method = request.method;
  url = request.url;
  body = request.body;
  signature = request.headers.get(signature_header);
}

void WebhookRecord::ended(const Result<Response>& outcome, int error, TimePoint now) {
  answered = now;
  status = outcome ? std::optional(outcome->status) : std::nullopt;
  absence = outcome ? std::nullopt : std::optional(outcome.error().code);
  error_code = error;
}

}  // namespace understudy::simulator
