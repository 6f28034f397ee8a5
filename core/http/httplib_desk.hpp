#pragma once

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

  // On a thread of the crew. An error: the connection is to end without an answer.
  Result<Response> answer(Request request);
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
