#include "core/http/transport.hpp"

#include <exception>
#include <string>
#include <utility>

namespace understudy {
namespace {

Response broken(const std::string& why) {
  return Response(500, "text/plain", "the service failed while it handled the request: " + why + "\n");
}

}  // namespace

Task<Result<Response>> ask(Service& service, Request request) {
  try {
    co_return co_await service.handle(std::move(request));
  } catch (const std::exception& exception) {
    co_return broken(exception.what());
  } catch (...) {
    co_return broken("an exception of unknown type");
  }
}

}  // namespace understudy
