#include "core/http/httplib_transport.hpp"

#include <signal.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>

#include "core/http/url.hpp"
#include "core/runtime/waiting.hpp"

#include <httplib.h>
#include <netdb.h>

namespace understudy {
namespace {

using Clock = std::chrono::steady_clock;

bool has_address(const std::string& host) {
  if (host.starts_with('[')) return true;  // it is one
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), nullptr, nullptr, &found) != 0) return false;
  freeaddrinfo(found);
  return true;
}

Error explain(httplib::Error error, const Url& url, bool silent_too_long) {
  using enum httplib::Error;
  std::string where = url.origin();
  switch (error) {
    case Connection:
      if (!has_address(url.host)) return {ErrorCode::unknown_host, "cannot connect to " + where + ": no such host"};
      return {ErrorCode::connection_failed, "cannot connect to " + where + ": refused"};
    case ConnectionTimeout: return {ErrorCode::connection_failed, "cannot connect to " + where + ": timed out"};
    case BindIPAddress: return {ErrorCode::connection_failed, "cannot connect to " + where + ": no local address"};
    case SSLConnection:
    case SSLLoadingCerts:
    case SSLServerVerification:
      return {ErrorCode::tls_failed, "cannot connect to " + where + ": TLS: " + httplib::to_string(error)};
    case Read:
      if (silent_too_long) return {ErrorCode::timeout, where + " did not answer in time"};
      return {ErrorCode::connection_lost, "the connection to " + where + " ended before the answer did"};
    case Write: return {ErrorCode::connection_lost, "the connection to " + where + " ended before the request did"};
    case Success:
    case Unknown:
    case Canceled:
    case ExceedRedirectCount:
    case UnsupportedMultipartBoundaryChars:
    case Compression: break;
  }
  return {ErrorCode::connection_lost, "no answer from " + where + ": " + httplib::to_string(error)};
}

// A peer that hangs up while it is written to is an error of that exchange, not the end of the process.
void block_broken_pipe_signal() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

// How many exchanges may be in flight at once. Whoever finds no place waits here, in turns of the executor and before
// its request counts as under way: virtual time would wait for ever for one that no thread carries.
struct Places {
  Places(Executor& executor, int count) : free(count), freed(executor) {}
  int free;
  Bell freed;
};

class Place {
 public:
  Place() = default;
  explicit Place(std::shared_ptr<Places> places) : places_(std::move(places)) { --places_->free; }
  Place(Place&&) noexcept = default;
  Place& operator=(Place&&) = delete;
  ~Place() { give_up(); }
  void give_up() {
    if (!places_) return;
    ++places_->free;
    places_->freed.ring();
    places_.reset();
  }

 private:
  std::shared_ptr<Places> places_;
};

}  // namespace

// Threads that each carry one exchange at a time, and the connections they share.
class HttplibTransport::Pool {
 public:
  struct Job {
    Job(Request r, Place p) : request(std::move(r)), place(std::move(p)) {}
    Request request;
    Result<Response> result = failure(ErrorCode::connection_lost, "not sent");
    // Whoever awaits the exchange; null once given up. Touched only in turns of the executor.
    Waiter* waiter = nullptr;
    Place place;  // given up in a turn, too
  };

  Pool(Executor& executor, HttplibOptions options)
      : places(std::make_shared<Places>(executor, std::max(options.concurrency_max, 1))),
        executor_(executor),
        options_(std::move(options)) {}
  ~Pool() {
    {
      std::unique_lock lock(mutex_);
      stopping_ = true;
      wake_.notify_all();
      // A connection that is not yet open does not notice; so until nothing is carried any more, again.
      while (carried_ > 0) {
        for (auto* connection : busy_) connection->stop();
        put_down_.wait_for(lock, std::chrono::milliseconds(5));
      }
    }
    for (auto& thread : threads_) thread.join();
    for (auto& job : jobs_) report(std::move(job));
  }

  void submit(std::shared_ptr<Job> job) {
    std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
    bool all_taken = jobs_.size() > static_cast<std::size_t>(resting_);
    if (!all_taken || !grow()) wake_.notify_one();
  }

  const std::shared_ptr<Places> places;

 private:
  using Connection = std::unique_ptr<httplib::Client>;

  bool grow() {
    try {
      threads_.emplace_back([this] { work(); });
      return true;
    } catch (const std::system_error&) {  // the system has no thread left: those there are carry on
      if (threads_.empty()) throw;
      return false;
    }
  }

  void report(std::shared_ptr<Job> job) {
    executor_.inject([&executor = executor_, job = std::move(job)] {
      executor.answer_came();
      job->place.give_up();
      if (job->waiter) executor.post(*job->waiter);
    });
  }

