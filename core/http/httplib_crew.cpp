#include "core/http/httplib_crew.hpp"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <condition_variable>
#include <iterator>
#include <limits>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace understudy {
namespace {

// Numbers that no connection has.
constexpr std::uint64_t stop_signal = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t clock_tick = stop_signal - 1;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(fd_); }
  operator int() const { return fd_; }  // NOLINT: it is one

 private:
  int fd_;
};

}  // namespace

struct Crew::State {
  State(Serve s, int max) : serve(std::move(s)), threads_max(static_cast<std::size_t>(std::max(max, places))) {
    itimerspec second{{1, 0}, {1, 0}};
    timerfd_settime(timer, 0, &second, nullptr);
    add(stopped, stop_signal, EPOLLIN);
    add(timer, clock_tick, EPOLLIN | EPOLLET);  // wakes one thread a tick
  }
  void add(int descriptor, std::uint64_t number, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.u64 = number;
    // Nearly always it has been watched before; closing a descriptor forgets it.
    if (epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event) != 0) epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
  }
  // Sees to it that a place does not stay empty; the mutex is held.
  void fill_place(Crew& crew) {
    if (stopping || serving >= places) return;
    if (resting > 0) {
      wake.notify_one();
    } else if (threads.size() < threads_max) {
      try {
        threads.emplace_back([this, &crew] { work(crew); });
      } catch (const std::system_error&) {
        // the system has no thread left: those there are serve on
      }
    }
  }
  void work(Crew& crew) {
    std::unique_lock lock(mutex);
    while (!stopping) {
      if (serving >= places) {
        ++resting;
        wake.wait(lock, [&] { return stopping || serving < places; });
        --resting;
        continue;
      }
      ++serving;
      lock.unlock();
      serve_next(crew);
      lock.lock();
      --serving;
    }
  }
  void serve_next(Crew& crew) {
    epoll_event event{};
    if (epoll_wait(epoll, &event, 1, -1) != 1 || event.data.u64 == stop_signal) return;
    if (event.data.u64 == clock_tick) {
      std::uint64_t ticks = 0;
      (void)!read(timer, &ticks, sizeof ticks);
      if (crew.every_second_) crew.every_second_();
      return;
    }
    serve(event.data.u64);
  }

  // Two at least, so that one that computes does not keep the other waiting.
  const int places = std::max(2, static_cast<int>(std::thread::hardware_concurrency()));
  const Serve serve;
  const std::size_t threads_max;
  const Descriptor epoll{epoll_create1(EPOLL_CLOEXEC)};
  const Descriptor stopped{eventfd(0, EFD_CLOEXEC)};
  const Descriptor timer{timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)};

  std::mutex mutex;
  // All below is guarded by the mutex.
  std::condition_variable wake;
  std::vector<std::thread> threads;
  int serving = 0;  // threads that serve, or wait for something to serve
  int resting = 0;  // threads that have no place
  bool stopping = false;
};

Crew::Crew(Serve serve, int threads_max) : state_(std::make_unique<State>(std::move(serve), threads_max)) {}
Crew::~Crew() = default;

void Crew::watch(int descriptor, std::uint64_t connection) {
  state_->add(descriptor, connection, EPOLLIN | EPOLLONESHOT);
}

bool Crew::wait_readable(int descriptor, Duration limit) {
  const pollfd one[] = {{descriptor, POLLIN, 0}};
  return wait_any(one, limit);
}
bool Crew::wait_writable(int descriptor, Duration limit) {
  const pollfd one[] = {{descriptor, POLLOUT, 0}};
  return wait_any(one, limit);
}

bool Crew::wait_any(std::span<const pollfd> descriptors, Duration limit) {
  pollfd all[8] = {{state_->stopped, POLLIN, 0}};
  assert(descriptors.size() < std::size(all));
  std::ranges::copy(descriptors, all + 1);
  const nfds_t count = descriptors.size() + 1;
  int ready = poll(all, count, 0);
  if (ready == 0) {
    away([&] {
      do {
        ready = poll(all, count, static_cast<int>(limit / std::chrono::milliseconds(1)));
      } while (ready < 0 && errno == EINTR);
    });
  }
  return ready > 0 && all[0].revents == 0;
}

void Crew::away(const std::function<void()>& job) {
  {
    std::lock_guard lock(state_->mutex);
    --state_->serving;
    state_->fill_place(*this);
  }
  job();
  std::lock_guard lock(state_->mutex);
  ++state_->serving;
}

void Crew::start() {
  std::lock_guard lock(state_->mutex);
  for (int i = 0; i < state_->places; ++i) state_->threads.emplace_back([this] { state_->work(*this); });
}

void Crew::stop() {
  {
    std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  eventfd_write(state_->stopped, 1);
  state_->wake.notify_all();
}

void Crew::join() {
  for (auto& thread : state_->threads) thread.join();
  state_->threads.clear();
}

}  // namespace understudy
