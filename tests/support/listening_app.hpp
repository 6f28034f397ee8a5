#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "core/http/transport.hpp"

namespace understudy::test {

// An app that keeps what is posted to it and answers what it is told to: 204 unless a test says otherwise.
class ListeningApp final : public Service {
 public:
  using Answer = std::function<Result<Response>(const Request&)>;

  ListeningApp() : ListeningApp([](const Request&) { return Response(204); }) {}
  explicit ListeningApp(Answer answer) : answer_(std::move(answer)) {}

  Task<Result<Response>> handle(Request request) override {
    auto response = answer_(request);
    requests_.push_back(std::move(request));
    co_return response;
  }
  const std::vector<Request>& requests() const { return requests_; }

 private:
  Answer answer_;
  std::vector<Request> requests_;
};

}  // namespace understudy::test
