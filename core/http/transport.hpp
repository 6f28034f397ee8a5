#pragma once

#include "core/http/message.hpp"
#include "core/runtime/result.hpp"
#include "core/runtime/task.hpp"

namespace understudy {

// The network as seen by whoever asks. A response of any status is a successful exchange; only a missing answer is an
// error: connection_failed (nothing was acted on), connection_lost or timeout (it may have been).
class Transport {
 public:
  virtual ~Transport() = default;
  virtual Task<Result<Response>> roundtrip(Request request) = 0;
};

// The network as seen by whoever answers. An error is an answer that never comes: the connection ends without one.
class Service {
 public:
  virtual ~Service() = default;
  virtual Task<Result<Response>> handle(Request request) = 0;
};

// What the service answers. One that throws has answered 500, in memory as on a port.
Task<Result<Response>> ask(Service& service, Request request);

}  // namespace understudy
