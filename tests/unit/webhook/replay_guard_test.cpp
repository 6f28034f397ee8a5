#include "core/webhook/replay_guard.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + 9h;

struct Coming {
  std::string message = "SM00112233445566778899aabbccddeeff";
  std::string status = "sent";  // none: a text
  std::string token = "token-1";
  std::string signature = "c2lnbmVk";
  std::string url = "https://app.example/status?a=1";
};

WebhookIdentity identity(const Coming& coming) {
  Form form{{"MessageSid", coming.message}};
  if (!coming.status.empty()) form.add("MessageStatus", coming.status);
  Request request("POST", coming.url);
  request.headers.add("X-Twilio-Signature", coming.signature);
  return identity_of(*parse_webhook(form, coming.token), request);
}

// Whether the one is taken for the other.
bool same(const Coming& one, const Coming& other) {
  ReplayGuard guard(10min);
  guard.keep(identity(one), Response(204), start);
  return guard.answer_to(identity(other), start + 1s) != nullptr;
}

}  // namespace

TEST_CASE("what comes again within the window is answered as before, whatever was answered") {
  ReplayGuard guard(10min);
  const WebhookIdentity webhook = identity({});
  CHECK(guard.answer_to(webhook, start) == nullptr);
  guard.keep(webhook, Response(200, "text/xml", "<Response/>"), start);
  for (const Duration later : {Duration(0s), Duration(10min - 1us)}) {
    const Response* answer = guard.answer_to(webhook, start + later);
    REQUIRE(answer);
    CHECK(*answer == Response(200, "text/xml", "<Response/>"));
  }
  CHECK(guard.answer_to(webhook, start + 10min) == nullptr);
}

TEST_CASE("the window begins with the first coming, and is not moved by others") {
  ReplayGuard guard(10min);
  guard.keep(identity({}), Response(204), start);
  CHECK(guard.answer_to(identity({}), start + 9min));
  CHECK_FALSE(guard.answer_to(identity({}), start + 11min));
}

TEST_CASE("a status callback is known by its token, and by its message, status and path whatever its token") {
  CHECK(same({}, {}));
  CHECK(same({}, {.signature = "b3RoZXI="}));
  CHECK(same({}, {.token = "made up", .signature = "b3RoZXI="}));
  CHECK(same({.token = ""}, {.token = ""}));
  CHECK(same({}, {.status = "sent", .token = "", .url = "https://app.example/status?b=2#x"}));
  CHECK(same({}, {.status = "delivered"}));  // the same token: the same request

  CHECK_FALSE(same({}, {.status = "delivered", .token = "token-2"}));
  CHECK_FALSE(same({.token = ""}, {.status = "delivered", .token = ""}));
  CHECK_FALSE(same({}, {.token = "token-2", .url = "https://app.example/action"}));
  CHECK_FALSE(same({}, {.message = "SMffeeddccbbaa99887766554433221100"}));  // though the token is the same
}

TEST_CASE("a text that asks for another document is a webhook of its own, one that is replayed is not") {
  const Coming text{.status = ""};
  CHECK(same(text, text));
  CHECK(same(text, {.status = "", .token = "made up"}));
  CHECK(same(text, {.status = "", .signature = "b3RoZXI="}));  // the same token
  CHECK_FALSE(same(text, {.status = "", .token = "token-2", .signature = "b3RoZXI="}));
}

TEST_CASE("no token passes for an event, and an empty one for nothing") {
  ReplayGuard guard(10min);
  guard.keep({"a", "b"}, Response(204), start);
  CHECK_FALSE(guard.answer_to({"b", "a"}, start));
  guard.keep({"", "c"}, Response(204), start);
  CHECK_FALSE(guard.answer_to({"", "d"}, start));
}

TEST_CASE("of too many webhooks the oldest are forgotten, and all whose window is over") {
  ReplayGuard guard(10min, 2);
  for (const char* event : {"1", "2", "3"}) guard.keep({"", event}, Response(204), start);
  CHECK(guard.size() == 2);
  CHECK_FALSE(guard.answer_to({"", "1"}, start));
  CHECK(guard.answer_to({"", "2"}, start));
  CHECK(guard.answer_to({"", "3"}, start));
  guard.keep({"", "4"}, Response(204), start + 10min);
  CHECK(guard.size() == 1);
}
