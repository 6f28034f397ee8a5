#include <cassert>
#include <variant>

#include "core/client/client.hpp"
#include "core/runtime/scope.hpp"
#include "core/webhook/receiver.hpp"
#include "simulator/sandbox.hpp"
#include "tests/bench/clock.hpp"
#include "tests/bench/measures.hpp"

#include <nlohmann/json.hpp>

namespace understudy::bench {
namespace {

constexpr int senders = 100;
constexpr std::string_view app = "https://app.example";

// `rate` messages a second of virtual time; about twice as many are then under way at once.
Config client_config(const simulator::Sandbox& sandbox, int rate) {
  Config config;
  config.base_url = sandbox.base_url();
  config.credentials = {sandbox.account_sid(), sandbox.account_sid(), sandbox.auth_token()};
  config.limits = {.account = {.per_second = rate, .burst = 1}, .sender = {.per_second = rate, .burst = 1}};
  return config;
}

simulator::WorldConfig world_config(int rate) {
  simulator::WorldConfig config;
  config.rates.long_code = rate;
  return config;
}

// A client, the simulator and an app that takes the callbacks, on one network in memory.
class Round {
 public:
  explicit Round(int rate)
      : sandbox_(world_config(rate)),
        app_(sandbox_.executor(), {.auth_token = sandbox_.auth_token()},
             [this](const WebhookEvent& event) { return take(event); }),
        client_(sandbox_.executor(), sandbox_.transport(), client_config(sandbox_, rate)) {
    sandbox_.mount(std::string(app), app_);
  }

  void run(int messages) {
    Scope scope(sandbox_.executor());
    for (int sender = 0; sender < senders; ++sender) scope.spawn(send_all(sender, messages / senders));
    sandbox_.executor().run_until([&] { return delivered_ == messages; });
    assert(sent_ == messages);
  }

 private:
  Task<> send_all(int sender, int messages) {
    for (int i = 0; i < messages; ++i) {
      OutgoingMessage message;
      message.to = "+155501" + std::to_string(10'000 + i % 10'000);
      message.from = "+155502" + std::to_string(10'000 + sender);
      message.body = "Your code is " + std::to_string(100'000 + i) + ". It is valid for ten minutes.";
      message.status_callback = std::string(app) + "/status";
      auto receipt = co_await client_.send(std::move(message));
      assert(receipt && receipt->message.status == MessageStatus::queued);
    }
  }

  Response take(const WebhookEvent& event) {
    switch (std::get<StatusUpdate>(event).status) {
      case MessageStatus::sent: ++sent_; break;
      case MessageStatus::delivered: ++delivered_; break;
      default: assert(false && "every message is delivered");
    }
    return WebhookReceiver::no_reply();
  }

  simulator::Sandbox sandbox_;
  WebhookReceiver app_;
  Client client_;
  int sent_ = 0;
  int delivered_ = 0;
};

// The fields of a status callback and the answer to a create, as the lifecycle has them.
Form callback_form(int i) {
  std::string sid = "SM00112233445566778899aabb" + std::to_string(10'000'000 + i).substr(0, 8);
  return {{"RawDlrDoneDate", "2601010900"},
          {"SmsSid", sid},
          {"SmsStatus", "delivered"},
          {"MessageStatus", "delivered"},
          {"To", "+15550110000"},
          {"MessageSid", sid},
          {"AccountSid", "ACc0ffee00c0ffee00c0ffee00c0ffee00"},
          {"From", "+15550210000"},
          {"ApiVersion", "2010-04-01"}};
}

constexpr std::string_view answer = R"({"body": "Your code is 123456. It is valid for ten minutes.",
"num_segments": "1", "direction": "outbound-api", "from": "+15550210000",
"date_updated": "Thu, 01 Jan 2026 09:00:00 +0000", "price": null, "error_message": null,
"uri": "/2010-04-01/Accounts/ACc0ffee00c0ffee00c0ffee00c0ffee00/Messages/SM00112233445566778899aabbccddeeff.json",
"account_sid": "ACc0ffee00c0ffee00c0ffee00c0ffee00", "num_media": "0", "to": "+15550110000",
"date_created": "Thu, 01 Jan 2026 09:00:00 +0000", "status": "queued",
"sid": "SM00112233445566778899aabbccddeeff", "date_sent": null, "messaging_service_sid": null,
"error_code": null, "price_unit": "USD", "api_version": "2010-04-01", "subresource_uris": {"media":
"/2010-04-01/Accounts/ACc0ffee00c0ffee00c0ffee00c0ffee00/Messages/SM00112233445566778899aabbccddeeff/Media.json"}})";

}  // namespace

double lifecycles_per_second(int messages, int rate) {
  assert(messages % senders == 0);
  Round round(rate);
  double start = cpu_seconds();
  round.run(messages);
  return messages / (cpu_seconds() - start);
}

double signing_and_parsing_per_second(int messages) {
  Signer signer(Secret("5eed5eed5eed5eed5eed5eed5eed5eed"));
  const std::string url = std::string(app) + "/status";
  double start = cpu_seconds();
  for (int i = 0; i < messages; ++i) {
    for (int callback = 0; callback < 2; ++callback) {
      Form form = callback_form(i);
      bool genuine = signer.verify(signer.sign(url, form), url, form);
      assert(genuine);
    }
    auto parsed = nlohmann::json::parse(answer);
    assert(parsed["status"] == "queued");
  }
  return messages / (cpu_seconds() - start);
}

}  // namespace understudy::bench
