#pragma once

#include <string>
#include <string_view>

#include "core/http/httplib_crew.hpp"
#include "core/http/httplib_line.hpp"
#include "core/http/message.hpp"

namespace understudy {

// A connection with buffers both ways: one recv and one send a request. Can be told to hang up instead of answering.
// For the httplib adapters alone.
class Connection {
 public:
  // `patience` is how long it waits for the peer within a request.
  Connection(int socket, Crew& crew, Duration patience) : line_(socket), crew_(crew), patience_(patience) {}

  enum class Came { something, nothing_yet, end };
  // Takes up what has come in, which replaces what was there.
  Came fill();
  bool has_more() const { return begin_ < end_; }
  // What came in and nobody has read, which is forgotten here.
  std::string_view take_rest();
  // Something has come in that the crew, which watches the socket, cannot see.
  bool has_pending() const { return line_.has_pending(); }
  void hang_up() {
    hung_up_ = true;
    line_.cut();
  }
  // Hangs up with RST in place of FIN.
  void reset() {
    hung_up_ = true;
    line_.reset();
  }
  bool is_hung_up() const { return hung_up_; }

  // Waits where it must; -1 at the end.
  ssize_t read(char* into, std::size_t size) {
    if (size != 1 || begin_ == end_) return read_more(into, size);
    *into = in_[begin_++];  // httplib reads the head byte by byte
    return 1;
  }
  // Put down to be sent, with all else, by `flush`; that is false once the connection has ended.
  void write(std::string_view bytes) { out_ += bytes; }
  std::size_t unsent() const { return out_.size(); }
  bool flush();
  // Puts down an answer. The header fields go out in the order in which they were set, which httplib would not keep.
  void send(const Response& response, bool with_body, bool last);
  enum class Body { whole, in_time };  // in time: its length is not known yet
  void send_head(const Response& response, Body body, bool last);
  // A piece of the body of an answer that does not go out at once; false once the connection has ended.
  bool send_piece(std::string_view piece);
  // Likewise of a body that comes in time, which `send_head` has announced; an empty piece is its end.
  bool send_chunk(std::string_view piece);

  void secure(const TlsIdentity& identity) { line_.secure(identity, take_rest()); }
  bool is_secure() const { return line_.is_secure(); }
  bool is_shaking_hands() const { return line_.is_shaking_hands(); }
  int socket() const { return line_.socket(); }

  // What httplib's handlers are not told of the request at hand, or would have acted on by themselves.
  Headers headers;
  std::string connect_to;    // the target of a CONNECT
  bool understood = false;   // false until its head was read and made sense
  bool answered = false;     // by the service; what httplib writes then is for nobody
  bool takes_chunks = true;  // else only the connection's end can tell the end of a body that comes in time

  Duration silent_since{};  // by the lobby's clock

 private:
  ssize_t read_more(char* into, std::size_t size);
  void append_field(std::string_view name, std::string_view value);
  bool wait(Line::Needs needs);

  Line line_;
  Crew& crew_;
  const Duration patience_;
  char in_[8192];
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::string out_;
  bool hung_up_ = false;
};

}  // namespace understudy
