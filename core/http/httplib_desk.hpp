#pragma once

#include <functional>
#include <memory>

#include "core/http/httplib_crew.hpp"
#include "core/http/transport.hpp"

namespace understudy {

// Where a server's threads hand requests to the executor, and wait for what its service answers. For the httplib
// adapters alone.
class Desk {
 public:
  Desk(Executor& executor, Service& service, Crew& crew);
  ~Desk();

  // Takes more of an answer's body, up to `to`; the first time, when both are 0, only its head. False when nobody reads
  // it any more.
  using TakePiece = std::function<bool(const Response& answer, std::size_t from, std::size_t to)>;

  // On a thread of the crew. An error: the connection is to end without an answer, or without the rest of it. An answer
  // on a bad line has by the end gone to `take`, as much of it as gets through.
  Result<Response> answer(Request request, const TakePiece& take);
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
