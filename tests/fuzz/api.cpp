// Requests to Twilio's API, a line each, and what becomes of them.
#include "tests/fuzz/steps.hpp"
#include "tests/support/world_driver.hpp"

#include <nlohmann/json.hpp>

namespace understudy::fuzz {
namespace {

constexpr int steps_max = 20;

void must_be_an_answer(const Request& request, const Response& response) {
  const std::string met = request.method + " " + request.url + "\n" + response.body;
  must(response.status >= 200 && response.status < 500, "the fake has no error of its own", met);
  if (response.headers.get("Content-Type").find("json") == std::string_view::npos) return;
  const auto body = nlohmann::json::parse(response.body, nullptr, false);
  must(body.is_object(), "an answer is a JSON object", met);
  if (response.status < 400) return;
  must(body.value("status", 0) == response.status, "a refusal repeats its status", met);
  must(body.value("code", 0) >= 10'000 && !body.value("message", "").empty(), "a refusal has a code and a text", met);
}

}  // namespace

void check(std::string_view input) {
  test::WorldDriver driver;
  driver.answer = Response(200, "text/xml", "<Response><Message>hi</Message></Response>");
  const std::string account = "/2010-04-01/Accounts/" + std::string(test::account_sid);
  std::string last = "SM00000000000000000000000000000000";
  for (int i = 0; i < steps_max && !input.empty(); ++i) {
    const std::string_view line = take_line(input);
    const bool elsewhere = line.find(" /v") != std::string_view::npos;
    const Request request = step(line, elsewhere ? "" : account, last);
    const Response response = driver.ask(request);
    must_be_an_answer(request, response);
    const auto body = nlohmann::json::parse(response.body, nullptr, false);
    if (response.status == 201 && body.is_object()) last = body.value("sid", last);
    driver.advance(std::chrono::seconds(i));
  }
  driver.advance(std::chrono::hours(24));
}

}  // namespace understudy::fuzz
