#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "core/http/httplib_connection.hpp"
#include "core/http/transport.hpp"

namespace understudy {

// Where a server's threads hand requests to the executor, and wait for what its service answers. For the httplib
// adapters alone.
class Desk {
 public:
  Desk(Executor& executor, Service& service, Crew& crew);
  ~Desk();

  // Who is given an answer bit by bit: one on a bad line, or one whose body comes in time. False when nobody reads it
  // any more.
  struct Reader {
    std::function<bool(const Response& answer, Connection::Body body)> head;
    std::function<bool(std::string_view piece)> body;
  };

  // On a thread of the crew. An error: the connection is to end without an answer, or without the rest of it. An answer
  // that goes out bit by bit has by the end gone to the reader, as much of it as gets through.
  Result<Response> answer(Request request, const Reader& reader);
  // Drops what is being answered, and whatever comes later. Not from within a task.
  void close();

 private:
  class Exchange;
  class Counter;
  Executor& executor_;
  Crew& crew_;
  std::shared_ptr<Counter> counter_;
};

}  // namespace understudy
