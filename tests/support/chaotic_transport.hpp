#pragma once

#include <optional>
#include <string>
#include <utility>

#include "core/http/transport.hpp"
#include "core/runtime/rng.hpp"
#include "core/runtime/scope.hpp"
#include "core/runtime/waiting.hpp"

namespace understudy::test {

// A network on which everything goes wrong that can, as often as `chance` says, until it is healed. What it has taken
// up it may deliver although nobody waits any more, but no later than `straggles` after it said that it failed.
class ChaoticTransport final : public Transport {
 public:
  ChaoticTransport(Executor& executor, Transport& good, Rng rng, Ratio chance, Duration straggles)
      : executor_(executor), good_(good), rng_(rng), chance_(chance), straggles_(straggles), under_way_(executor) {}

  void heal() { chance_ = Ratio{0, 1}; }

  Task<Result<Response>> roundtrip(Request request) override {
    if (!rng_.chance(chance_)) co_return co_await good_.roundtrip(std::move(request));
    switch (rng_.below(13)) {
      case 0: co_return failure(ErrorCode::connection_failed, "refused");
      case 1: co_return failure(ErrorCode::unknown_host, "no such host");
      case 2: co_return failure(ErrorCode::tls_failed, "expired");
      case 3: co_return failure(ErrorCode::connection_lost, "lost on the way there");
      case 4: {
        auto answer = co_await good_.roundtrip(std::move(request));
        co_return failure(ErrorCode::connection_lost, "lost on the way back");
      }
      case 5: {  // lost, as far as anyone can tell, yet on its way
        under_way_.spawn(deliver(std::move(request), some(straggles_)));
        co_return failure(ErrorCode::connection_lost, "lost too early");
      }
      case 6: {  // delivered, but too late for whoever has a time limit
        under_way_.spawn(deliver(std::move(request), some(std::chrono::seconds(4))));
        co_await sleep_for(executor_, std::chrono::hours(1));
        co_return failure(ErrorCode::timeout, "silence");
      }
      case 7: {
        auto answer = co_await good_.roundtrip(std::move(request));
        co_await sleep_for(executor_, some(std::chrono::seconds(8)));
        co_return answer;
      }
      case 8: co_return broken_down(500 + 2 * static_cast<int>(rng_.below(3)));
      case 9: {
        auto answer = co_await good_.roundtrip(std::move(request));
        co_return broken_down(500 + 2 * static_cast<int>(rng_.below(3)));
      }
      case 10: co_return overloaded(rng_.below(2) == 0 ? 429 : 503);
      case 11: {  // a proxy that says it is overloaded, when the request has gone through
        auto answer = co_await good_.roundtrip(std::move(request));
        co_return Response(503);
      }
      default: {
        auto answer = co_await good_.roundtrip(std::move(request));
        if (!answer) co_return answer;
        if (rng_.below(2) == 0) answer->headers.remove("Twilio-Request-Id");
        answer->body.resize(rng_.below(answer->body.size()));
        co_return answer;
      }
    }
  }

 private:
  Duration some(Duration most) { return Duration(rng_.between(0, most.count())); }

  static Response broken_down(int status) { return Response(status, "text/html", "<h1>oh dear</h1>"); }
  Response overloaded(int status) {
    Response answer(status, "application/json", R"({"code":20)" + std::to_string(status) + R"(,"message":"busy"})");
    if (rng_.below(2) == 0) answer.headers.add("Retry-After", std::to_string(rng_.below(4)));
    return answer;
  }

  Task<> deliver(Request request, Duration after) {
    co_await sleep_for(executor_, after);
    auto answer = co_await good_.roundtrip(std::move(request));
  }

  Executor& executor_;
  Transport& good_;
  Rng rng_;
  Ratio chance_;
  Duration straggles_;
  Scope under_way_;
};

}  // namespace understudy::test
