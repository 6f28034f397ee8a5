#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/client/config.hpp"
#include "core/client/turnstile.hpp"
#include "core/http/transport.hpp"
#include "core/observe/observer.hpp"
#include "core/runtime/rng.hpp"
#include "core/runtime/stop.hpp"

namespace understudy {

// One call of the API until it is answered: what it may take, and what it has taken so far.
struct Operation {
  Operation(std::string_view n, const RetryTable& retry) : name(n), backoff(retry) {}

  std::string_view name;
  std::optional<std::string> sender;  // of a send, to which the rate limits apply
  std::optional<TimePoint> deadline;
  Stop* stop = nullptr;
  bool repeat_in_doubt = true;   // what may have been acted on may be repeated
  bool takes_redirects = false;  // an answer of 3xx is a good one, for whoever asked to follow
  // Asked right before each request goes out; what it answers is in the request's place.
  std::function<std::optional<Error>()> last_look;

  Backoff backoff;
  int attempts = 0;
  bool in_flight = false;
  bool may_have_been_acted_on = false;  // one of its requests, and nothing has cleared that up
  TraceContext trace;
};

// Makes requests of the API in its client's name: each waits for its turn, passes the circuit breaker of its host, has
// a time limit, and is repeated where that helps. With a configuration that cannot work every one of them ends in that.
class Requester {
 public:
  Requester(Executor& executor, Transport& transport, const Config& config);

  Request request(const char* method, std::string url) const;
  // The answer, a 2xx one; or why there is none. An error that is in doubt ends the operation at once unless it may be
  // repeated.
  Task<Result<Response>> perform(Request request, Operation& operation);
  // How long to wait before the request is repeated after such an error; nothing when it is time to give up.
  std::optional<Duration> next_wait(Operation& operation, const Error& error);
  // A limit was met.
  void tell(const Operation& operation, Throttled::Limit limit) const;
  // Waits that long, or until the stop is requested.
  Task<> pause(Duration duration, Stop* stop);
  // Why the operation may not go on, if it may not.
  std::optional<Error> ended_early(const Operation& operation) const;

  Operation operation(std::string_view name);
  // The piece of work of an operation that is part of another one.
  void join(Operation& operation, const TraceContext& whole) { operation.trace = whole.child(trace_rng_); }
  // Why nothing can be asked at all, if the configuration cannot work.
  const std::optional<Error>& wrong() const { return wrong_; }
  Executor& executor() const { return executor_; }
  const Config& config() const { return config_; }

 private:
  bool traces() const { return config_.observer || config_.propagate_trace; }
  Task<Result<Response>> attempt(const Request& request, Operation& operation);
  CircuitBreaker& breaker_of(const std::string& url);
  void report(const Request& request, const Operation& operation, const Result<Response>& outcome, TimePoint began,
              TraceContext trace) const;

  Executor& executor_;
  Transport& transport_;
  const Config& config_;
  const std::optional<Error> wrong_;
  Turnstile turnstile_;
  RetryBudget budget_;
  std::map<std::string, CircuitBreaker, std::less<>> breakers_;  // by origin
  Rng rng_;
  Rng trace_rng_;
  Secret authorization_;
};

}  // namespace understudy
