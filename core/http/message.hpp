#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/http/fields.hpp"
#include "core/runtime/time.hpp"

namespace understudy {

// Header fields in the order they came; names compare without case (RFC 9110 §5.1).
class Headers : public Fields {
 public:
  using Fields::Fields;

  std::optional<std::string_view> find(std::string_view name) const;  // the first of that name
  std::string_view get(std::string_view name) const { return find(name).value_or(std::string_view{}); }
  void set(std::string_view name, std::string_view value);  // in place of all of that name
  void remove(std::string_view name);
};

bool equal_ignoring_case(std::string_view a, std::string_view b);

// Fields that speak of one connection and its framing, not of the message (RFC 9110 §7.6.1), and Expect, which is met
// before the message is whole. Transports and servers keep them to themselves.
bool is_connection_field(std::string_view name);
// False for what would end its line early and begin a header of its own.
bool is_one_line(std::string_view text);

// `url` is absolute on both sides of the wire: where the client sends it, and what the server was asked for.
struct Request {
  Request() = default;
  Request(std::string m, std::string u) : method(std::move(m)), url(std::move(u)) {}
  std::string method;
  std::string url;
  Headers headers;
  std::string body;
  std::optional<Duration> connect_timeout;  // for whoever sends it; nothing: as long as the transport usually tries
  bool operator==(const Request&) const = default;
};

// A line that carries the body of an answer slowly, or breaks before all of it is through: what a client should
// survive, and what whoever answers can ask for. In memory and over sockets it takes the same time and ends the same.
struct BadLine {
  std::optional<std::size_t> reset_after = {};        // bytes; always before the last one
  std::optional<std::int64_t> bytes_per_second = {};  // at least 1
  // How much of a body of that size gets through, and how long so many bytes take.
  std::size_t passes(std::size_t body_size) const;
  Duration time_for(std::size_t bytes) const;
  bool operator==(const BadLine&) const = default;
};

class BodyStream;

struct Response {
  Response() = default;
  explicit Response(int s) : status(s) {}
  Response(int s, std::string_view content_type, std::string b) : status(s), body(std::move(b)) {
    headers.add("Content-Type", content_type);
  }
  int status = 200;
  Headers headers;
  std::string body;
  std::optional<BadLine> bad_line = {};  // for whoever carries it to the client; nothing: as fast as it goes
  // More of the body, which comes in time; for whoever carries it. Copies of an answer share it. Nothing: that is all.
  std::shared_ptr<BodyStream> stream = {};
  bool operator==(const Response&) const = default;
};

}  // namespace understudy
