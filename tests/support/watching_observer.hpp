#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/observe/observer.hpp"

namespace understudy::test {

// Keeps what a client tells.
class WatchingObserver final : public Observer {
 public:
  struct Made {
    std::string operation;
    std::string method;
    std::string url;
    int attempt;
    int status;
    TimePoint began;
    TraceContext trace;
  };
  struct Ended {
    std::string body;            // of the message
    std::optional<Error> error;  // nothing: it was sent
    TraceContext trace;
  };
  struct Called {
    std::string operation;
    std::optional<Error> error;
  };

  void on(const RequestMade& made_now) override {
    made.push_back({std::string(made_now.operation), std::string(made_now.method), std::string(made_now.url),
                    made_now.attempt, made_now.status, made_now.began, made_now.trace});
  }
  void on(const Retrying& again) override { retries.emplace_back(again.operation); }
  void on(const Throttled& throttled) override { throttles.emplace_back(to_string(throttled.limit)); }
  void on(const SendEnded& end) override {
    sends.push_back({std::string(end.body), end.error ? std::optional(*end.error) : std::nullopt, end.trace});
  }
  void on(const CallEnded& end) override {
    calls.push_back({std::string(end.operation), end.error ? std::optional(*end.error) : std::nullopt});
  }

  std::vector<Made> made;
  std::vector<std::string> retries;    // operations
  std::vector<std::string> throttles;  // limits
  std::vector<Ended> sends;
  std::vector<Called> calls;
};

}  // namespace understudy::test
