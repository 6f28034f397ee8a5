#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/http/transport.hpp"

namespace understudy {

// A network inside the process: each origin leads to a service. No socket, no thread; each way takes no time, yet waits
// until everything else at that instant has been done, as a socket's does. Answers come whole: of a body that comes in
// time it brings what there is by then.
class LocalTransport final : public Transport {
 public:
  explicit LocalTransport(Executor& executor) : executor_(executor) {}

  // `origin` is scheme://host[:port] as it stands in the URLs; the service must outlive the transport.
  void mount(std::string origin, Service& service) { services_.emplace_back(std::move(origin), &service); }
  Task<Result<Response>> roundtrip(Request request) override;

 private:
  Service* find(std::string_view url) const;

  Executor& executor_;
  std::vector<std::pair<std::string, Service*>> services_;
};

}  // namespace understudy
