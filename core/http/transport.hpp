#pragma once

#include <functional>
#include <string_view>

#include "core/http/message.hpp"
#include "core/runtime/result.hpp"
#include "core/runtime/task.hpp"

namespace understudy {

// The network as seen by whoever asks. A response of any status is a successful exchange; only a missing answer is an
// error: connection_failed, unknown_host or tls_failed (nothing was acted on), connection_lost or timeout (it may have
// been).
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

// What the service answers. One that throws has answered 500, in memory as on a port; why is not for whoever asked,
// but for the exception sink.
Task<Result<Response>> ask(Service& service, Request request);

// Told, on the thread where it happens, of each exception that a service let out; by default a line on standard error.
using ExceptionSink = std::function<void(std::string_view why)>;
// For the whole process; only while no service is asked anything. Returns the one before, to be put back.
ExceptionSink set_exception_sink(ExceptionSink sink);
// Tells the sink of the exception being handled: for who answers first, does the work later, and finds that it failed.
void tell_exception_sink();

}  // namespace understudy
