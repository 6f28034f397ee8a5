#include "core/http/httplib_server.hpp"

#include <netinet/tcp.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>

#include "core/http/httplib_crew.hpp"
#include "core/http/httplib_desk.hpp"
#include "core/http/reason.hpp"

#include <httplib.h>

namespace understudy {
namespace {

// Connections are watched by the crew, so that taking one up is done at once.
class AtOnce final : public httplib::TaskQueue {
 public:
  void enqueue(std::function<void()> job) override { job(); }
  void shutdown() override {}
};

using Clock = std::chrono::steady_clock;

// A connection with buffers both ways: one recv and one send a request. Can be told to hang up instead of answering.
class Connection final : public httplib::Stream {
 public:
  Connection(socket_t socket, Crew& crew, const ServerOptions& options)
      : socket_(socket), crew_(crew), options_(options) {}
  ~Connection() override {
    shutdown(socket_, SHUT_RDWR);
    close(socket_);
  }

  // Takes up what has come in; false when that is the end.
  bool fill() {
    ssize_t n = 0;
    do {
      n = recv(socket_, in_, sizeof in_, 0);
    } while (n < 0 && errno == EINTR);
    begin_ = 0;
    end_ = n > 0 ? static_cast<std::size_t>(n) : 0;
    return n > 0;
  }
  bool has_more() const { return begin_ < end_; }
  void hang_up() { hung_up_ = true; }

  // What httplib's handlers are not told of the request at hand, or would have acted on by themselves.
  Headers headers;
  bool understood = false;  // false until its head was read and made sense
  bool answered = false;    // by the service; what httplib writes then is for nobody

  Clock::time_point silent_since{};

  bool flush() {
    std::size_t sent = 0;
    while (!hung_up_ && sent < out_.size()) {
      ssize_t n = ::send(socket_, out_.data() + sent, out_.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (n > 0) {
        sent += static_cast<std::size_t>(n);
      } else if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
        hung_up_ = !crew_.wait_writable(socket_, options_.read_timeout);
      } else if (n == 0 || errno != EINTR) {
        hung_up_ = true;
      }
    }
    out_.clear();
    return !hung_up_;
  }

  // The header fields go out in the order in which they were set, which httplib would not keep.
  void send(const Response& response, bool with_body, bool last) {
    answered = true;
    const bool may_have_body = response.status >= 200 && response.status != 204;
    out_ += "HTTP/1.1 ";
    out_ += std::to_string(response.status);
    out_ += ' ';
    out_ += reason_phrase(response.status);
    out_ += "\r\n";
    for (const auto& [name, value] : response.headers) {
      // One that would end its line early, and begin another, is not passed on.
      const bool one_line = is_one_line(name) && is_one_line(value);
      const bool ours = equal_ignoring_case(name, "Content-Length") || is_connection_field(name);
      if (one_line && !ours) append_field(name, value);
    }
    if (may_have_body) append_field("Content-Length", std::to_string(response.body.size()));
    append_field("Connection", last ? "close" : "keep-alive");
    out_ += "\r\n";
    if (with_body && may_have_body) out_ += response.body;
  }

  bool is_readable() const override { return true; }
  bool is_writable() const override { return !hung_up_; }
  ssize_t read(char* into, std::size_t size) override {
    if (size == 1 && begin_ < end_) {  // httplib reads the head byte by byte
      *into = in_[begin_++];
      return 1;
    }
    if (begin_ == end_) {
      if (!flush()) return -1;  // the peer may wait for it, as with "100 Continue"
      if (!crew_.wait_readable(socket_, options_.read_timeout) || !fill()) return -1;
    }
    std::size_t n = std::min(size, end_ - begin_);
    std::memcpy(into, in_ + begin_, n);
    begin_ += n;
    return static_cast<ssize_t>(n);
  }
  ssize_t write(const char* from, std::size_t size) override {
    if (hung_up_ || answered) return static_cast<ssize_t>(size);
    out_.append(from, size);
    if (out_.size() > 256 * 1024 && !flush()) return -1;
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return socket_; }

 private:
  void append_field(std::string_view name, std::string_view value) {
    out_.append(name).append(": ").append(value).append("\r\n");
  }

