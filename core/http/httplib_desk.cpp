#include "core/http/httplib_desk.hpp"

#include <algorithm>
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

  // The answer, or why there is none; of one that has begun, why there is no more of it.
  void complete(Result<Response> answer) {
    change([&] {
      if (!answer_)
        answer_ = std::move(answer);
      else if (!over_ && !answer)
        broken_ = std::move(answer.error());
      over_ = true;
    });
  }
  // The beginning of an answer on a bad line; `let_through` its body, bit by bit, and at last `end` it.
  void begin(Response answer) {
    change([&] {
      if (!answer_) answer_ = std::move(answer);
    });
  }
  void let_through(std::size_t bytes) {
    change([&] { through_ = bytes; });
  }
  void end(std::size_t bytes) {
    change([&] {
      through_ = bytes;
      over_ = true;
    });
  }
  bool is_abandoned() {
    std::lock_guard lock(mutex_);
    return abandoned_;
  }

  Result<Response> wait(Crew& crew) {
    wait_until(crew, [&] { return answer_.has_value(); });
    return std::move(*answer_);
  }
  // After `wait`, for an answer on a bad line; an error when the rest does not come.
  Result<void> pass_on(Crew& crew, const Response& answer, const TakePiece& take) {
    bool read = take(answer, 0, 0);
    for (std::size_t passed = 0;;) {
      wait_until(crew, [&] { return over_ || through_ > passed; });
      const auto [through, over] = progress(!read);
      if (read && through > passed) read = take(answer, passed, through);
      passed = through;
      if (over) break;
    }
    if (broken_) return tl::unexpected(std::move(*broken_));
    return {};
  }

  Request request;

 private:
  // How much is let through by now, and whether that is all. `take`, which may have to wait, is not called meanwhile.
  std::pair<std::size_t, bool> progress(bool abandoned) {
    std::lock_guard lock(mutex_);
    abandoned_ = abandoned;
    return {through_, over_};
  }
  template <class Job>
  void change(Job job) {
    {
      std::lock_guard lock(mutex_);
      job();
    }
    ready_.notify_one();
  }
  template <class Ready>
  void wait_until(Crew& crew, Ready ready) {
    {
      // In real time an answer is mostly there by now.
      std::lock_guard lock(mutex_);
      if (ready()) return;
    }
    crew.away([&] {
      std::unique_lock lock(mutex_);
      ready_.wait(lock, ready);
    });
  }

  std::mutex mutex_;
  std::condition_variable ready_;
  // All below is guarded by the mutex.
  std::optional<Result<Response>> answer_;
  std::optional<Error> broken_;
  std::size_t through_ = 0;
  bool over_ = false;
  bool abandoned_ = false;
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
    if (answer && answer->bad_line) {
      co_await let_through(std::move(exchange), std::move(*answer));
      co_return;
    }
    co_await hop(executor_);
    answer_leaves();
    exchange->complete(std::move(answer));
  }
  // A tenth of a second's worth at a time. What comes last counts as the answer: once it is out, virtual time must know
  // that something is under way.
  Task<> let_through(std::shared_ptr<Exchange> exchange, Response answer) {
    const BadLine line = *answer.bad_line;
    const std::size_t size = line.passes(answer.body.size());
    const TimePoint begun = executor_.now();
    exchange->begin(std::move(answer));
    const auto rate = static_cast<std::size_t>(line.bytes_per_second.value_or(0));
    const std::size_t piece = rate == 0 ? std::max<std::size_t>(size, 1) : std::max<std::size_t>(rate / 10, 1);
    for (std::size_t through = piece; through < size && !exchange->is_abandoned(); through += piece) {
      co_await sleep_until(executor_, begun + line.time_for(through));
      exchange->let_through(through);
    }
    co_await sleep_until(executor_, begun + line.time_for(size));
    co_await hop(executor_);
    answer_leaves();
    exchange->end(size);
  }
  void answer_leaves() {
    --open_;
    executor_.answer_left();
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

Result<Response> Desk::answer(Request request, const TakePiece& take) {
  auto exchange = std::make_shared<Exchange>(std::move(request));
  if (!counter_->queue(*exchange)) return Counter::dropped();
  executor_.inject([counter = counter_, exchange] { counter->take(exchange); });
  Result<Response> result = exchange->wait(crew_);
  if (result && result->bad_line) {
    auto passed = exchange->pass_on(crew_, *result, take);
    if (!passed) result = tl::unexpected(std::move(passed.error()));
  }
  counter_->leave(*exchange);
  return result;
}

void Desk::close() {
  executor_.exclusively([&] { counter_->close(); });
  counter_->send_away();
}

}  // namespace understudy
