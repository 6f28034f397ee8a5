#pragma once

#include <utility>

#include "core/http/transport.hpp"
#include "core/runtime/pending.hpp"

namespace understudy::test {

// One exchange from beginning to end, for code that is not a task.
inline Result<Response> exchange(Executor& executor, Transport& transport, Request request) {
  return Pending<Result<Response>>(executor, transport.roundtrip(std::move(request))).get();
}
inline Result<Response> exchange(Executor& executor, Service& service, Request request) {
  return Pending<Result<Response>>(executor, service.handle(std::move(request))).get();
}

}  // namespace understudy::test
