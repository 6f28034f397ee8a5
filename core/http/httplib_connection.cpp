#include "core/http/httplib_connection.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "core/http/reason.hpp"

namespace understudy {
namespace {

bool may_have_body(const Response& response) { return response.status >= 200 && response.status != 204; }

}  // namespace

Connection::Came Connection::fill() {
  begin_ = end_ = 0;
  for (;;) {
    const Line::Moved moved = line_.receive(in_, sizeof in_);
    end_ = moved.bytes;
    switch (moved.needs) {
      case Line::Needs::nothing: return Came::something;
      case Line::Needs::readable: return Came::nothing_yet;
      case Line::Needs::end: return Came::end;
      case Line::Needs::writable:  // a handshake that the peer does not read
        if (!wait(moved.needs)) return Came::end;
    }
  }
}

std::string_view Connection::take_rest() {
  std::string_view rest(in_ + begin_, end_ - begin_);
  begin_ = end_ = 0;
  return rest;
}

ssize_t Connection::read_more(char* into, std::size_t size) {
  if (begin_ == end_) {
    if (!flush()) return -1;  // the peer may wait for it, as with "100 Continue"
    Came came = fill();
    while (came == Came::nothing_yet && wait(Line::Needs::readable)) came = fill();
    if (came != Came::something) return -1;
  }
  const std::size_t n = std::min(size, end_ - begin_);
  std::memcpy(into, in_ + begin_, n);
  begin_ += n;
  return static_cast<ssize_t>(n);
}

bool Connection::flush() {
  std::size_t sent = 0;
  while (!hung_up_ && sent < out_.size()) {
    const Line::Moved moved = line_.send(out_.data() + sent, out_.size() - sent);
    sent += moved.bytes;
    if (moved.needs != Line::Needs::nothing) hung_up_ = !wait(moved.needs);
  }
  out_.clear();
  return !hung_up_;
}

bool Connection::wait(Line::Needs needs) {
  if (needs == Line::Needs::end) return false;
  return needs == Line::Needs::readable ? crew_.wait_readable(line_.socket(), patience_)
                                        : crew_.wait_writable(line_.socket(), patience_);
}

void Connection::send(const Response& response, bool with_body, bool last) {
  send_head(response, Body::whole, last);
  if (with_body && may_have_body(response)) out_ += response.body;
}

bool Connection::send_piece(std::string_view piece) {
  out_ += piece;
  return flush();
}

// https://www.rfc-editor.org/rfc/rfc9112#section-7.1
bool Connection::send_chunk(std::string_view piece) {
  if (!takes_chunks) return send_piece(piece);
  char size[2 * sizeof(std::size_t)];
  const auto digits = std::to_chars(size, size + sizeof size, piece.size(), 16);
  out_.append(size, digits.ptr).append("\r\n").append(piece).append("\r\n");
  return flush();
}

void Connection::send_head(const Response& response, Body body, bool last) {
  answered = true;
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
  if (body == Body::in_time) {
    if (takes_chunks) append_field("Transfer-Encoding", "chunked");
  } else if (may_have_body(response)) {
    append_field("Content-Length", std::to_string(response.body.size()));
  }
  append_field("Connection", last ? "close" : "keep-alive");
  out_ += "\r\n";
}

void Connection::append_field(std::string_view name, std::string_view value) {
  out_.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace understudy
