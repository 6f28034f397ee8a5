#pragma once

#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/http/transport.hpp"
#include "core/runtime/waiting.hpp"

namespace understudy::test {

// What a network does to one request.
struct Mishap {
  bool arrives;              // it is acted on
  Result<Response> instead;  // of its answer
  Duration after{0};         // before that comes
};

// A network that does to the next requests of a method what it was told, in order, and passes on all others. Keeps what
// it was asked and when.
class MeddlingTransport final : public Transport {
 public:
  struct Asked {
    Request request;
    TimePoint at;
  };

  MeddlingTransport(Executor& executor, Transport& good) : executor_(executor), good_(good) {}

  void meddle(const std::string& method, Mishap mishap) { mishaps_[method].push_back(std::move(mishap)); }
  // From now on, with all requests of the method.
  void always_meddle(const std::string& method, Mishap mishap) { always_.insert_or_assign(method, std::move(mishap)); }
  void stop_meddling() {
    mishaps_.clear();
    always_.clear();
  }

  Task<Result<Response>> roundtrip(Request request) override {
    asked.push_back({request, executor_.now()});
    std::deque<Mishap>& planned = mishaps_[request.method];
    const auto always = always_.find(request.method);
    if (planned.empty() && always == always_.end()) co_return co_await good_.roundtrip(std::move(request));
    Mishap mishap = planned.empty() ? always->second : planned.front();
    if (!planned.empty()) planned.pop_front();
    if (mishap.arrives) {
      auto answer = co_await good_.roundtrip(std::move(request));
    }
    co_await sleep_for(executor_, mishap.after);
    co_return std::move(mishap.instead);
  }

  // When requests of the method were made.
  std::vector<TimePoint> times_of(const std::string& method) const {
    std::vector<TimePoint> times;
    for (const Asked& one : asked) {
      if (one.request.method == method) times.push_back(one.at);
    }
    return times;
  }

  std::vector<Asked> asked;

 private:
  Executor& executor_;
  Transport& good_;
  std::map<std::string, std::deque<Mishap>> mishaps_;
  std::map<std::string, Mishap> always_;
};

}  // namespace understudy::test
