#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/http/transport.hpp"
#include "core/http/url.hpp"
#include "core/runtime/waiting.hpp"

namespace understudy::test {

// A service that does what the path says, and keeps what it was asked:
//   /echo           200 with the body that came
//   /after/30s      the same, after that time
//   /status/404     that status
//   /drop           no answer: the connection ends
//   /throw          throws
//   /never          never answers
//   /together/N     answers once N such requests are there at the same time
class ObedientService final : public Service {
 public:
  explicit ObedientService(Executor& executor) : executor_(executor), arrivals_(executor), nothing_(executor) {}

  Task<Result<Response>> handle(Request request) override {
    asked.push_back(request);
    const std::string path(path_of(request.url));
    const auto slash = path.find('/', 1);
    const std::string verb = path.substr(1, slash == std::string::npos ? slash : slash - 1);
    const std::string rest = slash == std::string::npos ? "" : path.substr(slash + 1);
    if (verb == "drop") co_return failure(ErrorCode::connection_lost, "dropped as asked");
    if (verb == "throw") throw std::runtime_error("thrown as asked");
    if (verb == "status") co_return Response(std::stoi(rest), "text/plain", "as asked");
    if (verb == "after") co_await sleep_for(executor_, parse_duration(rest).value());
    if (verb == "never") co_await nothing_.wait();
    if (verb == "together") {
      ++together_;
      if (together_ == std::stoi(rest)) arrivals_.ring();
      while (together_ < std::stoi(rest)) co_await arrivals_.wait();
    }
    Response response(200, "text/plain", std::move(request.body));
    response.headers.add("X-Method", request.method);
    co_return response;
  }

  std::vector<Request> asked;

 private:
  Executor& executor_;
  Bell arrivals_;
  Bell nothing_;
  int together_ = 0;
};

}  // namespace understudy::test
