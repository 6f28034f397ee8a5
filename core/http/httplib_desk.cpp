#include "core/http/httplib_desk.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <set>

#include "core/http/body_stream.hpp"
#include "core/runtime/scope.hpp"
#include "core/runtime/waiting.hpp"

namespace understudy {

// One request, and the thread that waits for its answer.
class Desk::Exchange {
 public:
  Exchange(Request r, Executor& executor) : request(std::move(r)), taken(executor) {}

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
  // Likewise of one whose body comes in time; `hand_over` more of it, piece by piece, and at last `end` it.
  void begin_in_time(Response answer) {
    change([&] {
      if (!answer_) answer_ = std::move(answer);
      in_time_ = true;
    });
  }
  bool is_in_time() {
    std::lock_guard lock(mutex_);
    return in_time_;
  }
  // More of a body that comes in time, once what was there before has been taken.
  void hand_over(std::string piece) {
    change([&] { piece_ = std::move(piece); });
  }
  void end() {
    change([&] { over_ = true; });
  }
  bool has_piece() {
    std::lock_guard lock(mutex_);
    return !piece_.empty();
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
  Result<void> pass_on(Crew& crew, const Response& answer, const Reader& reader) {
    bool read = reader.head(answer, Connection::Body::whole);
    for (std::size_t passed = 0;;) {
      wait_until(crew, [&] { return over_ || through_ > passed; });
      const auto [through, over] = progress(!read);
      if (read && through > passed) read = reader.body(std::string_view(answer.body).substr(passed, through - passed));
      passed = through;
      if (over) break;
    }
    return ended();
  }
  // After `wait`, for an answer whose body comes in time; `tell` that its piece has been taken.
  Result<void> pass_pieces_on(Crew& crew, const Response& answer, const Reader& reader,
                              const std::function<void()>& tell) {
    bool read = reader.head(answer, Connection::Body::in_time);
    if (read && !answer.body.empty()) read = reader.body(answer.body);
    for (;;) {
      wait_until(crew, [&] { return over_ || !piece_.empty(); });
      const std::string piece = progress();
      if (piece.empty()) return ended();
      if (read) read = reader.body(piece);
      leave_room(!read);
      tell();
    }
  }

  Request request;
  Bell taken;  // what was handed over; in turns of the executor

 private:
  Result<void> ended() {
    if (broken_) return tl::unexpected(std::move(*broken_));
    return {};
  }
  // What was handed over, which stays in its place until it is with whoever reads.
  std::string progress() {
    std::lock_guard lock(mutex_);
    return piece_;
  }
  void leave_room(bool abandoned) {
    std::lock_guard lock(mutex_);
    piece_.clear();
    abandoned_ = abandoned;
  }
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
  bool in_time_ = false;
  std::string piece_;
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
    if (answer && answer->stream) {
      co_await stream(std::move(exchange), std::move(*answer));
      co_return;
    }
    co_await hop(executor_);
    answer_leaves();
    exchange->complete(std::move(answer));
  }
  // The next piece is made when the one before is with the system. Each counts as an answer on its way meanwhile.
  Task<> stream(std::shared_ptr<Exchange> exchange, Response answer) {
    const auto body = std::exchange(answer.stream, nullptr);  // stays in the executor's turns
    exchange->begin_in_time(std::move(answer));
    for (bool more = true; more && !exchange->is_abandoned();) {
      std::string piece = body->take();
      if (piece.empty()) {
        more = co_await body->more();
        continue;
      }
      exchange->hand_over(std::move(piece));
      executor_.answer_left();
      while (exchange->has_piece()) co_await exchange->taken.wait();
      executor_.request_came();
    }
    co_await hop(executor_);
    answer_leaves();
    exchange->end();
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

Result<Response> Desk::answer(Request request, const Reader& reader) {
  auto exchange = std::make_shared<Exchange>(std::move(request), executor_);
  if (!counter_->queue(*exchange)) return Counter::dropped();
  executor_.inject([counter = counter_, exchange] { counter->take(exchange); });
  Result<Response> result = exchange->wait(crew_);
  if (result && result->bad_line) {
    auto passed = exchange->pass_on(crew_, *result, reader);
    if (!passed) result = tl::unexpected(std::move(passed.error()));
  } else if (result && exchange->is_in_time()) {
    const auto tell = [&] { executor_.inject([exchange] { exchange->taken.ring(); }); };
    auto passed = exchange->pass_pieces_on(crew_, *result, reader, tell);
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
