#include "simulator/api/endpoints.hpp"

#include <catch2/catch.hpp>

using namespace understudy::simulator;

TEST_CASE("each endpoint is found by its path, and knows what stands in the braces") {
  for (const Endpoint& endpoint : endpoints()) {
    std::string path(endpoint.path);
    int braces = 0;
    for (auto at = path.find("{}"); at != std::string::npos; at = path.find("{}")) {
      path.replace(at, 2, "id" + std::to_string(braces++));
    }
    INFO(endpoint.method << " " << path);
    const understudy::Request request;
    Call call{request, {}};
    CHECK(route(endpoint.method, path, call).endpoint == &endpoint);
    for (int i = 0; i < braces; ++i) CHECK(call.id(static_cast<std::size_t>(i)) == "id" + std::to_string(i));
    CHECK(route("PATCH", path, call).known_path);
    CHECK_FALSE(route("PATCH", path, call).endpoint);
  }
}
