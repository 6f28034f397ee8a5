// Requests to the control API, a line each.
#include "simulator/control.hpp"

#include "core/http/local_transport.hpp"
#include "core/http/url.hpp"
#include "core/runtime/pending.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "simulator/worlds.hpp"
#include "tests/fuzz/steps.hpp"
#include "tests/support/listening_app.hpp"

#include <nlohmann/json.hpp>

namespace understudy::fuzz {
namespace {

constexpr int steps_max = 10;

void must_be_an_answer(const Request& request, const Response& response) {
  const std::string met = request.method + " " + request.url + " " + request.body + "\n" + response.body;
  must(response.status >= 200 && response.status < 600 && response.status != 500, "an answer has a status", met);
  if (response.headers.get("Content-Type").find("jsonl") != std::string_view::npos || response.status == 204) return;
  const auto body = nlohmann::json::parse(response.body, nullptr, false);
  must(body.is_object(), "an answer is a JSON object", met);
  if (response.status < 400) return;
  must(body.value("status", 0) == response.status && !body.value("message", "").empty(), "what is wrong is said", met);
}

simulator::WorldSetup manual() {
  simulator::WorldSetup setup;
  setup.clock.mode = simulator::ClockMode::manual;
  return setup;
}

}  // namespace

void check(std::string_view input) {
  VirtualExecutor executor{std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)};
  LocalTransport network{executor};
  test::ListeningApp app;
  network.mount("http://app.localhost", app);
  simulator::Worlds worlds(executor, network, manual());
  for (int i = 0; i < steps_max && !input.empty(); ++i) {
    Request request =
        step(take_line(input), simulator::control_root, worlds.all().back()->world().config().account_sid);
    if (!simulator::is_control_path(path_of(request.url))) continue;
    const Request asked = request;
    const auto response = Pending<Result<Response>>(executor, worlds.handle(std::move(request))).get();
    must(response.has_value(), "the control API answers");
    must_be_an_answer(asked, *response);
  }
}

}  // namespace understudy::fuzz
