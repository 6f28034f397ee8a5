#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "core/http/transport.hpp"
#include "core/runtime/waiting.hpp"

namespace understudy::test {

// A network that gives the answers it was told, in order, and keeps what it was asked and when.
class ScriptedTransport final : public Transport {
 public:
  struct Answer {
    Result<Response> result;
    Duration after;
  };
  struct Asked {
    Request request;
    TimePoint at;
  };

  explicit ScriptedTransport(Executor& executor) : executor_(executor) {}

  void answer(Result<Response> result, Duration after = Duration{0}) { answers_.push_back({std::move(result), after}); }
  void answer_always(Result<Response> result) { always_ = std::move(result); }
  // From now on nothing is ever answered.
  void fall_silent() { silent_ = true; }

  Task<Result<Response>> roundtrip(Request request) override {
    asked.push_back({std::move(request), executor_.now()});
    Answer next = take();
    co_await sleep_for(executor_, next.after);
    co_return std::move(next.result);
  }

  std::vector<Asked> asked;

 private:
  Answer take() {
    if (silent_) return {failure(ErrorCode::timeout, "never seen"), std::chrono::hours(24)};
    if (!answers_.empty()) {
      Answer next = std::move(answers_.front());
      answers_.pop_front();
      return next;
    }
    if (always_) return {*always_, Duration{0}};
    return {failure(ErrorCode::invalid_input, "the script has no answer left"), Duration{0}};
  }

  Executor& executor_;
  std::deque<Answer> answers_;
  std::optional<Result<Response>> always_;
  bool silent_ = false;
};

}  // namespace understudy::test
