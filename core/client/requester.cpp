#include "core/client/requester.hpp"

#include <charconv>

#include "core/api/error_catalogue.hpp"
#include "core/api/message_resource.hpp"
#include "core/http/url.hpp"
#include "core/runtime/waiting.hpp"
#include "core/text/base64.hpp"

namespace understudy {
namespace {

// The kind of failure for which the retry table has a rule; nothing where a repeat would change nothing.
std::optional<FailureClass> class_of(const Error& error) {
  if (error.http_status == 429) return FailureClass::rate_limited;
  if (error.http_status == 503) return FailureClass::unavailable;
  if (error.http_status >= 500) return FailureClass::server_error;
  if (error.http_status != 0) return std::nullopt;
  if (error.code == ErrorCode::timeout) return FailureClass::timeout;
  if (error.code == ErrorCode::connection_lost || never_connected(error.code)) return FailureClass::connection;
  return std::nullopt;
}

// Whether a request with that outcome may have been acted on. A service that says in words that it is overloaded has
// not looked at it; one that breaks down may have. https://www.twilio.com/docs/api/errors/20500
bool may_have_been_acted_on(const Result<Response>& outcome) {
  if (!outcome) return outcome.error().code == ErrorCode::timeout || outcome.error().code == ErrorCode::connection_lost;
  if (outcome->status == 503) return outcome->body.empty();
  return outcome->status >= 500;
}

// Any answer below 500 shows a service that works, a refusal too.
Outcome health(const Result<Response>& outcome) {
  if (outcome) return outcome->status >= 500 ? Outcome::failure : Outcome::success;
  return class_of(outcome.error()) ? Outcome::failure : Outcome::abandoned;
}

// Seconds, or a date. https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
std::optional<Duration> retry_after(const Response& response, TimePoint now) {
  auto text = response.headers.find("Retry-After");
  if (!text) return std::nullopt;
  std::uint32_t seconds = 0;
  auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), seconds);
  if (error == std::errc{} && end == text->data() + text->size()) return std::chrono::seconds(seconds);
  auto date = parse_rfc2822(*text);
  if (!date) return std::nullopt;
  return std::max(Duration{0}, *date - now);
}

Error refusal(const Response& response, TimePoint now) {
  auto said = parse_api_error(response.body);
  std::string message = "HTTP " + std::to_string(response.status);
  if (said) message += ", code " + std::to_string(said->code) + ": " + said->message;
  const int code = said ? said->code : 0;
  Error error(meaning_of(code, response.status), std::move(message));
  error.http_status = response.status;
  error.provider_code = code;
  error.retry_after = retry_after(response, now);
  error.request_id = response.headers.get("Twilio-Request-Id");
  return error;
}

bool is_good(const Response& response, const Operation& operation) {
  return response.status >= 200 && response.status < (operation.takes_redirects ? 400 : 300);
}

// https://www.twilio.com/docs/api/errors/20429
bool is_too_many_at_once(const Response& response) {
  if (response.status != 429) return false;
  const auto said = parse_api_error(response.body);
  return !said || said->code == 20429;
}

// Admitted by the breaker and not heard of again means cancelled: the place is given up.
class Admitted {
 public:
  Admitted(CircuitBreaker& breaker, CircuitBreaker::Admission admission, const Executor& executor)
      : breaker_(breaker), admission_(admission), executor_(executor) {}
  Admitted(const Admitted&) = delete;
  Admitted& operator=(const Admitted&) = delete;
  ~Admitted() {
    if (!recorded_) record(Outcome::abandoned);
  }
  void record(Outcome outcome) {
    recorded_ = true;
    breaker_.record(admission_, outcome, executor_.now());
  }

 private:
  CircuitBreaker& breaker_;
  CircuitBreaker::Admission admission_;
  const Executor& executor_;
  bool recorded_ = false;
};

}  // namespace

Requester::Requester(Executor& executor, Transport& transport, const Config& config)
    : executor_(executor),
      transport_(transport),
      config_(config),
      wrong_(config.check()),
      turnstile_(executor, wrong_ ? SendLimits{} : config.limits, wrong_ ? ConcurrencyOptions{} : config.concurrency),
      budget_(wrong_ ? RetryBudgetOptions{} : config.retry_budget),
      rng_(Rng(config.seed).fork("client.retry")),
      trace_rng_(Rng(config.seed).fork("client.trace")) {
  const Credentials& who = config.credentials;
  authorization_ = Secret("Basic " + base64_encode(who.user_name + ":" + std::string(who.password.reveal())));
}

Request Requester::request(const char* method, std::string url) const {
  Request made(method, std::move(url));
  made.headers.add("Authorization", authorization_.reveal());
  made.headers.add("Accept", "application/json");
  made.headers.add("User-Agent", "understudy/0.1.0");
  return made;
}

Operation Requester::operation(std::string_view name) {
  Operation operation(name, config_.retry);
  if (traces()) operation.trace = TraceContext::root(trace_rng_);
  return operation;
}