  void work() {
    block_broken_pipe_signal();
    std::unique_lock lock(mutex_);
    for (;;) {
      ++resting_;
      wake_.wait(lock, [&] { return stopping_ || !jobs_.empty(); });
      --resting_;
      if (stopping_) return;
      auto job = std::move(jobs_.front());
      jobs_.pop_front();
      ++carried_;
      lock.unlock();
      carry(*job);
      report(std::move(job));
      lock.lock();
      --carried_;
      if (stopping_) put_down_.notify_one();
    }
  }

  void carry(Job& job) {
    auto url = Url::parse(job.request.url);
    if (!url) {
      job.result = failure(ErrorCode::connection_failed, "not an absolute http or https URL: " + job.request.url);
      return;
    }
    for (const auto& [name, value] : job.request.headers) {
      if (is_one_line(name) && is_one_line(value)) continue;
      job.result = failure(ErrorCode::invalid_input, "each header should be one line, but one is not");
      return;
    }
    Connection connection = take(url->origin(), *url);
    connection->set_connection_timeout(job.request.connect_timeout.value_or(options_.connect_timeout));
    httplib::Request request;
    request.method = job.request.method;
    request.path = url->target();
    for (const auto& [name, value] : job.request.headers) {
      if (!is_connection_field(name)) request.headers.emplace(name, value);
    }
    if (!job.request.headers.find("Host")) request.headers.emplace("Host", url->host_header());
    request.body = std::move(job.request.body);

    auto start = Clock::now();
    httplib::Result result = connection->send(request);
    if (!result) {
      job.result = tl::unexpected(explain(result.error(), *url, Clock::now() - start >= options_.read_timeout));
      give_back(url->origin(), std::move(connection), false);
      return;
    }
    Response response(result->status);
    for (const auto& [name, value] : result->headers) {
      if (!is_connection_field(name)) response.headers.add(name, value);
    }
    response.body = std::move(result->body);
    job.result = std::move(response);
    give_back(url->origin(), std::move(connection), true);
  }

  Connection take(const std::string& origin, const Url& url) {
    {
      std::lock_guard lock(mutex_);
      auto& idle = idle_[origin];
      if (!idle.empty()) {
        Connection connection = std::move(idle.back());
        idle.pop_back();
        busy_.insert(connection.get());
        return connection;
      }
    }
    std::string at = url.host + ":" + std::to_string(url.effective_port());
    if (auto elsewhere = options_.connect_to.find(at); elsewhere != options_.connect_to.end()) at = elsewhere->second;
    bool secure = equal_ignoring_case(url.scheme, "https");  // httplib knows schemes in lower case only
    auto connection = std::make_unique<httplib::Client>((secure ? "https://" : "http://") + at);
    if (secure) SSL_CTX_set_min_proto_version(connection->ssl_context(), TLS1_2_VERSION);  // whatever the system allows
    connection->set_keep_alive(true);
    connection->set_tcp_nodelay(true);
    connection->set_url_encode(false);
    connection->set_read_timeout(options_.read_timeout);
    connection->set_write_timeout(options_.read_timeout);
    std::lock_guard lock(mutex_);
    busy_.insert(connection.get());
    return connection;
  }

  void give_back(const std::string& origin, Connection connection, bool reusable) {
    std::lock_guard lock(mutex_);
    busy_.erase(connection.get());
    if (reusable) idle_[origin].push_back(std::move(connection));
  }

  Executor& executor_;
  const HttplibOptions options_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable put_down_;
  std::deque<std::shared_ptr<Job>> jobs_;
  std::map<std::string, std::vector<Connection>> idle_;
  std::set<httplib::Client*> busy_;
  std::vector<std::thread> threads_;
  int resting_ = 0;
  int carried_ = 0;  // jobs in the hands of a thread
  bool stopping_ = false;
};

class HttplibTransport::Exchange {
 public:
  Exchange(Pool& pool, Request request, Place place)
      : pool_(pool), job_(std::make_shared<Pool::Job>(std::move(request), std::move(place))) {}
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  ~Exchange() { job_->waiter = nullptr; }  // given up: the answer will find nobody

  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> handle) {
    waiter_.handle = handle;
    job_->waiter = &waiter_;
    pool_.submit(job_);
  }
  Result<Response> await_resume() { return std::move(job_->result); }

 private:
  Pool& pool_;
  std::shared_ptr<Pool::Job> job_;
  Waiter waiter_;
};

HttplibTransport::HttplibTransport(Executor& executor, HttplibOptions options)
    : executor_(executor), pool_(std::make_unique<Pool>(executor, std::move(options))) {}
HttplibTransport::~HttplibTransport() = default;

Task<Result<Response>> HttplibTransport::roundtrip(Request request) {
  std::shared_ptr<Places> places = pool_->places;
  while (places->free == 0) co_await places->freed.wait();
  Place place(std::move(places));
  co_await hop(executor_);
  executor_.request_left();
  Exchange exchange(*pool_, std::move(request), std::move(place));
  co_return co_await exchange;
}

}  // namespace understudy
