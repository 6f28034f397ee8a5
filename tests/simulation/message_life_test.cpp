#include "core/api/message_resource.hpp"
#include "core/runtime/pending.hpp"
#include "core/webhook/signature.hpp"
#include "simulator/sandbox.hpp"
#include "tests/support/listening_app.hpp"
#include "tests/support/twilio_requests.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;
using simulator::Sandbox;
using test::create_request;
using test::fetch_request;
using test::ListeningApp;

namespace {

constexpr const char* status_url = "http://app.localhost/status";

Response ask(Sandbox& sandbox, Request request) {
  auto answer = Pending<Result<Response>>(sandbox.executor(), sandbox.transport().roundtrip(std::move(request))).get();
  REQUIRE(answer);
  return *answer;
}

Message send(Sandbox& sandbox, Form form) {
  form.add("StatusCallback", status_url);
  const Response response = ask(sandbox, create_request(form));
  REQUIRE(response.status == 201);
  return *parse_message(response.body);
}

std::vector<std::string> reported(const ListeningApp& app) {
  std::vector<std::string> statuses;
  for (const Request& request : app.requests()) statuses.emplace_back(decode_form(request.body).get("MessageStatus"));
  return statuses;
}

const Form to_anyone{{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "Your code is 123456"}};

}  // namespace

TEST_CASE("a message from a number is queued, sent and delivered, and the app is told of the last two") {
  Sandbox sandbox;
  ListeningApp app;
  sandbox.mount("http://app.localhost", app);

  const Message message = send(sandbox, to_anyone);
  REQUIRE(message.status == MessageStatus::queued);
  sandbox.advance(3s);

  REQUIRE(reported(app) == std::vector<std::string>{"sent", "delivered"});
  const Message seen = *parse_message(ask(sandbox, fetch_request(message.sid.text())).body);
  REQUIRE(seen.status == MessageStatus::delivered);
  REQUIRE(seen.date_sent);
}
