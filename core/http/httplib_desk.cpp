#include "core/http/httplib_desk.hpp"

#include <condition_variable>
#include <mutex>
#include <set>

#include "core/runtime/scope.hpp"
#include "core/runtime/waiting.hpp"

namespace understudy {

// One request, and the thread that waits for its answer.
class Desk::Exchange {
 public:
  explicit Exchange(Request r) : request(std::move(r)) {}

  void complete(Result<Response> answer) {
    {
      std::lock_guard lock(mutex_);
      if (answer_) return;
      answer_ = std::move(answer);
    }
    ready_.notify_one();
  }
  Result<Response> wait(Crew& crew) {
    // In real time the answer is mostly there by now.
    if (!is_answered()) {
      crew.away([&] {
        std::unique_lock lock(mutex_);
        ready_.wait(lock, [&] { return answer_.has_value(); });
      });
    }
    return std::move(*answer_);
  }

  Request request;

 private:
  bool is_answered() {
    std::lock_guard lock(mutex_);
    return answer_.has_value();
  }
  std::mutex mutex_;
  std::condition_variable ready_;
  std::optional<Result<Response>> answer_;
};

// The two sides of the desk. Requests still on their way over it may outlive the server, so they share it.
class Desk::Counter {
 public:
  Counter(Executor& executor, Service& service) : executor_(executor), service_(service), scope_(executor) {}

  // On the server's threads: false once closed.
  bool queue(Exchange& exchange) {
    std::lock_guard lock(mutex_);
    if (refusing_) return false;
    waiting_.insert(&exchange);
    return true;
  }
  void leave(Exchange& exchange) {
    std::lock_guard lock(mutex_);
    waiting_.erase(&exchange);
  }
  void send_away() {
    std::lock_guard lock(mutex_);
    refusing_ = true;
    for (Exchange* exchange : waiting_) exchange->complete(dropped());
  }
  static tl::unexpected<Error> dropped() { return failure(ErrorCode::connection_lost, "the server is stopping"); }

  // In turns of the executor.
  void take(std::shared_ptr<Exchange> exchange) {
    if (closed_) return;
    executor_.request_came();
    ++open_;
    scope_.spawn(handle(std::move(exchange)));
  }
  void close() {
    closed_ = true;
    scope_.clear();
    for (; open_ > 0; --open_) executor_.answer_left();  // the end of a connection is on its way too
  }

 private:
  Task<> handle(std::shared_ptr<Exchange> exchange) {
    auto answer = co_await ask(service_, std::move(exchange->request));
    co_await hop(executor_);
    --open_;
    executor_.answer_left();
    exchange->complete(std::move(answer));
  }

  std::mutex mutex_;
  std::set<Exchange*> waiting_;  // guarded by the mutex
  bool refusing_ = false;        // likewise

  Executor& executor_;
  Service& service_;
  Scope scope_;
  int open_ = 0;
  bool closed_ = false;
};

Desk::Desk(Executor& executor, Service& service, Crew& crew)
    : executor_(executor), crew_(crew), counter_(std::make_shared<Counter>(executor, service)) {}
Desk::~Desk() = default;

Result<Response> Desk::answer(Request request) {
  auto exchange = std::make_shared<Exchange>(std::move(request));
  if (!counter_->queue(*exchange)) return Counter::dropped();
  executor_.inject([counter = counter_, exchange] { counter->take(exchange); });
  Result<Response> result = exchange->wait(crew_);
  counter_->leave(*exchange);
  return result;
}

void Desk::close() {
  executor_.exclusively([&] { counter_->close(); });
  counter_->send_away();
}

}  // namespace understudy
