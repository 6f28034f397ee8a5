#include "core/http/httplib_server.hpp"

#include <netinet/tcp.h>

#include <system_error>
#include <thread>

#include "core/http/httplib_connection.hpp"
#include "core/http/httplib_crew.hpp"
#include "core/http/httplib_desk.hpp"
#include "core/http/httplib_gate.hpp"
#include "core/http/httplib_lobby.hpp"

#include <httplib.h>

namespace understudy {
namespace {

// Connections are watched by the crew, so that taking one up is done at once.
class AtOnce final : public httplib::TaskQueue {
 public:
  void enqueue(std::function<void()> job) override { job(); }
  void shutdown() override {}
};

// How httplib reads and writes a connection.
class ConnectionStream final : public httplib::Stream {
 public:
  explicit ConnectionStream(Connection& connection) : connection_(connection) {}
  bool is_readable() const override { return true; }
  bool is_writable() const override { return !connection_.is_hung_up(); }
  ssize_t read(char* into, std::size_t size) override { return connection_.read(into, size); }
  ssize_t write(const char* from, std::size_t size) override {
    if (connection_.is_hung_up() || connection_.answered) return static_cast<ssize_t>(size);
    connection_.write({from, size});
    if (connection_.unsent() > 256 * 1024 && !connection_.flush()) return -1;
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return connection_.socket(); }

 private:
  Connection& connection_;
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
        lobby(crew, options.connections_max, options.idle_timeout),
        gate(options, crew),
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
    crew.every_second([this] { lobby.end_silent_ones(); });
    crew.start();
    listener = std::thread([this] { listen_after_bind(); });
    while (!is_running()) std::this_thread::yield();
    return true;
  }

  void close_all() {
    crew.stop();
    lobby.close();
    desk.close();
    stop();
    listener.join();
    crew.join();
    lobby.clear();
  }

  // On httplib's accepting thread: from here on the connection is ours.
  bool process_and_close_socket(socket_t socket) override {
    int yes = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    auto connection = std::make_unique<Connection>(socket, crew, options.read_timeout);
    if (options.tls && !options.proxy) connection->secure(*options.tls);
    return lobby.admit(std::move(connection));
  }

  void serve(std::uint64_t number) {
    auto connection = lobby.wake(number);
    if (!connection) return;
    if (converse(*connection)) {
      lobby.rest(number, std::move(connection));
    } else {
      lobby.end(std::move(connection));
    }
  }

  // Answers what has come in; false when the connection is at its end.
  bool converse(Connection& connection) {
    do {
      const Connection::Came came = connection.fill();
      if (came != Connection::Came::something) return came == Connection::Came::nothing_yet;
      while (connection.has_more()) {
        if (!converse_once(connection)) return false;
      }
    } while (connection.has_pending());
    return true;
  }

  bool converse_once(Connection& connection) {
    ConnectionStream stream(connection);
    current_connection = &connection;
    connection.understood = connection.answered = false;
    connection.connect_to.clear();
    bool closed = false;
    bool good = process_request(stream, false, closed, [&](httplib::Request& request) {
      connection.understood = true;
      if (request.method == "CONNECT" && options.proxy && !connection.is_secure()) {
        connection.connect_to = request.target;
        connection.answered = true;
        return;
      }
      take_over(request, connection.headers);
      if (announces_body(request) && !reads_body(request.method)) {
        // httplib would read the body as the next request.
        request.headers.erase("Connection");
        request.headers.emplace("Connection", "close");
        closed = true;
      }
    });
    current_connection = nullptr;
    if (!connection.connect_to.empty()) return gate.connect(connection);
    good = connection.flush() && good && connection.understood;
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
    if (!absolute) {
      request.url = current_connection->is_secure() ? "https://" : "http://";
      request.url += host ? std::string(*host) : authority(options.host, bound_port);
    }
    request.url += from.target;
    request.body = std::move(body);

    Connection& connection = *current_connection;
    connection.takes_chunks = from.version != "HTTP/1.0";
    bool in_time = false;
    const auto send_head = [&](const Response& answer, Connection::Body kind) {
      in_time = kind == Connection::Body::in_time;
      // Of an answer without a body nothing gets through a line that breaks.
      const bool nothing = answer.body.empty() && answer.bad_line && answer.bad_line->reset_after;
      if (!nothing) connection.send_head(answer, kind, is_last(from));
      return connection.flush() && !(in_time && from.method == "HEAD");
    };
    const auto send_body = [&](std::string_view piece) {
      return in_time ? connection.send_chunk(piece) : connection.send_piece(piece);
    };
    Result<Response> response = desk.answer(std::move(request), {send_head, send_body});
    if (!response) return connection.hang_up();
    to.status = response->status;
    if (in_time && connection.takes_chunks && from.method != "HEAD") return void(connection.send_chunk({}));
    if (in_time) return connection.hang_up();
    if (!response->bad_line) return connection.send(*response, from.method != "HEAD", is_last(from));
    if (response->bad_line->reset_after) connection.reset();
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
  Lobby lobby;
  Gate gate;
  Desk desk;
};

HttpServer::HttpServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpServer::~HttpServer() { state_->close_all(); }

Result<std::unique_ptr<HttpServer>> HttpServer::listen(Executor& executor, Service& service, ServerOptions options) {
  std::string where = authority(options.host, options.port);
  if (options.port < 0 || options.port > 65535) {
    return failure(ErrorCode::configuration, "cannot listen on " + where + ": a port is a number from 0 to 65535");
  }
  if (options.proxy && !options.tls) {
    return failure(ErrorCode::configuration, "a proxy on " + where + " wants an identity for TLS");
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
std::string HttpServer::origin() const {
  const ServerOptions& options = state_->options;
  return (options.tls && !options.proxy ? "https://" : "http://") + authority(options.host, port());
}

}  // namespace understudy