Task<Result<Response>> Requester::perform(Request request, Operation& operation) {
  if (wrong_) co_return tl::unexpected(*wrong_);
  const bool write = request.method != "GET";
  if (operation.attempts == 0) budget_.earn();
  for (;;) {
    const int attempts_before = operation.attempts;
    auto outcome = co_await attempt(request, operation);
    const bool was_made = operation.attempts > attempts_before;
    if (outcome && is_good(*outcome, operation)) co_return std::move(*outcome);
    Error error = outcome ? refusal(*outcome, executor_.now()) : std::move(outcome.error());
    error.attempts = operation.attempts;
    if (write && was_made && may_have_been_acted_on(outcome)) operation.may_have_been_acted_on = true;
    error.in_doubt = operation.may_have_been_acted_on;
    if (error.in_doubt && !operation.repeat_in_doubt) co_return tl::unexpected(std::move(error));
    const auto wait = next_wait(operation, error);
    if (!wait) co_return tl::unexpected(std::move(error));
    co_await pause(*wait, operation.stop);
  }
}

std::optional<Duration> Requester::next_wait(Operation& operation, const Error& error) {
  if (error.http_status == 429) tell(operation, Throttled::Limit::service);
  const auto failed = class_of(error);
  if (!failed || (operation.stop && operation.stop->requested())) return std::nullopt;
  const auto wait = operation.backoff.next(*failed, error.retry_after, rng_);
  if (!wait) return std::nullopt;
  if (operation.deadline && executor_.now() + *wait >= *operation.deadline) return std::nullopt;
  if (!budget_.try_spend()) {
    tell(operation, Throttled::Limit::retry_budget);
    return std::nullopt;
  }
  if (config_.observer)
    config_.observer->on(Retrying{operation.name, error, operation.attempts, *wait, executor_.now()});
  return wait;
}

void Requester::tell(const Operation& operation, Throttled::Limit limit) const {
  if (config_.observer)
    config_.observer->on(
        Throttled{operation.name, operation.sender ? *operation.sender : std::string_view(), limit, executor_.now()});
}

Task<> Requester::pause(Duration duration, Stop* stop) {
  return sleep_until(executor_, executor_.now() + duration, stop);
}

std::optional<Error> Requester::ended_early(const Operation& operation) const {
  std::optional<Error> early;
  const char* const again = operation.attempts == 0 ? "" : " again";
  if (operation.stop && operation.stop->requested()) {
    early.emplace(ErrorCode::cancelled, std::string("cancelled before it was sent") + again);
  } else if (operation.deadline && executor_.now() >= *operation.deadline) {
    early.emplace(ErrorCode::timeout, std::string("the deadline came before its turn to be sent") + again);
  }
  if (early) early->attempts = operation.attempts;
  return early;
}

Task<Result<Response>> Requester::attempt(const Request& request, Operation& operation) {
  if (auto early = ended_early(operation)) co_return tl::unexpected(std::move(*early));
  Turnstile::Entry entry(turnstile_, operation.sender);
  if (!entry.admitted()) {
    tell(operation, entry.obstacle());
    co_await entry.wait(operation.deadline, operation.stop);
    // Even if it is its turn at this very moment: whoever sends with no time left is in doubt for nothing.
    if (auto early = ended_early(operation)) co_return tl::unexpected(std::move(*early));
  }
  CircuitBreaker& breaker = breaker_of(request.url);
  auto admission = breaker.try_admit(executor_.now());
  if (!admission) {
    Error error(ErrorCode::circuit_open, "the circuit breaker holds requests back after failures in a row");
    error.retry_after = breaker.retry_after(executor_.now());
    co_return tl::unexpected(std::move(error));
  }
  Admitted admitted(breaker, *admission, executor_);
  if (operation.last_look) {
    if (auto refused = operation.last_look()) co_return tl::unexpected(std::move(*refused));
  }

  ++operation.attempts;
  Request sent = request;
  TraceContext trace;
  if (traces()) trace = operation.trace.child(trace_rng_);
  if (config_.propagate_trace) sent.headers.add("traceparent", trace.traceparent());
  const TimePoint began = executor_.now();
  Duration limit = config_.timeout;
  if (operation.deadline) limit = std::min(limit, *operation.deadline - began);
  operation.in_flight = true;
  auto exchange = transport_.roundtrip(std::move(sent));
  auto within_limit = co_await within(executor_, limit, std::move(exchange));
  operation.in_flight = false;
  Result<Response> outcome =
      within_limit ? std::move(*within_limit)
                   : failure(ErrorCode::timeout, request.url + " did not answer within " + format_duration(limit));
  admitted.record(health(outcome));
  if (outcome) entry.answered(is_too_many_at_once(*outcome));
  report(request, operation, outcome, began, trace);
  co_return outcome;
}

void Requester::report(const Request& request, const Operation& operation, const Result<Response>& outcome,
                       TimePoint began, TraceContext trace) const {
  if (!config_.observer) return;
  config_.observer->on(RequestMade{
      .operation = operation.name,
      .method = request.method,
      .url = request.url,
      .attempt = operation.attempts,
      .status = outcome ? outcome->status : 0,
      .error = outcome ? nullptr : &outcome.error(),
      .request_id = outcome ? outcome->headers.get("Twilio-Request-Id") : std::string_view(),
      .body = request.body,
      .answer = outcome ? std::string_view(outcome->body) : std::string_view(),
      .began = began,
      .ended = executor_.now(),
      .trace = trace,
  });
}

CircuitBreaker& Requester::breaker_of(const std::string& url) {
  const std::size_t path = url.find('/', url.find("://") + 3);
  const std::string_view origin = std::string_view(url).substr(0, path);
  auto found = breakers_.find(origin);
  if (found == breakers_.end()) found = breakers_.emplace(origin, CircuitBreaker(config_.breaker)).first;
  return found->second;
}

}  // namespace understudy