  const socket_t socket_;
  Crew& crew_;
  const ServerOptions& options_;
  char in_[8192];
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::string out_;
  bool hung_up_ = false;
};

// The connection whose request this thread handles; httplib's handlers are not told.
thread_local Connection* current_connection = nullptr;

std::string authority(const std::string& host, int port) {
  bool bare_ipv6 = host.find(':') != std::string::npos && !host.starts_with('[');
  return (bare_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace

struct HttpServer::State final : httplib::Server {
  State(Executor& e, Service& s, ServerOptions o)
      : options(std::move(o)),
        crew([this](std::uint64_t number) { serve(number); }, options.connections_max),
        desk(e, s, crew) {}

  bool open() {
    new_task_queue = [] { return new AtOnce; };
    // Only SO_REUSEADDR: with httplib's own SO_REUSEPORT a second server on the same port would not be noticed.
    set_socket_options([](socket_t socket) {
      int yes = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    set_payload_max_length(options.body_max);
    set_keep_alive_timeout(std::chrono::duration_cast<std::chrono::seconds>(options.idle_timeout).count());
    set_keep_alive_max_count(1'000'000);
    auto bodyless = [this](const httplib::Request& request, httplib::Response& response) {
      answer(request, {}, response);
    };
    auto with_body = [this](const httplib::Request& request, httplib::Response& response,
                            const httplib::ContentReader& content) {
      std::string body;
      if (announces_body(request) && !read_body(content, body, response)) return;
      answer(request, std::move(body), response);
    };
    Get("/", bodyless).Options("/", bodyless);
    Post("/", with_body).Put("/", with_body).Patch("/", with_body).Delete("/", with_body);

    errno = 0;  // stays so when the host has no address
    bound_port = options.port == 0 ? bind_to_any_port(options.host)
                                   : (bind_to_port(options.host, options.port) ? options.port : -1);
    if (bound_port < 0) return false;
    ::listen(svr_sock_, SOMAXCONN);  // httplib asks for a backlog of 5
    crew.every_second([this] { end_silent_ones(); });
    crew.start();
    listener = std::thread([this] { listen_after_bind(); });
    while (!is_running()) std::this_thread::yield();
    return true;
  }

  void close_all() {
    crew.stop();
    {
      std::lock_guard lock(mutex);
      stopping = true;
    }
    place_free.notify_all();
    desk.close();
    stop();
    listener.join();
    crew.join();
    idle.clear();
  }

  // On httplib's accepting thread: from here on the connection is ours.
  bool process_and_close_socket(socket_t socket) override {
    int yes = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    auto connection = std::make_unique<Connection>(socket, crew, options);
    std::uint64_t number = 0;
    {
      std::unique_lock lock(mutex);
      place_free.wait(lock, [&] { return stopping || connections < options.connections_max; });
      if (stopping) return false;
      ++connections;
      number = next_number++;
    }
    rest(number, std::move(connection));
    return true;
  }

  // Between requests.
  void rest(std::uint64_t number, std::unique_ptr<Connection> connection) {
    socket_t socket = connection->socket();
    connection->silent_since = Clock::now();
    std::lock_guard lock(mutex);
    idle.emplace(number, std::move(connection));
    crew.watch(socket, number);
  }
  std::unique_ptr<Connection> wake(std::uint64_t number) {
    std::lock_guard lock(mutex);
    auto found = idle.find(number);
    if (found == idle.end()) return nullptr;  // it has just been ended for its silence
    auto connection = std::move(found->second);
    idle.erase(found);
    return connection;
  }
  void end(std::unique_ptr<Connection> connection) {
    connection.reset();
    {
      std::lock_guard lock(mutex);
      --connections;
    }
    place_free.notify_one();
  }
  void end_silent_ones() {
    std::vector<std::unique_ptr<Connection>> silent;
    auto longest = Clock::now() - options.idle_timeout;
    {
      std::lock_guard lock(mutex);
      for (auto it = idle.begin(); it != idle.end();) {
        if (it->second->silent_since >= longest) {
          ++it;
          continue;
        }
        silent.push_back(std::move(it->second));
        it = idle.erase(it);
      }
    }
    for (auto& connection : silent) end(std::move(connection));
  }

  void serve(std::uint64_t number) {
    auto connection = wake(number);
    if (!connection) return;
    if (converse(*connection)) {
      rest(number, std::move(connection));
    } else {
      end(std::move(connection));
    }
  }

  // Answers what has come in; false when the connection is at its end.
  bool converse(Connection& connection) {
    if (!connection.fill()) return false;
    current_connection = &connection;
    bool closed = false;
    bool good = true;
    while (good && !closed && connection.has_more()) {
      connection.understood = connection.answered = false;
      good = process_request(connection, false, closed, [&](httplib::Request& request) {
        connection.understood = true;
        take_over(request, connection.headers);
        if (announces_body(request) && !reads_body(request.method)) {
          // httplib would read the body as the next request.
          request.headers.erase("Connection");
          request.headers.emplace("Connection", "close");
          closed = true;
        }
      });
      good = connection.flush() && good && connection.understood;
    }
    current_connection = nullptr;
    return good && !closed;
  }

  // Moves the headers out of reach of httplib, which would parse multipart bodies, inflate encoded ones and cut answers
  // to a Range by itself: all that is the service's business. What frames the message stays. The path goes too, because
  // httplib's routes are regular expressions. Accept-Encoding is nobody's: on a loopback line compression costs more
  // than it saves.
  static void take_over(httplib::Request& request, Headers& headers) {
    headers = {};
    for (auto field = request.headers.begin(); field != request.headers.end();) {
      const std::string& name = field->first;
      bool made_by_httplib =
          name == "REMOTE_ADDR" || name == "REMOTE_PORT" || name == "LOCAL_ADDR" || name == "LOCAL_PORT";
      if (is_connection_field(name)) {
        ++field;
      } else if (equal_ignoring_case(name, "Content-Length")) {
        headers.add(name, field->second);
        ++field;
      } else {
        if (!made_by_httplib && !equal_ignoring_case(name, "Accept-Encoding")) {
          headers.add(name, std::move(field->second));
        }
        field = request.headers.erase(field);
      }
    }
    request.ranges.clear();
    request.path = "/";
  }

  static bool reads_body(const std::string& method) {
    return method == "POST" || method == "PUT" || method == "PATCH" || method == "DELETE";
  }
  // Without these fields a request has no body (RFC 9112 §6.3); httplib would wait for one until the connection ends.
  static bool announces_body(const httplib::Request& request) {
    return request.has_header("Transfer-Encoding") ||
           (request.has_header("Content-Length") && request.get_header_value("Content-Length") != "0");
  }

  // False when there is nothing to ask the service: half a request, or one that is too large.
  bool read_body(const httplib::ContentReader& content, std::string& body, httplib::Response& response) {
    bool too_large = false;
    bool whole = content([&](const char* data, std::size_t size) {
      too_large = too_large || body.size() + size > options.body_max;
      if (!too_large) body.append(data, size);
      return true;
    });
    too_large = too_large || response.status == 413;  // httplib's word for a length announced that is over the limit
    if (too_large) {
      response.status = 413;
      response.set_content("the body is larger than the " + std::to_string(options.body_max) + " bytes allowed\n",
                           "text/plain");
    } else if (!whole) {
      current_connection->hang_up();
    }
    return whole && !too_large;
  }

  void answer(const httplib::Request& from, std::string body, httplib::Response& to) {
    Request request(from.method, {});
    request.headers = std::move(current_connection->headers);
    auto host = request.headers.find("Host");
    bool absolute = from.target.starts_with("http://") || from.target.starts_with("https://");
    if (!absolute) request.url = "http://" + (host ? std::string(*host) : authority(options.host, bound_port));
    request.url += from.target;
    request.body = std::move(body);

    Result<Response> response = desk.answer(std::move(request));
    if (!response) return current_connection->hang_up();
    to.status = response->status;
    current_connection->send(*response, from.method != "HEAD", is_last(from));
  }

  // As httplib sees it, which ends the connection.
  static bool is_last(const httplib::Request& request) {
    const std::string kept = request.get_header_value("Connection");
    return kept == "close" || (request.version == "HTTP/1.0" && kept != "Keep-Alive");
  }

  const ServerOptions options;
  int bound_port = -1;
  std::thread listener;
  Crew crew;
  Desk desk;

  std::mutex mutex;
  // All below is guarded by the mutex.
  std::condition_variable place_free;
  std::map<std::uint64_t, std::unique_ptr<Connection>> idle;
  std::uint64_t next_number = 0;
  int connections = 0;
  bool stopping = false;
};

HttpServer::HttpServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpServer::~HttpServer() { state_->close_all(); }

Result<std::unique_ptr<HttpServer>> HttpServer::listen(Executor& executor, Service& service, ServerOptions options) {
  std::string where = authority(options.host, options.port);
  if (options.port < 0 || options.port > 65535) {
    return failure(ErrorCode::configuration, "cannot listen on " + where + ": a port is a number from 0 to 65535");
  }
  auto state = std::make_unique<State>(executor, service, std::move(options));
  if (!state->open()) {
    std::string why = errno == EADDRINUSE ? "the port is in use; choose another, or 0 for any that is free"
                      : errno == 0        ? "not an address of this machine"
                                          : std::generic_category().message(errno);
    return failure(ErrorCode::configuration, "cannot listen on " + where + ": " + why);
  }
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(state)));
}

int HttpServer::port() const { return state_->bound_port; }
std::string HttpServer::origin() const { return "http://" + authority(state_->options.host, port()); }

}  // namespace understudy
