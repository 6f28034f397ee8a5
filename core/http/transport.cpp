#include "core/http/transport.hpp"

#include <cstdio>
#include <exception>
#include <string>
#include <utility>

namespace understudy {
namespace {

void write_line(std::string_view why) {
  std::fprintf(stderr, "understudy: a service failed while it handled a request: %.*s\n", static_cast<int>(why.size()),
               why.data());
}

ExceptionSink sink = write_line;

Response broken() {
  tell_exception_sink();
  return Response(500, "text/plain", "the service failed while it handled the request\n");
}

}  // namespace

ExceptionSink set_exception_sink(ExceptionSink next) { return std::exchange(sink, std::move(next)); }

void tell_exception_sink() {
  try {
    throw;
  } catch (const std::exception& exception) {
    sink(exception.what());
  } catch (...) {
    sink("an exception of unknown type");
  }
}

Task<Result<Response>> ask(Service& service, Request request) {
  try {
    co_return co_await service.handle(std::move(request));
  } catch (...) {
    co_return broken();
  }
}

}  // namespace understudy
