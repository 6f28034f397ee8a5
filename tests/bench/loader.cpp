#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <deque>
#include <stdexcept>
#include <string_view>

#include "tests/bench/measures.hpp"

#include <arpa/inet.h>

namespace understudy::bench {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void give_up(const char* what) {
  throw std::runtime_error(std::string(what) + ": " + std::generic_category().message(errno));
}

// One keep-alive connection with one request under way.
class Connection {
 public:
  Connection(const std::string& host, int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    inet_pton(AF_INET, host.c_str(), &address.sin_addr);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) give_up("connect");
    int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { ::close(socket_); }

  int socket() const { return socket_; }
  std::uint64_t answers() const { return answers_; }
  double longest_wait() const { return std::chrono::duration<double>(longest_wait_).count(); }

  void ask(const std::string& request) {
    asked_ = Clock::now();
    received_.clear();
    // A request is far smaller than an empty socket's buffer.
    if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
      give_up("send");
  }

  enum class State { waiting, answered, wrong };
  State receive() {
    std::array<char, 16384> piece;
    ssize_t size = ::recv(socket_, piece.data(), piece.size(), 0);
    if (size <= 0) return State::wrong;
    received_.append(piece.data(), static_cast<std::size_t>(size));
    if (!whole()) return State::waiting;
    longest_wait_ = std::max(longest_wait_, Clock::now() - asked_);
    ++answers_;
    return received_.starts_with("HTTP/1.1 201 ") ? State::answered : State::wrong;
  }
  void forget_waits() { longest_wait_ = {}; }
  void end_wait(Clock::time_point now) { longest_wait_ = std::max(longest_wait_, now - asked_); }

 private:
  bool whole() const {
    auto head = received_.find("\r\n\r\n");
    if (head == std::string::npos) return false;
    constexpr std::string_view name = "\r\nContent-Length: ";
    auto length = received_.find(name);
    std::size_t body = 0;
    if (length < head) std::from_chars(received_.data() + length + name.size(), received_.data() + head, body);
    return received_.size() >= head + 4 + body;
  }

  int socket_;
  std::string received_;
  Clock::time_point asked_{};
  Clock::duration longest_wait_{};
  std::uint64_t answers_ = 0;
};

void watch(int poll, Connection& connection) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = &connection;
  if (::epoll_ctl(poll, EPOLL_CTL_ADD, connection.socket(), &event) != 0) give_up("epoll_ctl");
}

// Those that ask a server, watched together.
class Crowd {
 public:
  Crowd(const Load& load, int connections) : load_(load) {
    for (int i = 0; i < connections; ++i) watch(poll_, connections_.emplace_back(load.host, load.port));
  }
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;
  ~Crowd() { ::close(poll_); }

  // Each asks once.
  void ask() {
    for (auto& connection : connections_) connection.ask(load_.request);
  }
  // Until then; `answered` is told of each connection that was answered as it should be. Returns when it says false.
  template <class Answered>
  void listen(Clock::time_point end, Answered answered) {
    std::array<epoll_event, 256> events{};
    while (Clock::now() < end) {
      const int count = ::epoll_wait(poll_, events.data(), static_cast<int>(events.size()), 100);
      for (int i = 0; i < count; ++i) {
        auto& connection = *static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr);
        switch (connection.receive()) {
          case Connection::State::waiting: break;
          case Connection::State::answered:
            if (!answered(connection)) return;
            break;
          case Connection::State::wrong:
            ++wrong_;
            ::epoll_ctl(poll_, EPOLL_CTL_DEL, connection.socket(), nullptr);
            break;
        }
      }
    }
  }
  // Each asks once and waits for its answer; how many got none.
  std::size_t ask_once() {
    std::size_t waiting = connections_.size();
    if (waiting == 0) return 0;
    ask();
    listen(Clock::now() + std::chrono::seconds(10), [&](Connection&) { return --waiting > 0; });
    return waiting;
  }

  std::deque<Connection>& connections() { return connections_; }
  std::uint64_t wrong() const { return wrong_; }

 private:
  const Load& load_;
  int poll_ = ::epoll_create1(EPOLL_CLOEXEC);
  std::deque<Connection> connections_;
  std::uint64_t wrong_ = 0;
};

LoadReport sum(Crowd& busy) {
  LoadReport report;
  report.wrong = busy.wrong();
  report.fewest = busy.connections().front().answers();
  for (auto& connection : busy.connections()) {
    connection.end_wait(Clock::now());  // one that is never answered has waited until now
    report.answers += connection.answers();
    report.fewest = std::min(report.fewest, connection.answers());
    report.most = std::max(report.most, connection.answers());
    report.longest_wait = std::max(report.longest_wait, connection.longest_wait());
  }
  return report;
}

}  // namespace

LoadReport load(const Load& load) {
  Crowd idle(load, load.idle);
  const std::size_t lost_before = idle.ask_once();
  for (auto& connection : idle.connections()) connection.forget_waits();

  Crowd busy(load, load.busy);
  busy.ask();
  busy.listen(Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(load.seconds)),
              [&](Connection& connection) {
                connection.ask(load.request);
                return true;
              });
  LoadReport report = sum(busy);

  report.idle_lost = std::max(lost_before, idle.ask_once());
  for (auto& connection : idle.connections()) {
    report.longest_idle_wait = std::max(report.longest_idle_wait, connection.longest_wait());
  }
  return report;
}

}  // namespace understudy::bench
