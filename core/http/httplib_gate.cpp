#include "core/http/httplib_gate.hpp"

#include <atomic>

#include "core/http/forward_proxy.hpp"
#include "core/http/httplib_tunnel.hpp"
#include "core/http/url.hpp"

namespace understudy {
namespace {

// The words of its reason are those that Twilio's library for PHP looks for.
constexpr std::string_view established = "HTTP/1.1 200 Connection established\r\n\r\n";

bool refuse(Connection& connection, const Response& response) {
  connection.send(response, true, true);
  connection.flush();
  return false;
}

Response complaint(int status, const std::string& why) { return {status, "text/plain; charset=utf-8", why + "\n"}; }

}  // namespace

struct Gate::Tunnels {
  std::atomic<int> open{0};
};

Gate::Gate(const ServerOptions& options, Crew& crew)
    : options_(options), crew_(crew), tunnels_(std::make_unique<Tunnels>()) {}
Gate::~Gate() = default;

bool Gate::connect(Connection& connection) {
  const auto target = Url::parse("https://" + connection.connect_to);
  if (!target || target->host_header() != connection.connect_to || !target->port) {
    return refuse(connection, complaint(400, "CONNECT wants HOST:PORT, got \"" + connection.connect_to + "\""));
  }
  switch (options_.proxy->way_to(target->host)) {
    case ProxyRules::Way::refuse: return refuse(connection, options_.proxy->refuse(target->host));
    case ProxyRules::Way::pass_on: return open_tunnel(connection, target->host, *target->port);
    case ProxyRules::Way::answer: break;
  }
  connection.write(established);
  if (!connection.flush()) return false;
  connection.secure(*options_.tls);
  return true;
}

bool Gate::open_tunnel(Connection& connection, const std::string& host, int port) {
  struct Place {
    explicit Place(std::atomic<int>& count) : open(count), number(++count) {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() { --open; }
    std::atomic<int>& open;
    const int number;
  } place(tunnels_->open);
  if (place.number > options_.tunnels_max) return refuse(connection, complaint(503, "too many tunnels are open"));
  Tunnel tunnel(host, port, crew_, options_.tunnel_open_timeout);
  if (!tunnel.is_open()) {
    return refuse(connection, complaint(502, "cannot connect to " + connection.connect_to));
  }
  connection.write(established);
  if (connection.flush()) tunnel.carry(connection, options_.tunnel_idle_timeout);
  return false;
}

}  // namespace understudy
