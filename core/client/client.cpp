#include "core/client/client.hpp"

#include <charconv>

#include "core/api/error_catalogue.hpp"
#include "core/http/form.hpp"
#include "core/http/httplib_transport.hpp"
#include "core/runtime/rng.hpp"
#include "core/runtime/system_executor.hpp"
#include "core/runtime/waiting.hpp"
#include "core/text/base64.hpp"

namespace understudy {
namespace {

struct Exchange {
  Response response;
  int attempts = 1;
};

std::optional<FailureClass> classify(const Result<Response>& outcome) {
  if (!outcome) {
    switch (outcome.error().code) {
      case ErrorCode::timeout: return FailureClass::timeout;
      case ErrorCode::connection_failed:
      case ErrorCode::unknown_host:
      case ErrorCode::tls_failed:
      case ErrorCode::connection_lost: return FailureClass::connection;
      default: return std::nullopt;  // repeating the request would not change it
    }
  }
  if (outcome->status == 429) return FailureClass::rate_limited;
  if (outcome->status == 503) return FailureClass::unavailable;
  if (outcome->status >= 500) return FailureClass::server_error;
  return std::nullopt;
}

// Any answer below 500 shows a service that works, a refusal too.
Outcome health(const Result<Response>& outcome) {
  auto failed = classify(outcome);
  if (failed && failed != FailureClass::rate_limited) return Outcome::failure;
  return outcome ? Outcome::success : Outcome::abandoned;
}

// Seconds, or a date. https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
std::optional<Duration> retry_after(const Result<Response>& outcome, TimePoint now) {
  if (!outcome) return std::nullopt;
  auto text = outcome->headers.find("Retry-After");
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
  Error error(meaning_of(said ? said->code : 0, response.status), std::move(message));
  error.http_status = response.status;
  error.provider_code = said ? said->code : 0;
  error.retry_after = retry_after(response, now);
  error.request_id = response.headers.get("Twilio-Request-Id");
  return error;
}

Form to_form(const OutgoingMessage& message) {
  Form form;
  auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) form.add(name, value);
  };
  add("To", message.to);
  add("From", message.from);
  add("MessagingServiceSid", message.messaging_service_sid);
  add("Body", message.body);
  for (const auto& url : message.media_urls) add("MediaUrl", url);
  add("StatusCallback", message.status_callback);
  return form;
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

struct Client::State {
  State(Executor& e, Transport& t, Config c)
      : executor(e),
        transport(t),
        config(std::move(c)),
        wrong(config.check()),
        limiter(wrong ? SendLimits{} : config.limits),
        breaker(wrong ? BreakerOptions{} : config.breaker),
        rng(Rng(config.seed).fork("client.retry")) {
    const Credentials& who = config.credentials;
    authorization = "Basic " + base64_encode(who.user_name + ":" + std::string(who.password.reveal()));
    messages_url = config.base_url + "/2010-04-01/Accounts/" + who.account_sid + "/Messages";
  }

  Request request(const char* method, std::string url) const {
    Request made(method, std::move(url));
    made.headers.add("Authorization", authorization);
    made.headers.add("Accept", "application/json");
    made.headers.add("User-Agent", "understudy/0.1.0");
    return made;
  }

  Task<Result<Receipt>> send(OutgoingMessage message) {
    if (wrong) co_return tl::unexpected(*wrong);
    Request post = request("POST", messages_url + ".json");
    post.headers.add("Content-Type", std::string(form_content_type));
    post.body = encode_form(to_form(message));
    std::string sender = message.from.empty() ? message.messaging_service_sid : message.from;
    auto exchange = co_await perform(std::move(post), std::move(sender));
    if (!exchange) co_return tl::unexpected(exchange.error());
    auto parsed = parse_message(exchange->response.body);
    if (!parsed) co_return tl::unexpected(parsed.error());
    co_return Receipt{std::move(*parsed), exchange->attempts};
  }

  Task<Result<Message>> get(MessageSid sid) {
    if (wrong) co_return tl::unexpected(*wrong);
    Request fetch = request("GET", messages_url + "/" + sid.text() + ".json");
    auto exchange = co_await perform(std::move(fetch), std::nullopt);
    if (!exchange) co_return tl::unexpected(exchange.error());
    co_return parse_message(exchange->response.body);
  }

  // The answer to a request, a 2xx one, after as many attempts as it takes. With a sender, the rate limits apply.
  Task<Result<Exchange>> perform(Request request, std::optional<std::string> sender) {
    Backoff backoff(config.retry);
    for (int attempts = 1;; ++attempts) {
      if (sender) {
        TimePoint turn = limiter.reserve(*sender, executor.now());
        co_await sleep_until(executor, turn);
      }
      auto admission = breaker.try_admit(executor.now());
      if (!admission) co_return tl::unexpected(held_back(attempts - 1));
      Admitted admitted(breaker, *admission, executor);
      Request copy = request;
      auto outcome = co_await attempt(std::move(copy));
      admitted.record(health(outcome));

      auto failed = classify(outcome);
      if (!failed) co_return conclude(std::move(outcome), attempts);
      auto delay = backoff.next(*failed, retry_after(outcome, executor.now()), rng);
      if (!delay) co_return conclude(std::move(outcome), attempts);
      co_await sleep_for(executor, *delay);
    }
  }

  Task<Result<Response>> attempt(Request request) {
    std::string url = request.url;
    auto exchange = transport.roundtrip(std::move(request));
    auto outcome = co_await within(executor, config.timeout, std::move(exchange));
    if (!outcome)
      co_return failure(ErrorCode::timeout, url + " did not answer within " + format_duration(config.timeout));
    co_return std::move(*outcome);
  }

  Result<Exchange> conclude(Result<Response> outcome, int attempts) const {
    if (outcome && outcome->status >= 200 && outcome->status < 300) return Exchange{std::move(*outcome), attempts};
    Error error = outcome ? refusal(*outcome, executor.now()) : outcome.error();
    error.attempts = attempts;
    return tl::unexpected(std::move(error));
  }

  Error held_back(int attempts) const {
    Error error(ErrorCode::circuit_open, "the circuit breaker holds requests back after failures in a row");
    error.retry_after = breaker.retry_after(executor.now());
    error.attempts = attempts;
    return error;
  }

  // Only for a client with a runtime of its own; first in, last out.
  std::unique_ptr<SystemExecutor> own_executor;
  std::unique_ptr<HttplibTransport> own_transport;

  Executor& executor;
  Transport& transport;
  const Config config;
  const std::optional<Error> wrong;
  SendLimiter limiter;
  CircuitBreaker breaker;
  Rng rng;
  std::string authorization;
  std::string messages_url;
};

Client::Client(Executor& executor, Transport& transport, Config config)
    : state_(std::make_unique<State>(executor, transport, std::move(config))) {}

Client::Client(Config config) {
  auto executor = std::make_unique<SystemExecutor>();
  auto transport = std::make_unique<HttplibTransport>(*executor);
  state_ = std::make_unique<State>(*executor, *transport, std::move(config));
  state_->own_executor = std::move(executor);
  state_->own_transport = std::move(transport);
}

Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

Pending<Result<Receipt>> Client::send(OutgoingMessage message) {
  return {state_->executor, state_->send(std::move(message))};
}
Pending<Result<Message>> Client::get(MessageSid sid) { return {state_->executor, state_->get(std::move(sid))}; }

}  // namespace understudy
