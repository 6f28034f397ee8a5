#pragma once

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

struct Response {
  Response() = default;
  explicit Response(int s) : status(s) {}
  Response(int s, std::string_view content_type, std::string b) : status(s), body(std::move(b)) {
    headers.add("Content-Type", content_type);
  }
  int status = 200;
  Headers headers;
  std::string body;
  bool operator==(const Response&) const = default;
};

}  // namespace understudy
